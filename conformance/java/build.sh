#!/usr/bin/env bash
# Compiles the Java cases and collects the SDK's jars in target/lib; quiet when nothing has changed. Asks the network
# only for what the local Maven repository lacks.
set -euo pipefail
cd "$(dirname "$0")"
stamp=target/.stamp

now=$(find pom.xml src -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
[ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && exit 0

../../scripts/need.sh jdk maven
echo 'java: compiling the cases'
goals=(clean compile dependency:copy-dependencies)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mvn --offline --quiet --batch-mode "${goals[@]}" >/dev/null 2>&1 ||
  mvn --quiet --batch-mode "${goals[@]}" >"$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
echo "$now" >"$stamp"
