#!/usr/bin/env bash
# Runs a command against servers of its own: fresh data, free ports, and the servers ended (by their pids) when the
# command has ended.
#
#   scripts/with-server.sh conformance…          dev mode, its address in HOBNAIL_URL
#   scripts/with-server.sh --serve npm run e2e   an installation with passwords as well: HOBNAIL_SERVE_URL, and
#                                                HOBNAIL_SERVE_MOBILE, HOBNAIL_SERVE_PASSWORD of somebody in it
#
# HOBNAIL_BIN chooses the binary (target/debug/hobnail), HOBNAIL_SERVER_LOG keeps the servers' own log. When
# HOBNAIL_URL is already set, that server is used and nothing is started.
# shellcheck disable=SC2317 # the functions are called by traps
set -euo pipefail

serve=''
if [ "${1:-}" = --serve ]; then
  serve=yes
  shift
fi
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
: >"$log"
servers=() command=''

end() {
  kill "$1" 2>/dev/null || return 0
  timeout 10 tail --pid="$1" -f /dev/null || kill -9 "$1" 2>/dev/null || true
}

cleanup() {
  local server
  trap - EXIT INT TERM
  [ -z "$command" ] || end "$command"
  for server in "${servers[@]}"; do end "$server"; done
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Starts a server and waits for its line {"event":"ready","url":…}; the address comes back in $url.
start() {
  local line events=$dir/events.$1
  mkfifo "$events"
  "$bin" --json "$@" >"$events" 2>>"$log" &
  servers+=($!)
  exec 3<"$events"
  url=''
  while IFS= read -r -t "${HOBNAIL_START_SECONDS:-60}" line <&3; do
    if [[ $line =~ \"event\":\ *\"ready\" && $line =~ \"url\":\ *\"([^\"]+)\" ]]; then
      url=${BASH_REMATCH[1]%/}
      break
    fi
    echo "$line" >>"$log"
  done
  if [ -z "$url" ]; then
    echo "with-server: hobnail $1 did not become ready; its log:" >&2
    cat "$log" >&2
    exit 1
  fi
  cat <&3 >>"$log" & # what it still says must never fill the pipe
  exec 3<&-
}

if [ -n "$serve" ]; then
  mobile=13800000002 password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s' "$password" >"$dir/password"
  printf '[server]\nlisten = "127.0.0.1:0"\ndrain_s = 0\n[store]\ndata = "%s"\n' "$dir/installation" >"$dir/hobnail.toml"
  # One person who administers two organisations.
  for corp in 豪钉科技 另一家公司; do
    "$bin" init --config "$dir/hobnail.toml" --corp "$corp" --admin 王伟 --mobile "$mobile" \
      --password-file "$dir/password" >>"$log" 2>&1 || {
      cat "$log" >&2
      exit 1
    }
  done
  start serve --config "$dir/hobnail.toml"
  installation=$url
fi
start dev --listen 127.0.0.1:0 --data "$dir/data"
export HOBNAIL_URL=$url
[ -z "$serve" ] ||
  export HOBNAIL_SERVE_URL=$installation HOBNAIL_SERVE_MOBILE=$mobile HOBNAIL_SERVE_PASSWORD=$password

code=0
"$@" &
command=$!
wait "$command" || code=$?
command=''
for server in "${servers[@]}"; do
  if ! kill -0 "$server" 2>/dev/null; then
    echo 'with-server: a server ended on its own; its log:' >&2
    tail -n 200 "$log" >&2
    [ "$code" -ne 0 ] || code=1
  fi
done
exit "$code"
