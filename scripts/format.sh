#!/bin/sh
# Lays out every C++ file of ours as .clang-format says; with --check it only complains, and exits 1.
set -eu
cd -- "$(dirname -- "$0")/.."

# Layouts differ between versions, so that only one version can be right.
formatter=clang-format-14
if ! command -v "$formatter" >/dev/null; then
  echo "scripts/format.sh: $formatter is not installed (Debian package clang-format-14)" >&2
  exit 1
fi

options=-i
if [ "${1:-}" = --check ]; then
  options='--dry-run --Werror'
fi
# shellcheck disable=SC2086  # the options are meant to be split
find sim models reports scenarios cli tests \
  \( -name node_modules -o -name vendor \) -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
  xargs -0 -r -n 32 -P 2 "$formatter" $options
