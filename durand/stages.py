"""The stages of a command: a line at the start, one with its time; what failed stands last.

Programs run apart from the terminal: Ctrl-C reaches this process alone, which then stops them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from durand import chapters
from durand.errors import StageError
from durand.publication import Publication

STRICT = ("-n", "-W", "--keep-going")


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Print a stage's name when it begins, its seconds when it is done; a `StageError` has both."""
    print(f"{name} …", flush=True)
    started = time.monotonic()
    try:
        yield
    except StageError as error:
        raise StageError(
            f"{name} failed after {time.monotonic() - started:.0f} s: {error}"
        ) from None
    print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)


def program(book: Publication, name: str, *arguments: str, shown: bool = False) -> None:
    """Run a program of this Python's environment in the book's folder.

    What it prints is shown as it runs if ``shown``; else its warnings when it has ended, and all
    if it failed.

    Raises
    ------
    StageError
        If the program is not there, or fails.
    """
    path = shutil.which(name, path=str(Path(sys.executable).parent))
    if not path:
        raise StageError(
            f"{name} is not in this Python's environment, {sys.prefix}. All that checks, tests and "
            "the lab need comes with make: `make set-up`; without: `python -m pip install "
            "--no-deps -r requirements.lock`."
        )
    child = subprocess.Popen(
        [path, *arguments],
        cwd=book.root,
        start_new_session=True,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    try:
        said, warned = child.communicate()
    except BaseException:
        _stop(child, signal.SIGTERM if shown else signal.SIGINT)  # quietly, if it would be seen
        raise
    text = f"{said if child.returncode else ''}{warned}" if not shown else ""
    print(re.sub(r"\x1b\[[\d;]*m", "", text), end="", flush=True)
    if child.returncode:
        raise StageError(f"{name} ended with {child.returncode}; see above.")


def _stop(child: subprocess.Popen[str], number: int) -> None:
    """Ask a program, and all it started, to end; after some seconds, end them."""
    for patience in (5, None):
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(child.pid, number if patience else signal.SIGKILL)
            else:
                child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.communicate(timeout=patience)
            return


def build(book: Publication, *options: str) -> None:
    """Build the site with Jupyter Book's own command."""
    with stage("Site"):
        program(book, "jupyter-book", "build", str(book.root), "--quiet", *options)


def site(book: Publication) -> Path:
    """Run the chapters that are stale and build the site; return the file to open."""
    if chapters.run(book):
        raise StageError("The site was not built; see above.")
    build(book)
    return book.root / "_build" / "html" / "index.html"


def check(book: Publication) -> None:
    """Look at style and chapters, and build strictly from clean: a warm build proves nothing."""
    with stage("Style"):
        program(book, "ruff", "check", "--quiet", ".")
        program(book, "ruff", "format", "--check", "--quiet", ".")
        program(book, "codespell")
    if chapters.check(book):
        raise StageError("The site was not built; see above.")
    for folder in (".doctrees", "html"):
        shutil.rmtree(book.root / "_build" / folder, ignore_errors=True)
    build(book, *STRICT)


def serve(book: Publication, port: int) -> None:
    """Build the site, and serve it to this machine alone until Ctrl-C.

    Raises
    ------
    StageError
        If the port is taken, or may not be had: before anything is built.
    """
    folder = str(book.root / "_build" / "html")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=folder))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error).rstrip(".")
        raise StageError(
            f"Port {port} cannot be had ({reason}). Take another: `python -m durand serve --port "
            f"{8001 if port == 8000 else 8000}`, or `make serve PORT=…`."
        ) from error
    with server:
        site(book)
        print(f"Open http://127.0.0.1:{server.server_port}/ (Ctrl-C stops it)", flush=True)
        server.serve_forever()


class _Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what was served well."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Print nothing; errors are printed elsewhere."""
