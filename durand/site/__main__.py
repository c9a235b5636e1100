"""Print every bound number in its sentence beside its ledger label, for proof-reading."""

from __future__ import annotations

import sys

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx

from durand import ROOT
from durand.ledger import ledger, say_period, word_bounds
from durand.site import numbers


def main() -> int:
    """Read all pages, as a build does, and print what they bind."""
    build = ROOT / "_build"
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        cli_config={"external_toc_path": str(ROOT / "_toc.yml"), "latex_individualpages": False},
        sourcedir=ROOT,
    )
    print("Reading the pages …", file=sys.stderr, flush=True)
    folders = (ROOT, None, build / "numbers", build / ".numbers")
    app = Sphinx(*folders, "dummy", config, status=None, warning=None, freshenv=True)
    app.build()
    evidence = ledger()
    for _, page in sorted(numbers.pages(app.env).items()):
        for bound in page.bound:
            number = evidence[bound.evidence_id]
            print(f"{bound.place}: {bound.sentence}")
            print(
                f"    {bound.text} = {word_bounds(number)}, {number.indicator.label}, "
                f"{evidence.places[number.place]}, {say_period(number.period)}, "
                f"{number.claimant.short} [{bound.evidence_id}]"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
