"""Check this page: a control on pages with numbers, and what its script compares them with.

The script recomputes; the rows and the words of qualifiers come from here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import release
from durand.ledger.number import COUNTS, QUALIFIERS, Number
from durand.site import addresses, exports, pages
from durand.site.state import book, build

ROWS = "check-rows.js"


def control(env: BuildEnvironment, body: str) -> str:
    """Return what the control of a page says, ``""`` where nothing can be checked.

    ``body`` is the page's HTML. What stands on cards, which come last, is checked and not counted.
    """
    page = f"{addresses.page(env, 'ledger')}.html".rpartition("/")[2]
    if count := counted(body, page, book(env).ledger):
        return asked(count)
    text = body.partition('<div class="num-cards">')[0]
    return "Check the rows on this page." if 'aria-label="Data: ' in text else ""


def asked(count: int) -> str:
    """Return what the control says of so many numbers."""
    numbers, them = ("number", "it") if count == 1 else ("numbers", "them")
    return f"{count:,} {numbers} on this page. Check {them}."


def counted(body: str, page: str, ledger: Container[str]) -> int:
    """Return how many numbers of a page lead to a row; ``page`` is the ledger's file name."""
    text = body.partition('<div class="num-cards">')[0]
    links = re.findall(
        r'<a(?![^>]* class="(?:num is|note)\b)[^>]* href="([^"#]*)#([^"]+)"[^>]*>(.*?)</a>', text
    )
    count = text.count("<tr id=") if (rows := " data-status=" in text) else 0
    count += sum(
        name in ledger and unescape(shown) != name
        for way, name, shown in links
        if way.endswith(page) or (rows and not way)
    )
    return count


def rows(numbers: Iterable[Number]) -> dict[str, list[Any]]:
    """Return rows as the script reads them: unit, qualifier, value, low, high, formula, inputs."""
    found = {}
    for one in numbers:
        amounts = [one.value, one.low, one.high]
        short = [int(x) if x is not None and x.is_integer() else x for x in amounts]
        said: list[Any] = [one.indicator.unit, one.qualifier, *short]
        said += [one.formula, one.inputs] if one.formula else []
        while said[-1] is None:
            said.pop()
        found[one.evidence_id] = said
    return found


def script(env: BuildEnvironment) -> str:
    """Return the text of `ROWS`: a script, for it is read from disk too."""
    locked = release.files(book(env))
    said = {
        "edition": pages.edition(build(env.app))["edition"],
        "ledger": f"{addresses.page(env, 'ledger')}.html",
        "counts": sorted(COUNTS),
        "qualifiers": QUALIFIERS,
        "figures": {
            one.stem: _file(one, locked) for one in [*exports.in_order(env), *exports.released(env)]
        },
        "pages": texts(Path(env.app.outdir)),
        "rows": rows(book(env).ledger.values()),
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"durandChecked({text});\n"


def _file(one: exports.Export, locked: Mapping[str, str]) -> list[str]:
    """Return the digest that a figure's CSV must have, its version, and who has the digest so."""
    made = _digest(one.rows_csv)
    whose = "the last release’s lock" if made == locked.get(one.figure_id) else "this build alone"
    return [made, f"{one.standing}, by {whose}"]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def texts(site: Path) -> list[str]:
    """Return digests of the texts of all pages that have the control, in order."""
    written = (one.read_text(encoding="utf-8") for one in site.rglob("*.html"))
    return sorted(_digest(text(html))[:16] for html in written if '<div class="check">' in html)


def text(html: str) -> str:
    """Return all that a page's article says and where its links lead, as the script reads it.

    Without spaces, and each row of a table a line, in alphabetical order: a reader may sort them.
    """
    said = html.partition("<article>")[2].rpartition("</article>")[0]
    for pattern, by in (
        (r"\s+", " "),
        (r"<!--.*?-->|<form\b.*?</form>", ""),
        (r"</?tr\b[^>]*>", "\n"),
        (r'<a (?:[^>]* )?href="([^"]*)"[^>]*>', r"\1"),
        (r"<[^>]*>| ", ""),
    ):
        said = re.sub(pattern, by, said, flags=re.ASCII)
    return "\n".join(sorted(unescape(said).split("\n")))


def _write(app: Sphinx, error: Exception | None) -> None:
    if error is None and build(app).written and app.builder.format == "html":
        (Path(app.outdir) / ROWS).write_text(script(app.builder.env), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("build-finished", _write, priority=950)  # when nothing writes pages any more
