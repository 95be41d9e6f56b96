#!/usr/bin/env bash
# lint: one check by name; prints what is wrong and exits 1 then. `./dev lint` runs all of them.
#
#   tools/lint.sh format | shell | python | clang-tidy BUILD
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# files ENDING...: all files of the tree whose names end so, as find sees them.
files() {
  local ending
  for ending in "$@"; do
    find . \( -path ./.git -o -path './build*' \) -prune -o -type f -name "*$ending" -print
  done
}

format() {
  files .cc .h | xargs clang-format --dry-run -Werror
}

shell() {
  files .sh | xargs shellcheck -x dev .ci/run docs/examples/vehicle-maintenance/run \
    docs/examples/order-fulfilment/{run,report,warehouse,carrier}
}

python() {
  files .py | xargs python3 -B -c '
import sys
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        compile(file.read(), path, "exec")
'
}

clang_tidy() {
  local build=$1
  run-clang-tidy -p "$build" -quiet -j "$(nproc)" "$PWD/(engine|connectors|cli|bench|tests)/" |
    { grep -Ev '^(clang-tidy|[0-9]+ warnings)' || true; }
}

case ${1:-} in
  format | shell | python) "$1" ;;
  clang-tidy) clang_tidy "${2:?the folder of the build}" ;;
  *)
    echo "lint: there is no check ${1:-}" >&2
    exit 2
    ;;
esac
