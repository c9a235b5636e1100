#!/bin/sh
# Makes .venv from requirements.lock, with the first supported Python found. Called by make; says what is missing.
set -u
cd "$(dirname "$0")/.."

supported() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

found=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
  if command -v "$candidate" >/dev/null 2>&1 && supported "$candidate"; then found=$candidate; break; fi
done
if [ -z "$found" ]; then
  echo "Across the Durand Line needs Python 3.11, 3.12 or 3.13; found: $(${PYTHON:-python3} --version 2>&1 | head -n 1)." >&2
  echo "Install one (python.org, your system's packages, or pyenv), or name one you have: make $* PYTHON=/path/to/python3.12" >&2
  exit 1
fi

rm -rf .venv
"$found" -m venv .venv || { echo "Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
total=$(grep -c '==' requirements.lock)
echo "Installing up to $total packages from requirements.lock with $("$found" --version) (about a minute) …"
log=.venv/install.log
{
  .venv/bin/python -m pip install --disable-pip-version-check --no-deps --require-hashes -r requirements.lock 2>&1 &&
  .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . 2>&1 &&
  touch .venv/.installed
} | tee "$log" | awk -v total="$total" '/^Collecting|^Obtaining/ { n++; if (n % 20 == 0) { print "  " n " of " total " …"; fflush() } }'
if [ ! -e .venv/.installed ]; then
  tail -n 5 "$log" >&2
  echo "Installing failed. Without a network, bring one or a mirror (pip's --find-links); the whole log is $log." >&2
  exit 1
fi
touch .venv/.ready
