#!/usr/bin/env bash
# The web apps: `deps` installs what package-lock.json names, `build` makes web/dist. Each does nothing, and says
# nothing, when its input is what it was the last time.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=web/node_modules

digest() { sha256sum | cut -c1-64; }

deps() {
  local stamp=$modules/.lock-stamp now
  now=$(digest <web/package-lock.json)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
  scripts/need.sh node npm
  echo 'web: installing npm packages'
  (cd web && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error)
  echo "$now" >"$stamp"
}

# Everything that a build reads: the files under web/ that git tracks or would track.
sources() {
  git ls-files -z --cached --others --exclude-standard -- web | sort -zu | xargs -0 sha256sum 2>/dev/null | digest || true
}

build() {
  local stamp=$modules/.build-stamp now
  deps
  now=$(sources)
  [ -d web/dist ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
  echo 'web: building'
  (cd web && npm run --silent build)
  echo "$now" >"$stamp"
}

case ${1:-} in
  deps | build) "$1" ;;
  *)
    echo 'usage: scripts/web.sh deps|build' >&2
    exit 2
    ;;
esac
