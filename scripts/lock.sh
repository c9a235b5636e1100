#!/bin/sh
# Compiles the requirement files from pyproject.toml, for every supported Python. Needs uv (pip install uv).
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null 2>&1 || { echo "This needs uv: pip install uv" >&2; exit 1; }
common="--universal --python-version 3.11 --no-header --no-annotate --quiet"
uv pip compile pyproject.toml --group book --group test --group lab --group editions --generate-hashes $common -o requirements.lock
uv pip compile pyproject.toml --group book -c requirements.lock --generate-hashes $common -o requirements-book.lock
uv pip compile pyproject.toml --group plain -c requirements.lock $common -o requirements.txt
plain=$(cat requirements.txt)
first="# Python 3.11 to 3.14, in an environment of its own: python3 -m venv .venv && . .venv/bin/activate (README.md)"
printf '%s\n' "$first" "$plain" "-e ." >requirements.txt
uv pip compile --group pyproject.toml:supply --generate-hashes $common -o .github/supply.lock

# What building needs must have wheels wherever the README says that it can be built.
export MACOSX_DEPLOYMENT_TARGET=14.0
for python in 3.11 3.12 3.13 3.14; do
  for platform in x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-pc-windows-msvc; do
    uv pip install --dry-run --quiet --target _build/none --only-binary :all: --no-deps --require-hashes \
      --python-version $python --python-platform $platform -r requirements-book.lock ||
      { echo "requirements-book.lock: no wheel for Python $python on $platform (above)." >&2; exit 1; }
  done
done
echo "Every package of requirements-book.lock has wheels for Python 3.11 to 3.14 on Linux (x86-64, arm64), macOS 14 (arm64) and Windows (x64)."
