"""One command for all that is done to a book: ``python -m durand --help``."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Sequence

from durand import Publication
from durand.errors import DataError

Run = Callable[[Publication, argparse.Namespace], int]


def _notebooks(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import chapters  # here and below: each command waits for no other's imports

    return chapters.check(book) if chosen.check else chapters.run(book, every=chosen.all)


def _accept(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import accept

    return accept.accept(book)


def _numbers(book: Publication, chosen: argparse.Namespace) -> int:
    from durand.site import proof

    return proof.numbers(book)


def _release(book: Publication, chosen: argparse.Namespace) -> int:
    from durand import release

    return release.pack_last(book) if chosen.pack else release.release(chosen.version, book)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m durand", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(run=run)
        return one

    notebooks = command("notebooks", _notebooks, "run the chapters whose code or data changed")
    notebooks.add_argument("--all", action="store_true", help="run every chapter, stale or not")
    notebooks.add_argument("--check", action="store_true", help="run none; say which are stale")
    text = "after a change in data/: rewrite numbers, run chapters, draft the changelog"
    command("accept", _accept, text)
    command("numbers", _numbers, "print every bound number in its sentence beside its label")
    release = command("release", _release, "make a release: lock figures, build, archive, tag")
    release.add_argument("version", nargs="?", default="", help="three numbers: 1.2.0")
    release.add_argument("--pack", action="store_true", help="pack the built site of the last one")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # no console ends a command by its set
    chosen = parser().parse_args(arguments)
    try:
        return chosen.run(Publication.find(), chosen)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
