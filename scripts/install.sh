#!/usr/bin/env bash
# Installs a built server below a prefix: the binary, its man pages, the completions of three shells, the example
# configuration.
#
#   scripts/install.sh target/release/hobnail /usr/local
set -euo pipefail
bin=${1:?the binary} prefix=${2:?the prefix}
cd "$(dirname "$0")/.."

share=$prefix/share
install -d "$prefix/bin" "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" \
  "$share/fish/vendor_completions.d" "$share/doc/hobnail"
install -m 755 "$bin" "$prefix/bin/hobnail"
"$bin" man --dir "$share/man/man1"
"$bin" completions bash >"$share/bash-completion/completions/hobnail"
"$bin" completions zsh >"$share/zsh/site-functions/_hobnail"
"$bin" completions fish >"$share/fish/vendor_completions.d/hobnail.fish"
"$bin" config-example >"$share/doc/hobnail/hobnail.example.toml"
install -m 644 README.md README.zh-CN.md LICENSE CHANGELOG.md docs/operating.md docs/dev-mode.md "$share/doc/hobnail/"
