"""One edit, one command: after a change in ``data/``, bring text and chapters up to date.

The visible numbers are rewritten, the chapters concerned run, the changelog lines drafted, and
old → new is printed for one look at the diff. If anything fails, all files are as before.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat

from durand import chapters, locks, prose, release
from durand.errors import DataError
from durand.figure import versions
from durand.ledger.book import Ledger
from durand.ledger.wording import reword
from durand.publication import Publication

Change = tuple[str, str, str]
"""Evidence id, old text, new text."""


def rewrite(text: str, evidence: Ledger) -> tuple[str, list[Change]]:
    """Write the ledger's numbers into Markdown, each in the form it has.

    Links to unknown ids are left alone: the build names them.
    """
    changes: list[Change] = []

    def replaced(match: re.Match[str]) -> str:
        if match["scheme"] != "num" or match["id"] not in evidence:
            return match[0]
        new = reword(match["text"], evidence[match["id"]])
        if new != match["text"]:
            changes.append((match["id"], match["text"], new))
        return f"[{new}](num:{match['id']})"

    return prose.LINK.sub(replaced, text), changes


def rewrite_file(path: Path, evidence: Ledger) -> list[Change]:
    """Rewrite the numbers of a page or of a notebook's text cells."""
    if path.suffix == ".md":
        new, changes = rewrite(path.read_text(encoding="utf-8"), evidence)
        if changes:
            path.write_text(new, encoding="utf-8", newline="\n")
        return changes
    notebook = nbformat.read(path, as_version=4)
    changes = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell["source"], found = rewrite(cell.source, evidence)
            changes += found
    if changes:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return changes


def _pages(book: Publication) -> list[Path]:
    return [book.root / "index.md", *sorted((book.root / "book").glob("*.md")), *book.chapters]


def _draft(lines: list[str], book: Publication) -> list[str]:
    """Write lines under *Unreleased*, and one for each change of meaning, in place of open ones."""
    path = book.root / release.CHANGELOG
    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(one for one in kept if not one.endswith(f"{locks.OPEN}\n")), "utf-8", newline="\n"
    )
    unreleased = release.sections(book).get("Unreleased", "")
    lines = lines + locks.drafts(locks.untold(book, unreleased))
    text = path.read_text(encoding="utf-8")
    head, mark, rest = text.partition("## Unreleased\n")
    fresh = [line for line in dict.fromkeys(lines) if line not in text]
    if mark and fresh:
        path.write_text(
            f"{head}{mark}\n" + "\n".join([*fresh, rest.lstrip("\n")]), "utf-8", newline="\n"
        )
    return lines


def accept(book: Publication) -> int:
    """Accept what ``data/`` now says, all or nothing; return 1 if it cannot be accepted."""
    paths = [*_pages(book), book.root / release.CHANGELOG]
    before = {path: path.read_bytes() for path in paths}
    code = 1
    try:
        code = _accept(book)
    finally:
        if code:
            for path, content in before.items():
                if path.read_bytes() != content:
                    path.write_bytes(content)
    return code


def _accept(book: Publication) -> int:
    try:
        book.data.check()
        broken = [one.broken for one in book.ledger.identities() if one.broken]
    except DataError as error:
        print(f"Nothing was changed.\n{error}", file=sys.stderr)
        return 1
    print(*broken, sep="\n", end="\n" if broken else "")
    lines = []
    for path in _pages(book):
        for evidence_id, old, new in rewrite_file(path, book.ledger):
            print(f"{path.relative_to(book.root)}: {old} → {new}  [{evidence_id}]")
    before = release.current(book)
    if chapters.run(book):
        print("Nothing was accepted; all files are as before.", file=sys.stderr)
        return 1
    before |= release.untold(book)  # also what an earlier run has changed
    for name, spec in release.current(book).items():
        if name in before and versions.digest(before[name]) != versions.digest(spec):
            cells = "; ".join(versions.changes(before[name], spec))
            print(f"{name}: {cells}")
            lines.append(f"- Figure `{name}`: {cells}.")
    lines = _draft(lines, book)
    seen = f"{len(lines)} change{'s' * (len(lines) > 1)}"
    seen = seen if lines else "No figure and no row of a release changed"
    print(f"{seen}. Look at `git diff`, then run `python -m durand book`.")
    if opened := [line for line in lines if line.endswith(locks.OPEN)]:
        print(f"Write the reason into {release.CHANGELOG}, after ‘Why:’, of:", *opened, sep="\n")
    return 0
