"""The card of a number or a comparison, how a number is cited, and where its errors are reported.

Cards stand at the end of a page; the page's script opens them. What it needs to cite any row or to
report an error in it is one file, loaded when a reader asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from sphinx.environment import BuildEnvironment

from durand.errors import DataError
from durand.ledger.book import Ledger
from durand.ledger.comparisons import Comparison, Point, arithmetic, say
from durand.ledger.number import Indicator, Number, word_bounds
from durand.ledger.periods import say_period, span
from durand.prose.languages import Book, Language, own
from durand.publication import Publication
from durand.site import addresses, cite
from durand.site.state import book, build

SCRIPT = "cite/numbers.js"
"""What the page's script cites and reports with, from the site root."""
CITATIONS = "cite/rows.txt"
"""How each row is cited, where no script says so, from the site root."""
_SHOWN, _NEAREST = 6, 4
"""How many values of a comparison, and other counts, a card lists; the ledger has all."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PAGE = re.compile(r"https://[\w.-]+(?::\d+)?(?:/[\w./~%?=&+-]*)?", re.ASCII)


@lru_cache
def _templates() -> Any:  # noqa: ANN401 - a module of macros
    """Return the macros of the template, which escape whatever is no markup."""
    loader = FileSystemLoader(Path(__file__).parent / "theme")
    made = Environment(loader=loader, autoescape=True)
    made.filters["bounds"] = word_bounds
    return made.get_template("card.html").module


# --------------------------------------------------------------------------------- cards


def card(book: Publication, evidence_id: str, ledger_page: str, sources_page: str) -> str:
    """Return the card of a number as HTML.

    Who claims it and what is counted; rivals and other counts, to be drawn on one scale; then
    source, formula, origins and note.
    """
    evidence = book.ledger
    number = evidence[evidence_id]
    what, rows = number.indicator, []
    key = evidence.source_key(number)
    if key:
        access = book.data.sources[key].fields["access"]
        link = Markup('<a href="{}#{}">{}</a>').format(sources_page, key, cite.name(book, key))
        locator = "" if number.locator == "excerpt read" else f", {number.locator}"
        rows.append(("Source", Markup("{}{} ({})").format(link, locator, access)))
    if number.formula:
        rows.append(("Formula", Markup(formula(evidence, number, ledger_page))))
    if number.status == "reported":
        rows.append(("Origins", _origins(evidence, number)))
    if number.note:
        rows.append(("Note", number.note))
    rivals = [_dot(n, number) for n in evidence.rivals(evidence_id)]
    older = [
        _dot(n, number, n.published and f"published {n.published}")
        for n in evidence.vintages(evidence_id)
        if n != number
    ]
    others = [_dot(n, number, evidence.differs(number, n)) for n in _nearest(evidence, number)]
    named = [
        ("rivals", "Rivals: the same thing, counted by others", rivals),
        ("older", "The same count, said again", older),
        ("others", "Other counts: not the same thing", others),
    ]
    groups = [one for one in named if one[-1]]
    derived = number.status == "derived"
    basis = "computed from the counts of" if derived else f"counted ({number.origin_basis}) by"
    made = _templates().card(
        number,
        ledger_page,
        evidence.places[number.place],
        say_period(number.period),
        what.definition + scope(what, evidence),
        f"{basis} {number.origin.name}" if number.claimant != number.origin else "",
        groups,
        _dot(number, number) if groups else {},
        rows,
    )
    return str(made)  # what is joined to markup is escaped


def first_line(language: Language, names: Book, number: Number) -> str:
    """Return the first line of a number's card, in a language: the number, and whose it is."""
    derived = number.status == "derived"
    actor = number.origin if derived else number.claimant
    said = {"number": escape(language.wording(number)), "who": escape(names.called(actor))}
    form = language.page["derived" if derived else "reported"]
    text = form.format(**{key: f"<bdi>{value}</bdi>" for key, value in said.items()})
    return f'<p class="num-first" lang="{language.lang}" dir="{language.dir}">{text}</p>'


def in_language(html: str, language: Language, book: Publication) -> str:
    """Return English cards as a page in another language has them: marked, with a first line."""
    names = own(book, language)

    def opened(match: re.Match[str]) -> str:
        number = book.ledger.get(match[1])
        line = first_line(language, names, number) if number else ""
        return f'{match[0][:-1]} lang="en" dir="ltr">{line}'

    html = re.sub(r'<div class="num-card" id="card-([^"]+)"[^>]*>', opened, html)
    own_words = f'<strong lang="{language.lang}" dir="{language.dir}">'  # of the page's sentence
    return re.sub(
        r'(id="card-is-\d+"[^>]*>\s*<p class="num-head">)<strong>', rf"\1{own_words}", html
    )


def compared(evidence: Ledger, made: Comparison, name: str, words: str, ledger_page: str) -> str:
    """Return the card of a comparison as HTML: the values, whose they are, and the arithmetic."""
    rows = [
        ("Relation", made.relation),
        ("Unlike", "; ".join(made.unlike)),
        ("Doubt", made.doubt),
        ("Note", made.note),
    ]
    return str(
        _templates().compared(
            name,
            words,
            [_point(evidence, one) for one in made.points[:_SHOWN]],
            len(made.points) - _SHOWN,
            arithmetic(made),
            ledger_page,
            [(label, text) for label, text in rows if text],
        )
    )


def _dot(number: Number, beside: Number, differs: str = "") -> dict[str, Any]:
    """Return a row as a line of a list; it has a place on the scale where the unit is the same."""
    alike = number.indicator.unit == beside.indicator.unit
    measured = (number.value, number.low, number.high) if alike else (None, None, None)
    value, low, high = (None if one is None else f"{one:.10g}" for one in measured)
    reported = number.status == "reported"
    return {
        "id": number.evidence_id,
        "shown": word_bounds(number),
        "who": number.claimant.short if reported else number.origin.short,
        "status": "" if reported else number.status,
        "kind": "" if reported else number.status,
        "differs": differs,
        "value": value,
        "low": low,
        "high": high,
    }


def _point(evidence: Ledger, one: Point) -> dict[str, Any]:
    if one.evidence_id:
        number = evidence[one.evidence_id]
        return {**_dot(number, number), "who": one.label, "status": ""}  # the label says it
    return {"shown": say(one.value), "who": one.label, "value": f"{one.value:.10g}"}


def formula(evidence: Ledger, number: Number, ledger_page: str) -> str:
    """Return a derived number's formula as HTML, its inputs linked."""
    signs = {"sum": " + ", "difference": " − ", "ratio": " ÷ ", "share": " ÷ "}
    signs |= {"change": " → ", "part": " × "}
    inputs = [evidence[name] for name in number.inputs]
    terms = [f'<a href="{ledger_page}#{n.evidence_id}">{escape(n.wording)}</a>' for n in inputs]
    return f"{signs[number.formula].join(terms)} ({number.formula})"


def scope(what: Indicator, evidence: Ledger) -> str:
    """Return what a count includes and leaves out, in brackets; ``""`` where it says neither."""
    parts = []
    if what.includes:
        parts.append(f"with {evidence.lowered(what.includes)}")
    if what.excludes:
        parts.append(f"without {evidence.lowered(what.excludes)}")
    return f" ({'; '.join(parts)})" if parts else ""


def _origins(evidence: Ledger, number: Number) -> str:
    found = evidence.corroboration(number.evidence_id)
    text = f"{len(found.agree)} gives this number"
    if found.inferred:
        text += f" ({found.inferred} inferred)"
    return text + (f", {len(found.differ)} another" if found.differ else ", none another")


def _nearest(evidence: Ledger, number: Number) -> list[Number]:
    """Return the other counts that share most of the period, most alike first."""
    start, end = span(number.period)

    def distance(other: Number) -> int:
        first, last = span(other.period)
        return abs((first - start).days) + abs((last - end).days)

    near = sorted(evidence.other_counts(number.evidence_id), key=distance)
    return near[:_NEAREST]


# --------------------------------------------------------------- to cite, and to report an error


def row_version(rows: Mapping[str, dict[str, Any]], evidence_id: str) -> int:
    """Return the version of a row of the ledger: 1 until a release locks another.

    ``rows`` is what `durand.locks.lock` returned.
    """
    return rows.get(f"Evidence `{evidence_id}`", {"version": 1})["version"]


def item(env: BuildEnvironment, evidence_id: str) -> dict[str, Any]:
    """Return a row of the ledger as an item of CSL-JSON: the source as read, by way of this book.

    Its address is the row's.
    """
    here = book(env)
    number = here.ledger[evidence_id]
    read = "; ".join(dict.fromkeys(cite.name(here, key) for key in here.ledger.sources(number)))
    names = (number.claimant.short, number.claimant.name)
    if number.status == "derived":
        read = f"derived from {read}"
    elif not any(name in read for name in names):
        read = f"{number.claimant.short}; {read}"
    if number.status in ("rejected", "assumption"):
        read = f"{number.status}: {read}"
    place, period = here.ledger.places[number.place], say_period(number.period)
    title = f"{number.indicator.label}, {place}, {period}: {word_bounds(number)} ({read})"
    address = addresses.address(env, f"{addresses.page(env, 'ledger')}.html#{evidence_id}")
    version = f"row version {row_version(build(env.app).rows, evidence_id)}"
    return cite.item(cite.about(build(env.app)), "dataset", evidence_id, title, address, version)


def forms(about: dict[str, Any], base: str) -> dict[str, str]:
    """Return every form of a row's citation with gaps, which the page's script fills."""
    gaps = cite.item(about, "dataset", "QIDQ", "QTITLEQ", base and "QURLQ", "QVERSIONQ")
    return {
        "text": cite.apa(gaps),
        "bib": cite.bibtex(gaps),
        "ris": cite.ris(gaps),
        "csl": json.dumps([gaps], indent=2, ensure_ascii=False),
    }


def script(
    env: BuildEnvironment,
    rows: Iterable[dict[str, Any]],
    figures: Mapping[str, tuple[str, str]],
) -> str:
    """Return what the page's script cites and reports with: the text of `SCRIPT`.

    ``rows`` are those of the ledger, as `item` has them; ``figures`` holds title and version of
    each figure, by id.
    """
    about, locked = cite.about(build(env.app)), build(env.app).rows
    said = {
        "book": f"{about['title']}, {cite.edition(about)}",
        "ledger": addresses.address(env, f"{addresses.page(env, 'ledger')}.html"),
        "explore": addresses.address(env, f"{addresses.page(env, 'explore')}.html"),
        "channel": channel(env.config.corrections_address),
        "forms": forms(about, env.config.html_baseurl),
        "things": {one["id"]: [one["title"], f"row version {row_version(locked, one['id'])}"]
                   for one in rows} | {name: list(said) for name, said in figures.items()},
    }  # fmt: skip
    return f"durandNumbers({json.dumps(said, ensure_ascii=False)});\n"  # read from disk too


def citations(rows: Iterable[dict[str, Any]]) -> str:
    """Return the citation of every row, each after its id: the text of `CITATIONS`."""
    return "\n\n".join(f"{row['id']}: {cite.apa(row)}" for row in rows) + "\n"


def channel(address: str) -> str:
    """Return where errors are reported as an address that a link may have, or ``""``.

    Raises
    ------
    DataError
        If it is neither an e-mail address nor a page (``https://…``).
    """
    address = address.strip()
    if _MAIL.fullmatch(address):
        return f"mailto:{address}"
    if address and not _PAGE.fullmatch(address):
        raise DataError(
            f"_config.yml, corrections_address: {address!r} is neither an e-mail address nor a "
            "page (https://…). Write one, or leave it blank: then readers copy what to report."
        )
    return address


def sent(channel: str, subject: str, text: str) -> str:
    """Return the address that opens a report, filled in, as ``card.js`` does; ``""`` without one.

    ``channel`` is what `channel` returned.
    """
    if not channel:
        return ""
    names = ("subject", "body") if channel.startswith("mailto:") else ("title", "body")
    said = (f"Error: {subject}", text.replace("\n", "\r\n"))
    filled = urlencode(dict(zip(names, said, strict=True)), quote_via=quote, safe="")
    return f"{channel}{'&' if '?' in channel else '?'}{filled}"
