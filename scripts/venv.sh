#!/usr/bin/env bash
# A Python environment in .cache/venv with exactly what the requirements files pin; quiet when it is already there.
# Prints nothing; the interpreter is .cache/venv/bin/python.
set -euo pipefail
cd "$(dirname "$0")/.."
requirements=(conformance/python/requirements.txt examples/pytest/requirements.txt)
venv=.cache/venv
stamp=$venv/.requirements-stamp

now=$({ python3 --version; cat "${requirements[@]}"; } | sha256sum | cut -c1-64)
[ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && exit 0

scripts/need.sh python3 venv
echo 'venv: installing Python packages'
rm -rf "$venv"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "${requirements[@]/#/--requirement=}"
echo "$now" >"$stamp"
