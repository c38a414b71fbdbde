#!/usr/bin/env bash
# Runs a command against a server of its own: a fresh data directory, a free port, HOBNAIL_URL in the environment,
# and the server ended (by its pid) when the command has ended.
#
#   scripts/with-server.sh npm run e2e
#
# HOBNAIL_BIN chooses the binary (target/debug/hobnail), HOBNAIL_SERVER_LOG keeps the server's own log. When HOBNAIL_URL
# is already set, that server is used and nothing is started.
# shellcheck disable=SC2317 # the functions are called by traps
set -euo pipefail

if [ -n "${HOBNAIL_URL:-}" ]; then
  "$@"
  exit
fi

bin=${HOBNAIL_BIN:-$(cd "$(dirname "$0")/.." && pwd)/target/debug/hobnail}
[ -x "$bin" ] || {
  echo "with-server: no server binary at $bin" >&2
  exit 1
}

dir=$(mktemp -d)
log=${HOBNAIL_SERVER_LOG:-$dir/server.log}
server='' command=''

end() {
  kill "$1" 2>/dev/null || return 0
  timeout 10 tail --pid="$1" -f /dev/null || kill -9 "$1" 2>/dev/null || true
}

cleanup() {
  trap - EXIT INT TERM
  [ -z "$command" ] || end "$command"
  [ -z "$server" ] || end "$server"
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

mkfifo "$dir/events"
"$bin" dev --listen 127.0.0.1:0 --data "$dir/data" --json >"$dir/events" 2>"$log" &
server=$!
exec 3<"$dir/events"

url=''
while IFS= read -r -t "${HOBNAIL_START_SECONDS:-60}" line <&3; do
  if [[ $line =~ \"event\":\ *\"ready\" && $line =~ \"url\":\ *\"([^\"]+)\" ]]; then
    url=${BASH_REMATCH[1]%/}
    break
  fi
done
if [ -z "$url" ]; then
  echo 'with-server: the server did not become ready; its log:' >&2
  cat "$log" >&2
  exit 1
fi
cat <&3 >>"$log" & # what it still says must never fill the pipe

code=0
HOBNAIL_URL=$url "$@" 3<&- &
command=$!
wait "$command" || code=$?
command=''
if ! kill -0 "$server" 2>/dev/null; then
  echo 'with-server: the server ended on its own; its log:' >&2
  tail -n 200 "$log" >&2
  server=''
  [ "$code" -ne 0 ] || code=1
fi
exit "$code"
