#!/usr/bin/env bash
# Pins requirements/NAME.txt from requirements/NAME.in (run.txt: from pyproject.toml), with hashes and without addresses,
# so that the files say what is installed and nothing about the machine they were made on.
# COMPILER names another pip-compile. Arguments are handed on: `tools/lock_requirements.sh --upgrade`.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {  # compile OUTPUT SOURCE [more]
  local output=$1 source=$2
  shift 2
  "${COMPILER:-pip-compile}" --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --output-file "requirements/$output" "$@" "$source"
  echo "requirements/$output"
}

compile run.txt pyproject.toml "$@"
compile test.txt requirements/test.in "$@"
compile build.txt requirements/build.in "$@"
compile bench.txt requirements/bench.in "$@"
compile node.txt requirements/node.in "$@"
