"""One edit, one command: after a change in ``data/``, bring text and chapters up to date.

``python -m durand.accept`` rewrites the visible numbers, runs the chapters concerned, drafts the
changelog lines, and prints old → new for one look at the diff.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat

from durand import ROOT, figures, notebooks, prose, release, tables
from durand.ledger import Ledger, reword
from durand.tables import DataError

Change = tuple[str, str, str]
"""Evidence id, old text, new text."""


def rewrite(text: str, evidence: Ledger) -> tuple[str, list[Change]]:
    """Write the ledger's numbers into Markdown, each in the form it has.

    Links to unknown ids are left alone: the build names them.
    """
    changes: list[Change] = []

    def replaced(match: re.Match[str]) -> str:
        if match["scheme"] == "lit" or match["id"] not in evidence:
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
            path.write_text(new, encoding="utf-8")
        return changes
    notebook = nbformat.read(path, as_version=4)
    changes = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell["source"], found = rewrite(cell.source, evidence)
            changes += found
    if changes:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return changes


def _pages(root: Path) -> list[Path]:
    return [root / "index.md", *sorted((root / "book").glob("*.md")), *notebooks.chapters(root)]


def _draft(lines: list[str], path: Path) -> None:
    """Add lines under *Unreleased*, those that are not there yet."""
    text = path.read_text(encoding="utf-8")
    head, mark, rest = text.partition("## Unreleased\n")
    fresh = [line for line in dict.fromkeys(lines) if line not in text]
    if mark and fresh:
        path.write_text(f"{head}{mark}\n" + "\n".join([*fresh, rest.lstrip("\n")]), "utf-8")


def main(root: Path = ROOT) -> int:
    """Accept what ``data/`` now says; return 1 if it cannot be accepted."""
    try:
        tables.check_all(root / "data")
        evidence = Ledger(root / "data")
        broken = [i for i in evidence.identities() if i.gap != i.expected_gap]
    except DataError as error:
        print(f"Nothing was changed.\n{error}", file=sys.stderr)
        return 1
    for identity in broken:
        print(
            f"Look again: {' + '.join(part.wording for part in identity.parts)} misses "
            f"{identity.total.wording} by {identity.gap:g}, expected {identity.expected_gap} "
            f"(data/identities.csv, '{identity.identity_id}')."
        )
    lines = []
    for path in _pages(root):
        for evidence_id, old, new in rewrite_file(path, evidence):
            print(f"{path.relative_to(root)}: {old} → {new}  [{evidence_id}]")
            lines.append(f"- Evidence `{evidence_id}`: {old} → {new}.")
    before = release.current(root)
    failed = notebooks.main([])
    for name, spec in release.current(root).items():
        if name in before and figures.digest(before[name]) != figures.digest(spec):
            cells = "; ".join(figures.changes(before[name], spec))
            print(f"{name}: {cells}")
            lines.append(f"- Figure `{name}`: {cells}.")
    _draft(lines, root / "CHANGELOG.md")
    if failed:
        return 1
    seen = f"{len(lines)} changes" if lines else "No number in text or figures changed"
    print(f"{seen}. Look at `git diff`, then run `make book`.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
