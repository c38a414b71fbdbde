#!/usr/bin/env bash
# Everything that CI runs, in the order that tells most soonest on two cores.
#
#   scripts/ci.sh              all steps
#   scripts/ci.sh fmt web_unit just these, in the order given
#
# A step is a function step_NAME. Its output goes to target/ci/NAME.log and is printed whole only when it fails;
# otherwise one line says how long it took, and below it stand its runner's own closing lines. A failed step doesn't
# keep the others from running, except those that need what it builds. The last line adds everything up; a step
# whose runner counts nothing (formatting, a build) counts as one.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

logs=target/ci
mkdir -p "$logs"
passed=0 failed=0
export CARGO_TERM_COLOR=never NO_COLOR=1
[ -z "${CI:-}" ] || export CARGO_INCREMENTAL=0 # nothing is built a second time there

# --- steps -----------------------------------------------------------------------------------------------------

# Only crates with features of their own for generating files stay out of the test build: their features would
# reach every crate and make it a second, slower build of the same code.
tested=(--workspace --exclude hobnail-xtask --exclude hobnail-bench)

step_compiler() { scripts/need.sh cc cargo node npm python3 git; }

step_tools() {
  scripts/need.sh postgres nats chromium fonts jdk maven venv shellcheck &&
    scripts/web.sh deps &&
    conformance/run --prepare &&
    examples/run --prepare
}

step_fmt() { cargo fmt --all --check -- --color=never; }

step_shell() { shellcheck scripts/*.sh .ci/run examples/run; }

step_clippy() { cargo clippy --workspace --all-targets --quiet -- -D warnings; }

step_generated() {
  cargo metadata --locked --format-version 1 >/dev/null && # Cargo.lock is what the manifests ask for
    cargo run --quiet --package hobnail-xtask -- check && cargo test --package hobnail-xtask
}

step_web_lint() { cd web && npm run --silent lint; }

step_web_unit() { cd web && npm test --silent; }

step_web_build() { scripts/web.sh build; }

step_build() { cargo build --quiet "${tested[@]}" --bins && cargo test --quiet "${tested[@]}" --no-run; }

step_cargo_test() { HOBNAIL_BIN=$PWD/target/debug/hobnail cargo test "${tested[@]}" --no-fail-fast; }

step_web_e2e() {
  export CHROMIUM HOBNAIL_SERVER_LOG=$PWD/$logs/web_e2e.server.log
  CHROMIUM=$(command -v chromium)
  scripts/with-server.sh --serve npm --prefix web run --silent e2e
}

step_conformance() { conformance/run; }

# A stranger's projects, with the tests that they have.
step_examples() { examples/run; }

# --- running and reporting -------------------------------------------------------------------------------------

# Lines with which the runners close: cargo test, Vitest, Playwright, and our own "N passed, N failed".
closing() {
  sed -E $'s/\x1b\\[[0-9;]*m//g' "$1" |
    grep -E '^test result: |^ *Tests  +[0-9]|^ *[0-9]+ (passed|failed|flaky|did not run)( \([0-9.]+(ms|s|m)\))?$|^[0-9]+ passed, [0-9]+ failed' |
    grep -vE '^test result: ok\. 0 passed; 0 failed; 0 ignored'
}

# "PASSED FAILED" of a log, summed over its closing lines.
counts() {
  closing "$1" | awk '
    function sum(word,   n, parts, i) {
      n = split($0, parts, /[^0-9A-Za-z]+/)
      for (i = 2; i <= n; i++) if (parts[i] == word && parts[i - 1] ~ /^[0-9]+$/) return parts[i - 1]
      return 0
    }
    { p += sum("passed"); f += sum("failed") }
    END { print p + 0, f + 0 }'
}

# Runs one step; its exit code and duration go to files, so that it may run beside others.
execute() {
  local name=$1 start=$SECONDS code=0
  ("step_$name") >"$logs/$name.log" 2>&1 </dev/null || code=$?
  echo "$code $((SECONDS - start))" >"$logs/$name.status"
}

# Says what became of a step that was executed, and adds it up.
report() {
  local name=$1 code seconds p f
  read -r code seconds <"$logs/$name.status"
  read -r p f < <(counts "$logs/$name.log")
  if [ "$code" -eq 0 ]; then
    [ $((p + f)) -gt 0 ] || p=1
    printf 'ok      %-14s %4ss\n' "$name" "$seconds"
  else
    [ "$f" -gt 0 ] || f=1
    printf 'FAILED  %-14s %4ss (exit %s)\n' "$name" "$seconds" "$code"
    sed 's/^/  | /' "$logs/$name.log"
  fi
  closing "$logs/$name.log" | sed 's/^ */        /'
  passed=$((passed + p)) failed=$((failed + f))
  return "$code"
}

# Runs the named steps beside each other; fails when one of them does.
together() {
  local name code=0 pids=()
  for name in "$@"; do
    execute "$name" &
    pids+=($!)
  done
  wait "${pids[@]}"
  for name in "$@"; do report "$name" || code=1; done
  return "$code"
}

in_turn() {
  local name code=0
  for name in "$@"; do together "$name" || code=1; done
  return "$code"
}

everything() {
  together compiler || return 1
  # What must be downloaded arrives while the compiler works.
  execute tools &
  local tools=$!
  in_turn fmt clippy
  wait "$tools"
  report tools || return 1
  in_turn shell web_lint web_unit web_build generated
  together build || return 1
  in_turn cargo_test
  together conformance examples web_e2e
}

if [ $# -gt 0 ]; then in_turn "$@"; else everything; fi

echo "took $((SECONDS / 60)) min $((SECONDS % 60)) s; logs in $logs"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
