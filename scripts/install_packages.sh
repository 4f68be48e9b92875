#!/bin/sh
# Installs what is missing of the packages that scripts/packages.txt lists for the stages named: build, test, peers.
# Asks dpkg first, so that a second run costs some milliseconds and needs no network.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

say() { printf '%s\n' "$*" >&2; }

wanted=
for stage in "$@"; do
  wanted="$wanted $(sed -n "s/^$stage //p" "$here/packages.txt" | tr '\n' ' ')"
done

if ! command -v dpkg-query >/dev/null; then
  say "This is not a Debian system: make sure that you have what these Debian 12 packages hold:$wanted"
  exit 0
fi

# The status of every installed package in one call: "name installed".
installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' | sed -n 's/ installed$//p')
missing=
for package in $wanted; do
  if ! printf '%s\n' "$installed" | grep -qxF -- "$package"; then
    missing="$missing $package"
  fi
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "Missing packages, and neither root nor sudo to install them. As root, run:"
    say "  apt-get update && apt-get install --no-install-recommends$missing"
    exit 1
  fi
  as_root=sudo
fi

say "Installing from Debian's packages:$missing"

# Another apt may hold the lock, and mirrors have bad minutes: wait for the first, try three times for the second.
# shellcheck disable=SC2086  # $as_root may be empty and $missing is a list: both are meant to be split
apt_get() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >&2
}

attempt=1
# shellcheck disable=SC2086
until apt_get update && apt_get install -y --no-install-recommends $missing; do
  if [ "$attempt" -ge 3 ]; then
    say "apt-get failed $attempt times. These packages are still needed:$missing"
    exit 1
  fi
  attempt=$((attempt + 1))
  say "apt-get failed; trying again in 10 s ($attempt of 3)"
  sleep 10
done
