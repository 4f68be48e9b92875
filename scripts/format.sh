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

sources() {
  find sim models reports scenarios cli tests \
    \( -name node_modules -o -name vendor \) -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0
}

if [ "${1:-}" != --check ]; then
  sources | xargs -0 -r "$formatter" -i
  exit
fi

complaints=$(sources | xargs -0 -r "$formatter" --dry-run 2>&1 || true)
if [ -n "$complaints" ]; then
  printf '%s\n' "$complaints" | sed -n 's/^\([^: ]*\):\([0-9]*\):.*\[-Wclang-format.*/\1/p' | sort | uniq -c | sort -rn
  echo "These files are not laid out as .clang-format says; ./dev format does it."
  exit 1
fi
