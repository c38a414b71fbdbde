# The commands of daily work; each installs what it needs and is quiet when there is nothing to install.
#
#   make run     the demo organisation at http://127.0.0.1:8080 (ARGS='--empty' …)
#   make test    everything that CI runs
#   make check   formatting and lints of the Rust code, seconds after an edit
#   make build   web apps and release binary
#   make install  binary, man pages and completions below PREFIX (/usr/local)
#   make dist    one archive with a binary that needs no library of the system
#   make bench   the bench with its references (ARGS goes to it)
#   make clean   what was built; .data, downloads and installed packages stay

PREFIX ?= /usr/local

.PHONY: run test check build install dist bench clean

run: build
	@exec target/release/hobnail dev $(ARGS)

build:
	@scripts/need.sh cc cargo node npm git
	@scripts/web.sh build
	@cargo build --release --bin hobnail

install: build
	@scripts/install.sh target/release/hobnail $(DESTDIR)$(PREFIX)

dist:
	@scripts/web.sh build
	@scripts/dist.sh

test:
	@scripts/ci.sh

check:
	@scripts/need.sh cc cargo
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --quiet -- -D warnings

bench:
	@scripts/need.sh cc cargo node npm postgres
	@scripts/web.sh build
	@cargo build --release --bin hobnail
	@cargo run --release --quiet --package hobnail-bench -- $(ARGS)

clean:
	@cargo clean --quiet
	@rm -rf dist web/dist conformance/java/target web/test-results
