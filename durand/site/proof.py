"""A build that writes nothing: read all pages, and print what they bind."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from durand.ledger.comparisons import say
from durand.ledger.number import word_bounds
from durand.ledger.periods import say_period
from durand.publication import Publication
from durand.site.state import state


def config(book: Publication) -> dict[str, Any]:
    """Return Sphinx's configuration of a publication, as Jupyter Book makes it."""
    found, _ = get_final_config(
        user_yaml=book.root / "_config.yml",
        cli_config={
            "external_toc_path": str(book.root / "_toc.yml"),
            "latex_individualpages": False,
        },
        sourcedir=book.root,
    )
    return found


def _called(page: str, part: str) -> bool:
    """Say whether a page's name holds a part that begins and ends no number: 2024 is not 02."""
    return re.search(rf"(?<!\d){re.escape(part)}(?!\d)", page) is not None


def numbers(book: Publication, chosen: Sequence[str] = ()) -> int:
    """Print each bound number in its sentence beside its ledger label, for proof-reading.

    ``chosen`` are pages, as ``_toc.yml`` names them, or parts of their names; without any, all
    are printed. Returns 1 if a name is no page's.
    """
    # who only reads may not be allowed to write here; and the next build finds nothing registered
    with tempfile.TemporaryDirectory() as made, docutils_namespace():
        print("Reading the pages …", file=sys.stderr, flush=True)
        folders = (book.root, None, Path(made, "numbers"), Path(made, "pages"))
        app = Sphinx(*folders, "dummy", config(book), status=None, warning=None, freshenv=True)
        app.build()
    evidence = book.ledger
    pages = sorted(app.env.found_docs)
    if unknown := [part for part in chosen if not any(_called(page, part) for page in pages)]:
        print(
            f"No page is called {' or '.join(unknown)}. There are: {', '.join(pages)}.",
            file=sys.stderr,
        )
        return 1
    for name, page in sorted(state(app.env).numbers.items()):
        if chosen and not any(_called(name, part) for part in chosen):
            continue
        for bound in page.bound:
            number = evidence[bound.evidence_id]
            print(f"{bound.place}: {bound.sentence}")
            print(
                f"    {bound.text} = {word_bounds(number)}, {number.indicator.label}, "
                f"{evidence.places[number.place]}, {say_period(number.period)}, "
                f"{number.claimant.short} [{bound.evidence_id}]"
            )
        for one in page.comparisons:
            points = "; ".join(f"{say(each.value)}, {each.label}" for each in one.made.points)
            print(f"{one.place}: {one.sentence}")
            print(f"    {one.text} = {one.made.relation}: {points or one.made.note}")
        for literal in page.literals:
            print(f"{literal.place}: {literal.sentence}")
            print(f"    {literal.text} = no finding: {literal.evidence_id}")
    return 0
