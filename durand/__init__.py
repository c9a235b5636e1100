"""The library that the chapters, the site and the tests of *Across the Durand Line* share."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The publication's folder: ``data/``, ``notebooks/`` and ``book/`` are in it."""

DATA_CUTOFF = "2026-07-01"
"""Nothing published after this day is used; evidence gets thin shortly before it."""

if not (3, 11) <= sys.version_info < (3, 15):
    raise SystemExit(
        f"Across the Durand Line runs on Python 3.11 to 3.14; this is {sys.version.split()[0]}. "
        "Install one of those and run `make book PYTHON=/path/to/it`."
    )
