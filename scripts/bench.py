"""Measure what people wait for, as ratios to one thing in one run; run by ``make bench``.

The one thing is ``nbconvert --execute`` over the nine chapters of release 0.1.1, one after another,
with that release's library. Against it: all notebooks run and a clean build; a clean build with
drawings kept; a warm one; one number changed in ``data/``, accepted and built; a first build with
nothing kept; and, once, ``make test``. Each other is run five times; the median counts. All is done
in clones of the last commit, so nothing here changes.
"""

from __future__ import annotations

import io
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import reproduce

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
RUNS = 5
BASE = "Release 0.1.1"
"""The message of the commit whose chapters are the measure."""


def run(*command: str, cwd: Path) -> None:
    """Run a command in a copy, with its own library; show what it printed if it fails."""
    reproduce.run(*command, cwd=cwd, env={"PYTHONPATH": str(cwd)})


def unpack_base(folder: Path) -> Path:
    """Unpack the release that is the measure, from this repository's history."""
    git = ["git", "-C", str(ROOT)]
    search = [*git, "log", "--all", "--format=%H", f"--grep=^{BASE}$"]
    commits = subprocess.run(search, capture_output=True, text=True, check=True).stdout.split()
    if not commits:
        sys.exit(
            f"The commit ‘{BASE}’, against whose chapters all is measured, is not in this clone. "
            "Fetch the whole history: git fetch --unshallow"
        )
    packed = subprocess.run([*git, "archive", commits[-1]], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder / "base", filter="data")
    # the one library that those chapters import and today's do not
    lock = (folder / "base" / "requirements.lock").read_text("utf-8")
    (needed,) = re.findall(r"^krippendorff==[\d.]+", lock, re.MULTILINE)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    run(*pip, str(folder / "base"), needed, cwd=folder)
    return folder / "base"


def median(
    label: str, action: Callable[[], None], before: Callable[[], None] = lambda: None
) -> float:
    """Time an action several times, after what must come before each, and print the median."""
    seconds = []
    for turn in range(RUNS):
        before()
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
        print(f"  {label}: {turn + 1} of {RUNS}", end="\r" if turn + 1 < RUNS else "\n", flush=True)
    middle = statistics.median(seconds)
    print(f"{label:<44}{middle:7.2f} s   ({min(seconds):.2f} to {max(seconds):.2f})", flush=True)
    return middle


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as top:
        base, copy = unpack_base(Path(top)), Path(top) / "book"
        run("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy), cwd=ROOT)
        build = [str(BIN / "jupyter-book"), "build", "."]
        durand = [sys.executable, "-m", "durand"]
        evidence = copy / "data" / "evidence.csv"

        def clean() -> None:
            shutil.rmtree(copy / "_build", ignore_errors=True)

        def empty() -> None:
            clean()
            shutil.rmtree(copy / ".cache", ignore_errors=True)

        def execute() -> None:
            for path in sorted((base / "notebooks").glob("*.ipynb")):
                run(str(BIN / "jupyter-nbconvert"), "--execute", "--to", "notebook",
                    "--output-dir", top, f"notebooks/{path.name}", cwd=base)  # fmt: skip

        def change() -> None:
            text = evidence.read_text("utf-8")
            row = "attacks-2020-crss,attacks-all,pakistan,2020,"
            old, new = ("260", "261") if f"{row}260," in text else ("261", "260")
            evidence.write_text(text.replace(f"{row}{old},", f"{row}{new},"), "utf-8")

        def accept() -> None:
            run(*durand, "accept", cwd=copy)
            run(*build, cwd=copy)

        def show(label: str, seconds: float, most: float) -> None:
            print(f"{label:<44}{seconds / one:7.2f}     (at most {most})", flush=True)

        one = median("nbconvert --execute, chapters of 0.1.1", execute)
        every = median("all notebooks", lambda: run(*durand, "notebooks", "--all", cwd=copy))
        first = median("first build, nothing kept", lambda: run(*build, cwd=copy), empty)
        kept = median("clean build, drawings kept", lambda: run(*build, cwd=copy), clean)
        warm = median("warm build", lambda: run(*build, cwd=copy))
        number = median("one number accepted and on the site", accept, change)
        show("notebooks and clean build", every + kept, 0.70)
        show("clean build, drawings kept", kept, 0.25)
        show("warm build", warm, 0.06)
        show("one number accepted and on the site", number, 0.35)
        show("first build, nothing kept", first, 0.9)
        run("git", "checkout", "--quiet", "--", ".", cwd=copy)
        empty()
        started = time.perf_counter()
        run(*durand, "test", cwd=copy)
        show("make test", time.perf_counter() - started, 12)


if __name__ == "__main__":
    main()
