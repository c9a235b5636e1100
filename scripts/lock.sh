#!/bin/sh
# Compiles the requirement files from pyproject.toml, for every supported Python. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null 2>&1 || { echo "This needs uv: pip install uv" >&2; exit 1; }
common="--universal --python-version 3.11 --no-header --no-annotate --quiet"
uv pip compile pyproject.toml --group test --group lab --generate-hashes $common -o requirements.lock
uv pip compile pyproject.toml -c requirements.lock $common -o requirements.txt
echo "-e ." >>requirements.txt
uv pip compile --group pyproject.toml:supply --generate-hashes $common -o .github/supply.lock
