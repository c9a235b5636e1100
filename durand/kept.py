"""What was made once and need not be made again: drawings, and the word that a table is sound.

Everything in ``.cache/`` stands under the digest of all that it depends on, so nothing old is ever
taken for new, and the folder may be removed at any time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from durand import ROOT

CACHE = ROOT / ".cache"


def place(*depends_on: str | bytes) -> Path:
    """Return where the thing that depends on these is kept."""
    total = hashlib.sha256()
    for part in depends_on:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data) + data)
    return CACHE / total.hexdigest()


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what is kept at a `place`, or make it and keep it there."""
    if path.is_file():
        return path.read_bytes()
    made = make()
    CACHE.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")  # whole or not at all, whoever else writes it too
    part.write_bytes(made)
    part.replace(path)
    return made
