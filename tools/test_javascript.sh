#!/usr/bin/env bash
# Runs tests/js with Node's own test runner. Where there is no Node, one line says so.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t tests < <(find tests/js -name '*.test.js' -o -name '*.test.mjs' 2>/dev/null | sort)
if [ ${#tests[@]} -eq 0 ]; then
  echo "JavaScript: there are no tests in tests/js."
  exit 0
fi
node=$(command -v node || command -v nodejs || true)
if [ -z "$node" ]; then
  echo "JavaScript: left out, there is no Node on this machine (${#tests[@]} files)."
  exit 0
fi
# The files are named one by one: versions of Node disagree about what a folder means.
"$node" --test "${tests[@]}"
