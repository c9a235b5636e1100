"""Measure what a reader of the code waits for; run by ``make bench``.

(a) every notebook, one after another, by nbconvert; (b) ``make notebooks`` with all stale;
(c) a clean build from committed notebooks, with nothing drawn yet and with drawings kept;
(d) the same, warm; (e) one number changed in ``data/``, accepted, and built. Each is run
several times; the median is printed. Works on a copy, so nothing here changes.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import reproduce

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
RUNS = 5


def run(*command: str, cwd: Path) -> None:
    """Run a command in the copy, with its own library; show what it printed if it fails."""
    reproduce.run(*command, cwd=cwd, env={"PYTHONPATH": str(cwd)})


def median(label: str, action: Callable[[], None], before: Callable[[], None]) -> float:
    """Time an action several times, after what must come before each, and print the median."""
    seconds = []
    for _ in range(RUNS):
        before()
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    middle = statistics.median(seconds)
    print(f"{label:<58}{middle:6.2f} s   ({min(seconds):.2f} to {max(seconds):.2f})", flush=True)
    return middle


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book"
        skip = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, copy, ignore=skip)
        names = sorted(path.name for path in (copy / "notebooks").glob("*.ipynb"))
        build = [str(BIN / "jupyter-book"), "build", "."]
        modules = [sys.executable, "-m"]
        evidence = copy / "data" / "evidence.csv"

        def clean() -> None:
            shutil.rmtree(copy / "_build", ignore_errors=True)

        def cold() -> None:
            clean()
            shutil.rmtree(copy / ".cache", ignore_errors=True)

        def nbconvert() -> None:
            for name in names:
                run(str(BIN / "jupyter-nbconvert"), "--execute", "--to", "notebook",
                    "--output-dir", folder, f"notebooks/{name}", cwd=copy)  # fmt: skip

        def change() -> None:
            text = evidence.read_text("utf-8")
            row = "attacks-2020-crss,attacks-all,pakistan,2020,"
            old, new = ("260", "261") if f"{row}260," in text else ("261", "260")
            evidence.write_text(text.replace(f"{row}{old},", f"{row}{new},"), "utf-8")

        def accept() -> None:
            run(*modules, "durand", "accept", cwd=copy)
            run(*build, cwd=copy)

        print(f"{len(names)} notebooks, {RUNS} runs each, medians (least to most)")
        nothing = lambda: None  # noqa: E731
        a = median("(a) nbconvert --execute, one after another", nbconvert, nothing)
        every = [*modules, "durand", "notebooks", "--all"]
        b = median("(b) make notebooks, all stale", lambda: run(*every, cwd=copy), nothing)
        median(
            "(c) jupyter-book build, clean, nothing drawn yet", lambda: run(*build, cwd=copy), cold
        )
        c = median(
            "(c) jupyter-book build, clean, drawings kept", lambda: run(*build, cwd=copy), clean
        )
        median("(d) jupyter-book build, warm", lambda: run(*build, cwd=copy), nothing)
        median("(e) one number changed, accepted, built", accept, change)
        print(f"(b + c) / a = {(b + c) / a:.2f}")


if __name__ == "__main__":
    main()
