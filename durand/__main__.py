"""All that is done to a book, in one command. `make NAME` sets Python up first, and calls it."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

from durand import Publication
from durand.errors import DataError, StageError

Run = Callable[[Publication, argparse.Namespace], int | None]
QUICK = "house tiny marks data tables ledger locks prose figures measures* repository"
"""What `check` runs of the tests: files by the name after ``test_``."""


def _book(book: Publication, chosen: argparse.Namespace) -> None:
    from durand import stages  # here and below: each command waits for no other's imports

    print(f"Open {stages.site(book)}")


def _serve(book: Publication, chosen: argparse.Namespace) -> None:
    from durand import stages

    stages.serve(book, chosen.port)


def _lab(book: Publication, chosen: argparse.Namespace) -> None:
    from durand import stages

    hook = "--ContentsManager.pre_save_hook=durand.chapters.saved"
    stages.program(book, "jupyter-lab", f"--notebook-dir={book.root}", hook, shown=True)


def _run(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import chapters

    return chapters.check(book) if chosen.reads else chapters.run(book, every=chosen.all)


def _chapter(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import chapters

    return chapters.begin(book, chosen.name)


def _accept(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import accept

    return accept.accept(book)


def _numbers(book: Publication, chosen: argparse.Namespace) -> int:
    from durand.site import proof

    return proof.numbers(book, chosen.page)


def _follow(book: Publication, chosen: argparse.Namespace) -> int:
    from durand.site import languages

    return languages.follow(book, chosen.page)


def _check(book: Publication, chosen: argparse.Namespace) -> None:
    from durand import stages

    stages.check(book)
    files = [f"tests/test_{name}.py" for name in QUICK.split()]
    found = [str(path) for pattern in files for path in sorted(book.root.glob(pattern))]
    with stages.stage("Data and prose"):
        stages.program(book, "pytest", "-q", *found, shown=True)


def _test(book: Publication, chosen: argparse.Namespace) -> None:
    from durand import stages

    stages.check(book)
    spread = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    with stages.stage("Tests"):
        stages.program(book, "pytest", *spread, *chosen.tests, shown=True)


def _editions(book: Publication, chosen: argparse.Namespace) -> None:
    try:
        from durand import editions
    except ImportError as error:
        raise StageError(
            f"{error.name} is not in this Python's environment. All that editions need comes with "
            "make: `make editions`; without: `pip install --no-deps -r requirements.lock`."
        ) from error
    print(*editions.make(book), sep="\n")


def _release(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import release

    return release.pack_last(book) if chosen.pack else release.release(chosen.version, book)


COMMANDS: dict[str, dict[str, tuple[Run, str]]] = {
    "To read and rerun": {
        "book": (_book, "run stale chapters, build the site, say which file to open"),
        "serve": (_serve, "the same, and serve it to this machine alone, on port 8000 or another"),
        "run": (_run, "run the chapters whose code or data changed (notebooks is the same)"),
        "lab": (_lab, "open the chapters in JupyterLab"),
    },
    "To contribute": {
        "chapter": (_chapter, "begin a chapter: chapter 10-its-question"),
        "accept": (_accept, "after a change in data/: rewrite numbers, run chapters, draft why"),
        "numbers": (_numbers, "print each number in its sentence beside its row, by page or all"),
        "follow": (_follow, "note that pages in other languages say what the English now says"),
        "check": (_check, "the quick checks: style, chapters, strict build, data, ledger, prose"),
        "test": (_test, "every check, in a browser too"),
    },
    "To maintain": {
        "editions": (_editions, "build the site, and make the whole book as PDF, EPUB and zip"),
        "release": (
            _release,
            "lock figures and ledger, build, archive, commit, tag: release 1.2.0",
        ),
    },
}
"""The commands by who needs them: what each runs, and its line of help."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    groups = [
        "\n".join([f"{who}:", *(f"  {name:<9}{text}" for name, (_, text) in those.items())])
        for who, those in COMMANDS.items()
    ]
    top = argparse.ArgumentParser(
        prog="python -m durand",
        usage="%(prog)s COMMAND …   (%(prog)s COMMAND --help says more, and runs nothing)",
        description="\n\n".join([__doc__.strip(), *groups]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    top.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    commands = top.add_subparsers(metavar="COMMAND", help=argparse.SUPPRESS)
    made = {
        name: commands.add_parser(
            name,
            description=text,
            prog=f"{top.prog} {name}",
            aliases=["notebooks"] * (name == "run"),
        )
        for those in COMMANDS.values()
        for name, (_, text) in those.items()
    }
    for those in COMMANDS.values():
        for name, (run, _) in those.items():
            made[name].set_defaults(run=run, reads=name == "numbers")
    made["serve"].add_argument("--port", type=int, default=8000, help="8000 if none is named")
    made["run"].add_argument("--all", action="store_true", help="run every chapter, stale or not")
    made["run"].add_argument(
        "--check", dest="reads", action="store_true", help="run none; say which are stale"
    )
    made["chapter"].add_argument("name", help="its number and question: 10-its-question")
    made["numbers"].add_argument("page", nargs="*", help="pages, as _toc.yml has them, or a part")
    made["follow"].add_argument("page", nargs="*", help="ur/the-gate; all if none is named")
    made["test"].add_argument("tests", nargs="*", help="files of tests; all if none is named")
    made["release"].add_argument("version", nargs="?", default="", help="three numbers: 1.2.0")
    made["release"].add_argument(
        "--pack", action="store_true", help="pack the built site of the last one"
    )
    return top


def _stopped(number: int, frame: FrameType | None) -> NoReturn:
    """Treat a request to end as Ctrl-C, so that what was begun is taken back."""
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # no console ends a command by its set
    try:
        chosen = parser().parse_args(arguments)
        if not hasattr(chosen, "run"):
            parser().print_help()
            return 0
        signal.signal(signal.SIGTERM, _stopped)
        book = Publication.find()
        if not (chosen.reads or os.access(book.root, os.W_OK)):
            raise StageError(
                f"{book.root} may not be written by you: copy the folder to a place of your own, "
                "and run the command there."
            )
        return chosen.run(book, chosen) or 0
    except KeyboardInterrupt:
        print("\nStopped." if sys.stderr.isatty() else "Stopped.", file=sys.stderr)
        return 130
    except (DataError, StageError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
