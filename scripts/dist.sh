#!/usr/bin/env bash
# One archive that runs on any Linux of this architecture: dist/hobnail-VERSION-TARGET.tar.gz with its SHA-256.
#
# The C library is linked in, so the binary needs nothing of the system; that is checked, not hoped for. Names of hosts
# are then looked up in /etc/hosts and by DNS (glibc's own two ways), not through other modules of nsswitch.conf.
# PROFILE=dev builds faster, to try this script.
set -euo pipefail
cd "$(dirname "$0")/.."
profile=${PROFILE:-release}
folder=${profile/#dev/debug}

scripts/need.sh cc cargo
target=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS='-C target-feature=+crt-static' cargo build --quiet --profile "$profile" --target "$target" --bin hobnail
bin=target/$target/$folder/hobnail

if needed=$(readelf --dynamic "$bin" | grep '(NEEDED)'); then
  printf 'dist: the binary needs libraries of the system:\n%s\n' "$needed" >&2
  exit 1
fi
version=$("$bin" --version)
name=hobnail-${version#hobnail }-$target
rm -rf "dist/$name"
scripts/install.sh "$bin" "dist/$name"
tar --create --gzip --owner=0 --group=0 --file "dist/$name.tar.gz" --directory dist "$name"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "dist/$name.tar.gz: $(du -h "dist/$name.tar.gz" | cut -f1), needs no library of the system"
