#!/usr/bin/env bash
# make_environment.sh NAME...   makes .venv and installs requirements/NAME.txt into it, each file checked by its hash.
# With `run` among the names, the project itself is installed too, editable: .venv/bin/siharat is the command line.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -L .venv ]; then
  echo ".venv is a link to another environment: used as it is, nothing is installed into it."
  exit 0
fi

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "Siharat needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python" >&2
  return 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  "$python" -c 'import ensurepip' 2>/dev/null || PYTHON=$python tools/system_packages.sh venv
  echo "Making .venv with $("$python" --version) ..."
  "$python" -m venv --clear .venv
fi

files=()
for name in "$@"; do files+=(-r "requirements/$name.txt"); done
echo "Installing the pinned requirements ($*); the first time this takes a minute or two ..."
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
"${pip[@]}" install --require-hashes "${files[@]}"

case " $* " in
  *" run "*) "${pip[@]}" install --no-deps --no-build-isolation --editable . ;;
esac
