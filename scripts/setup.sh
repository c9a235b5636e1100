#!/bin/sh
# Finds a supported Python and has it bring .venv up to date. Called by make: setup.sh book, or setup.sh all;
# setup.sh help lists the commands, which needs nothing else.
set -u
cd "$(dirname "$0")/.."

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

# The last one is for who named a Python once and has no other.
for candidate in "${PYTHON:-python3}" ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python .venv/bin/python}; do
  if command -v "$candidate" >/dev/null 2>&1 && supported "$candidate"; then
    [ "${1:-}" = help ] && exec "$candidate" -m durand
    exec "$candidate" scripts/setup.py "${1:-all}"
  fi
done
echo "Across the Durand Line needs Python 3.11, 3.12, 3.13 or 3.14; found: $("${PYTHON:-python3}" --version 2>&1 | head -n 1)." >&2
echo "Install one (python.org, your system's packages, or pyenv), or name one you have: make PYTHON=/path/to/python3.13" >&2
exit 1
