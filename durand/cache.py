"""What was made once and need not be made again: drawings, and the word that a table is sound."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_SIZE = hashlib.sha256().digest_size


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of what files hold, in the order of their paths."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


class Cache:
    """A folder in which everything stands under the digest of all that it depends on.

    So nothing old is ever taken for new. Each file begins with the digest of the rest, so nothing
    that was cut off is taken for whole. The folder may be removed at any time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, *depends_on: str | bytes) -> Path:
        """Return where the thing that depends on these lies."""
        total = hashlib.sha256()
        for part in depends_on:
            data = part.encode() if isinstance(part, str) else part
            total.update(b"%d:" % len(data) + data)
        return self.folder / total.hexdigest()

    def whole(self, path: Path) -> bytes | None:
        """Return what lies at a `path`; ``None`` if nothing does, or not all of it."""
        if not path.is_file():
            return None
        raw = path.read_bytes()
        digest, data = raw[:_SIZE], raw[_SIZE:]
        return data if hashlib.sha256(data).digest() == digest else None

    def get(self, path: Path, make: Callable[[], bytes]) -> bytes:
        """Return what lies at a `path`, or make it and lay it there."""
        found = self.whole(path)
        if found is not None:
            return found
        made = make()
        with suppress(OSError):  # where nothing may be written, it is made again the next time
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")  # whole or not at all, whoever else does
            part.write_bytes(hashlib.sha256(made).digest() + made)
            part.replace(path)
        return made
