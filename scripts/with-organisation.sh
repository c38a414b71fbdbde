#!/usr/bin/env bash
# Runs a command against an installation of its own in production mode: a fresh folder, two organisations of one
# administrator made by `hobnail init`, `hobnail serve` on a free port. HOBNAIL_SERVE_URL, _MOBILE and _PASSWORD tell the command how to
# sign in; the server ends with it.
#
#   scripts/with-organisation.sh npm run e2e
# shellcheck disable=SC2317 # the function is called by a trap
set -euo pipefail

bin=${HOBNAIL_BIN:-$(cd "$(dirname "$0")/.." && pwd)/target/debug/hobnail}
dir=$(mktemp -d)
server=''

cleanup() {
  trap - EXIT INT TERM
  if [ -n "$server" ] && kill "$server" 2>/dev/null; then
    timeout 10 tail --pid="$server" -f /dev/null || kill -9 "$server" 2>/dev/null || true
  fi
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

export HOBNAIL_SERVE_MOBILE=13800000000 HOBNAIL_SERVE_PASSWORD=correct-horse-9
printf '%s\n' "$HOBNAIL_SERVE_PASSWORD" >"$dir/password"
for corp in 豪钉科技 另一家公司; do
  HOBNAIL_STORE_DATA=$dir/data "$bin" init --corp "$corp" --admin 王伟 --mobile "$HOBNAIL_SERVE_MOBILE" --password-file "$dir/password" >"$dir/init.log" 2>&1 || {
    cat "$dir/init.log" >&2
    exit 1
  }
done
mkfifo "$dir/events"
HOBNAIL_STORE_DATA=$dir/data HOBNAIL_SERVER_LISTEN=127.0.0.1:0 "$bin" serve --json >"$dir/events" 2>"$dir/server.log" &
server=$!
exec 3<"$dir/events"
IFS= read -r -t 60 line <&3 || true
[[ ${line:-} =~ \"url\":\ *\"([^\"]+)\" ]] || {
  echo 'with-organisation: the server did not become ready; its log:' >&2
  cat "$dir/server.log" >&2
  exit 1
}
HOBNAIL_SERVE_URL=${BASH_REMATCH[1]%/} "$@" 3<&-
