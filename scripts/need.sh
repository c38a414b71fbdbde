#!/usr/bin/env bash
# Installs the Debian packages that a step needs and this machine lacks; says nothing when it lacks none.
#
#   scripts/need.sh postgres jdk …
#
# A thing counts as present when it can be used, whoever installed it. No service is started: the tests run
# their own PostgreSQL and NATS and end them. Where packages can't be installed, the message names them.
set -euo pipefail

die() {
  printf 'need: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

has_postgres() {
  local bin
  for bin in /usr/lib/postgresql/*/bin/initdb; do [ -x "$bin" ] && return 0; done
  has initdb && has postgres
}

has_jdk() {
  local version
  has javac && version=$(javac -version 2>&1) || return 1
  version=${version#javac } version=${version%%.*}
  [ "$version" -ge 11 ] 2>/dev/null
}

has_fonts() { dpkg-query -W -f='${Status}' fonts-noto-cjk 2>/dev/null | grep -q 'ok installed'; }

has_cc() { has cc && has make && [ -e /usr/include/stdlib.h ]; }

has_venv() { python3 -c 'import ensurepip, venv' >/dev/null 2>&1; }

packages=()
for thing in "$@"; do
  case $thing in
    cc) has_cc || packages+=(gcc libc6-dev make) ;;
    postgres) has_postgres || packages+=(postgresql) ;;
    nats) has nats-server || [ -x /usr/sbin/nats-server ] || packages+=(nats-server) ;;
    chromium) has chromium || packages+=(chromium) ;;
    fonts) has_fonts || packages+=(fonts-noto-cjk) ;;
    jdk) has_jdk || packages+=(default-jdk-headless) ;;
    maven) has mvn || packages+=(maven) ;;
    venv) has_venv || packages+=(python3-venv) ;;
    shellcheck) has shellcheck || packages+=(shellcheck) ;;
    cargo | node | npm | python3 | git)
      has "$thing" || die "$thing is not installed; Rust, Node.js, Python and git are expected to be there" ;;
    *) die "unknown thing: $thing" ;;
  esac
done
[ ${#packages[@]} -gt 0 ] || exit 0

has apt-get || die "no apt-get here; please install: ${packages[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  has sudo || die "neither root nor sudo; please install as root: ${packages[*]}"
  as_root=(sudo)
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
made_policy=
cleanup() {
  [ -z "$made_policy" ] || "${as_root[@]}" rm -f "$policy"
  rm -f "$log"
}
trap cleanup EXIT

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold "$@" >>"$log" 2>&1
}

known() {
  local package
  for package in "${packages[@]}"; do
    apt-cache show "$package" >/dev/null 2>&1 || return 1
  done
}

# The packages of PostgreSQL and NATS would start a service each: the first is told not to make a cluster,
# and for the time of the installation nothing may start.
hold_services() {
  case " ${packages[*]} " in
    *" postgresql "*)
      apt install --no-install-recommends postgresql-common || return 1
      local conf=/etc/postgresql-common/createcluster.conf
      grep -Eqs '^create_main_cluster *= *false' "$conf" ||
        echo 'create_main_cluster = false' | "${as_root[@]}" tee -a "$conf" >/dev/null
      ;;
  esac
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null || return 1
    made_policy=yes
    "${as_root[@]}" chmod 755 "$policy"
  fi
}

install_all() { hold_services && apt install --no-install-recommends "${packages[@]}"; }

echo "need: installing ${packages[*]}"
{ known || apt update; } && install_all ||
  { apt update && install_all; } || {
  cat "$log" >&2
  die "could not install: ${packages[*]}"
}
