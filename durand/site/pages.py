"""Pages that are made from the data: the ledger, the sources, the build status."""

from __future__ import annotations

import json
import platform
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from durand import chapters, locks, release, theme
from durand.chapters import figure_specs
from durand.ledger.book import Identity
from durand.ledger.comparisons import Comparison, arithmetic, say
from durand.ledger.number import Number, word_bounds
from durand.ledger.periods import say_period, span
from durand.publication import Publication
from durand.site import addresses, cards, cite, data, exports, feed, figures, numbers
from durand.site.figures import cells
from durand.site.figures import scrolling as table
from durand.site.state import Build, book, build, english, state


def _version(package: str) -> str:
    """Return the version of a package; plain Sphinx builds the book without Jupyter Book."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not used"


class late(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Filled in when its page is written: all pages are read by then, and where each thing is."""


Filler = Callable[["BuildEnvironment", str, str], str]
"""Makes HTML for a place of a page, from the page's name and what the directive was told."""
_FILLERS: dict[str, Filler] = {}
DIRECTIVES: dict[str, type[SphinxDirective]] = {}


class FillLate(SphinxPostTransform):
    """Fill in what could not be made when the page was read."""

    default_priority = 6

    def run(self, **_: object) -> None:
        """Replace each place by what belongs there."""
        for node in list(self.document.findall(late)):
            made = _FILLERS[node["what"]](self.env, self.env.docname, node["told"])
            node.replace_self(figures.raw(made))


class Made(SphinxDirective):
    """A directive whose place is filled in late, by the filler of its name."""

    lists_data: ClassVar[bool] = True
    """Whether its page lists whole tables, and is read again whenever one of them changes."""
    sums_up: ClassVar[bool] = False
    """Whether its page sums up others, and is written again whenever one of them is read."""
    holds: ClassVar[str] = ""
    """What others find on its page."""

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        if self.holds:
            addresses.holds(self.env, self.holds)
        if self.sums_up:
            state(self.env).summaries.add(self.env.docname)
        if self.lists_data:
            numbers.depend_on_data(self.env)
        for path in self.reads():
            self.env.note_dependency(str(path))
        return [late(what=self.name, told=" ".join(self.arguments))]

    def reads(self) -> list[Path]:
        """Return the files beside the data whose change has its page read again."""
        return []


def fills(what: str, **kind: object) -> Callable[[Filler], Filler]:
    """Register a directive, and what makes the HTML of its place; see `Made` for its kind.

    A page that sums up others lists no data, unless its kind says so.
    """

    def register(filler: Filler) -> Filler:
        _FILLERS[what] = filler
        own = {"lists_data": "sums_up" not in kind, "__doc__": filler.__doc__, **kind}
        if filler.__module__ == __name__:  # another extension registers its own
            DIRECTIVES[what] = type(what, (Made,), own)
        return filler

    return register


# --------------------------------------------------------------------------- ledger and sources


class LedgerPage(SphinxDirective):
    """Every row of the ledger, by the question it answers: rivals stand side by side."""

    def run(self) -> list[nodes.Node]:
        """Return a section with a table for each question."""
        addresses.holds(self.env, "ledger")
        numbers.depend_on_data(self.env)
        self.env.note_dependency(str(book(self.env).root / locks.LOCK))
        evidence = book(self.env).ledger
        found: list[nodes.Node] = [figures.raw(_filter(len(evidence)))]
        for question in sorted({number.indicator.question for number in evidence.values()}):
            section = nodes.section(ids=[nodes.make_id(question)])
            section += nodes.title("", question)
            section += late(what="ledger", told=question)
            found.append(section)
        return found


def _question(env: BuildEnvironment, docname: str, question: str) -> str:
    rows = sorted(
        (n for n in book(env).ledger.values() if n.indicator.question == question),
        key=lambda n: (n.period, n.place, n.indicator.label, n.evidence_id),
    )
    sources, root = addresses.way(env, docname, "sources"), addresses.root(docname)
    return table(
        question,
        ["Number", "What", "Where, when", "Claimed by", "Source", "Status"],
        [_row(env, number, sources, root + cards.CITATIONS) for number in rows],
    )


_FILLERS["ledger"] = _question


_FACETS = {
    "question": "Question",
    "place": "Place",
    "year": "Period",
    "claimant": "Claimed by",
    "indicator": "What is counted",
    "source": "Source",
    "status": "Status",
}
_ORDERS = {
    "largest": "Largest first",
    "newest": "Newest first",
    "place": "By place",
    "claimant": "By claimant",
}


def _filter(count: int) -> str:
    """Return the controls that the page's script fills; hidden where scripts are off."""
    choices = "".join(
        f'<label>{label}<select name="{name}"><option value="">All</option></select></label>'
        for name, label in _FACETS.items()
    )
    orders = "".join(f'<option value="{name}">{label}</option>' for name, label in _ORDERS.items())
    return (
        '<form class="ledger-filter" role="search" aria-label="Filter the ledger">'
        f'<label>Words<input type="search" name="words"></label>{choices}'
        f'<label>Order<select name="sort"><option value="">As in the book</option>{orders}'
        f'</select></label><p><span role="status">{count:,} of {count:,} rows.</span> '
        '<button type="button">Download these rows (CSV)</button> '
        '<button type="button">Show all</button></p></form>'
    )


def _row(env: BuildEnvironment, number: Number, sources: str, citations: str) -> str:
    here = book(env)
    evidence = here.ledger
    what = escape(number.indicator.label)
    if number.formula:
        what += f'<br><span class="note">{cards.formula(evidence, number, "")}</span>'
    if number.note:
        what += figures.note(number.note)
    rivals = [
        f"{rival.wording} ({rival.origin.short})" for rival in evidence.rivals(number.evidence_id)
    ]
    if rivals:
        what += figures.note(f"Rivals: {', '.join(rivals)}")
    released = build(env.app).rows.get(f"Evidence `{number.evidence_id}`", {})
    for change in released.get("history", []):
        what += figures.note("Version {version} ({release}): {what}. {why}".format(**change))
    link = f"link, version {released['version']}" if released else "link"
    if released and released["meaning"] != locks.meaning(number):
        link += ", changed since"
    there = f"{citations}#:~:text={number.evidence_id}:"
    what += f'<a class="cite-number" href="{there}">Cite or correct</a>'
    who = escape(number.claimant.short if number.status != "derived" else "this publication")
    if number.claimant != number.origin:
        who += figures.note(f"from {number.origin.short} ({number.origin_basis})")
    key = evidence.source_key(number)
    source = (
        f'<a href="{sources}#{key}">{escape(cite.name(here, key))}</a>' if key else "computed here"
    )
    if number.locator and number.locator != "excerpt read":
        source += figures.note(number.locator)
    start, end = span(number.period)
    said = {
        "value": f"{number.bounds[1] if number.value is None else number.value:g}",
        "place": evidence.places[number.place],
        "year": " ".join(map(str, range(start.year, end.year + 1))),
        "claimant": number.claimant.short,
        "status": number.status,
    }
    return cells(
        f"<strong>{escape(word_bounds(number))}</strong>",
        what,
        f"{escape(evidence.places[number.place])}, {say_period(number.period)}",
        who,
        source,
        f'{number.status}<br><a class="note" href="#{number.evidence_id}">{link}</a>',
        id=number.evidence_id,
        **{f"data-{name}": text for name, text in said.items()},
    )


@fills("sources", holds="sources", reads=lambda self: book(self.env).chapters)
def _sources(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return every source: what it is, who counted, how it was read, what it gives, its limits."""
    here = book(env)
    taken = _taken(here)
    rows = []
    for key, entry in here.data.sources.items():
        fields = entry.fields
        found = taken.get(key, {})
        limits = ". ".join(filter(None, [_READ_AS[fields["access"]], fields.get("note")]))
        said = {
            "Kind": "literature" if here.data.sources.literature(key) else _kind(here, fields),
            "Counted by": ", ".join(here.ledger.counters.get(key, []))
            or ("as the rows say" if found else ""),
            "Read as": f"{fields['access']}; {fields['licence']}",
            "Taken from it": "; ".join(f"{name} ({count:,})" for name, count in found.items()),
            "Limits": limits,
        }
        lines = [f"<b>{name}:</b> {escape(text)}" for name, text in said.items() if text]
        made = [
            cite.reference(here, key) + figures.note(f"Cited as: {cite.name(here, key)}"),
            "<br>".join(lines),
            f'<span class="head">Rows: </span>{sum(found.values()):,}',
        ]
        rows.append(cells(*made, id=key))
    listed = table("Sources", ["Source", "What it is and gives", "Rows"], rows)
    return f'<div class="stacked">{listed}</div>'


_READ_AS = {
    "full text": "",
    "excerpt": "Read in part",
    "quoted by another": "Not seen itself",
}
_OWN = {
    "author": "founding article",
    "research institute": "a counter's own page",
    "government": "an official page",
    "armed group": "a party's own statement",
    "United Nations": "a United Nations page",
}


def _kind(book: Publication, fields: Mapping[str, str]) -> str:
    if "actor" not in fields:
        return "report on others' figures"
    return _OWN.get(book.ledger.actors[fields["actor"]].kind, "own page")


def _taken(book: Publication) -> dict[str, dict[str, int]]:
    """Return how many rows of the ledger and of each table rest on each source.

    Of literature, and of a page that no row names, return how many figures cite it.
    """
    found: dict[str, dict[str, int]] = {}
    for one in map(book.data.described, book.data.names):
        columns = one.get("cites", [])
        frame = book.data.peek(one["name"])
        keys = [key for column in columns for cell in frame[column] for key in cell.split("|")]
        if not columns:  # then the whole table is of its sources
            keys = [source["key"] for source in one.get("sources", []) for _ in range(len(frame))]
        for key, count in Counter(filter(None, keys)).items():
            found.setdefault(key, {})[one["title"]] = count
    specs = [spec for path in book.chapters for spec in figure_specs(path).values()]
    cited = Counter(key for spec in specs for key in spec["usermeta"]["figure"]["sources"])
    known = (key for key in cited if key in book.data.sources)
    for key in (key for key in known if book.data.sources.literature(key) or key not in found):
        found.setdefault(key, {})["Figures"] = cited[key]
    return found


@fills("rejected")
def _rejected(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return the rows of the ledger that are kept, with the reason, and not used."""
    here = book(env)
    evidence = here.ledger
    ledger, sources = (addresses.way(env, docname, what) for what in ("ledger", "sources"))
    rows = []
    for number in evidence.values():
        if number.status == "rejected":
            key = evidence.source_key(number)
            instead = "; ".join(
                f'<a href="{ledger}#{name}">{escape(evidence[name].wording)}</a> '
                f"{escape(evidence[name].indicator.label)}, "
                f"{escape(evidence[name].claimant.short)}"
                for name in number.inputs
            )
            rows.append(
                cells(
                    f'<a href="{ledger}#{number.evidence_id}">{escape(number.wording)}</a>',
                    f"{escape(number.indicator.label)}, "
                    f"{escape(evidence.places[number.place])}, {say_period(number.period)}",
                    f'<a href="{sources}#{key}">{escape(cite.name(here, key))}</a>',
                    escape(number.note),
                    instead,
                )
            )
    return table("Rejected rows", ["Rejected", "As", "Printed by", "Why", "Used instead"], rows)


@fills("tables", holds="tables")
def _tables(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return all tables, each with its codebook and its file."""
    return data.contents(book(env))


# ------------------------------------------------------------------------ corrections and changes


class Correct(SphinxTransform):
    """Make a quotation that begins with a bold *Correction.* a block of that name.

    It corrects a rejected statement, and cites what replaces it; any notebook shows a quotation.
    """

    default_priority = 200

    def apply(self) -> None:
        """Replace each such quotation of the page."""
        for quote in list(self.document.findall(nodes.block_quote)):
            bold = next(iter(quote.findall(nodes.strong)), None)
            if bold and quote.astext().startswith(bold.astext()) and bold.astext() == "Correction.":
                bold.parent.remove(bold)
                title = nodes.title("", "Correction")
                block = nodes.admonition("", title, *quote.children, classes=["correction"])
                quote.replace_self(block)


@fills("corrections", holds="corrections", sums_up=True, lists_data=True)
def _corrections(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return the log of corrections, newest day first, within a day in the order of the file."""
    log = build(env.app).corrections
    if not log:
        return "<p>No correction has been made yet.</p>"
    relative = partial(env.app.builder.get_relative_uri, docname)
    ledger = addresses.way(env, docname, "ledger")
    named = {export.figure_id: export for export in exports.in_order(env)}
    rows = []
    for row in sorted(log, key=lambda one: (-int(one["date"].replace("-", "")), one["at"])):
        concerned = [
            f'<a href="{relative(f"{exports.FOLDER}/{name}")}">'
            f"{f'Figure {named[name].number}' if name in named else escape(name)}</a>"
            for name in filter(None, row["figures"].split("|"))
        ]
        concerned += [
            f'<a href="{ledger}#{name}">{escape(name)}</a>'
            for name in filter(None, row["evidence"].split("|"))
        ]
        title = env.titles[row["page"]].astext()
        made = cells(
            f'<a href="{relative(row["page"])}">{escape(title)}</a>' + figures.note(row["date"]),
            escape(row["wrong"]),
            escape(row["right"]) + figures.note(row["why"]),
            "".join(f'<div class="way">{one}</div>' for one in concerned),
            id=f"correction-{row['at']}",
        )
        rows.append(made)
    heads = ["Page", "What was wrong", "Corrected to, and why", "Figures and rows"]
    return table("Corrections", heads, rows)


def problems(env: BuildEnvironment) -> list[str]:
    """Return the corrections that name a page or a figure which there is not."""
    here = build(env.app)
    known = {"page": env.found_docs, "figures": {*state(env).figures, *here.kept}}
    return [
        f"data/corrections.csv, row {row['at'] + 1}, column {column}: there is no {name}. "
        "Correct the name."
        for row in here.corrections
        for column, there in known.items()
        for name in filter(None, row[column].split("|"))
        if name not in there
    ]


class ReportAddress(SphinxDirective):
    """Where to report an error: the setting ``corrections_address``, or the publisher."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence."""
        address = self.config.corrections_address.strip()
        if not address:
            return [nodes.paragraph("", "Write to the publisher of the copy that you read.")]
        uri = address if address.startswith("https://") else f"mailto:{address}"
        sentence = nodes.paragraph("", "Write to ")
        sentence += nodes.reference("", address, refuri=uri, internal=False)
        sentence += nodes.Text(".")
        return [sentence]


class RunElsewhere(SphinxDirective):
    """Where chapters run without an installation; nothing while ``repository_address`` is blank."""

    def run(self) -> list[nodes.Node]:
        """Return one sentence, or none."""
        repository = addresses.repository(self.config.repository_address)
        if not repository:
            return []
        sentence = nodes.paragraph("", "Without an installation: on ")
        for name, uri in {
            "Binder": f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/notebooks",
            "GitHub Codespaces": f"https://codespaces.new/{repository}",
        }.items():
            sentence += [nodes.reference("", name, refuri=uri, internal=False), nodes.Text(" or ")]
        sentence[-1] = nodes.Text(", in a browser.")
        return [sentence]


def _notice(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put a notice on top of a page that has been corrected; the page now says what is right."""
    found = build(app).corrected.get(pagename)
    if not found or "body" not in context:
        return
    log = addresses.way(app.env, pagename, "corrections")
    items = "".join(
        f"<li>Wrong was: {escape(one['wrong'])} "
        f'<a href="{log}#correction-{one["at"]}">Correction {one["at"]}</a></li>'
        for one in found
    )
    days = ", ".join(sorted({one["date"] for one in found}))
    many = f"{len(found)} corrections" if len(found) > 1 else "One correction"
    context["body"] = (
        '<details class="admonition correction"><summary class="admonition-title">'
        f"Corrected: {many}, {days}</summary><ul>{items}</ul></details>{context['body']}"
    )


def _to_notify(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that have been corrected, to be written again though their text is old."""
    if not build(app).read:
        return []  # the log is as it was, or its page would have been read
    shared, now = state(env), set(build(app).corrected) & set(env.found_docs)
    was, shared.corrected = shared.corrected, now
    return sorted((was | now) & set(env.found_docs))


class Changelog(SphinxDirective):
    """The changelog, with the figures whose numbers changed in each release."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each release, newest first."""
        addresses.holds(self.env, "changelog")
        here = book(self.env)
        for name in (release.CHANGELOG, release.LOCK):
            if (here.root / name).is_file():  # a file that is not there counts as changed
                self.env.note_dependency(str(here.root / name))
        changed = exports.changes_by_release(self.env)
        found: list[nodes.Node] = []
        for head, text in release.sections(here).items():
            section = nodes.section(ids=[feed.anchor(head)])
            section += nodes.title("", "", nodes.inline("", head, classes=["version"]))
            section += figures.raw(feed.told(text))
            figures_changed = changed.get(head.split()[0])
            if figures_changed:
                section += figures.raw(f"<h3>Figures that changed</h3>{figures_changed}")
            found.append(section)
        return found


@fills("since", sums_up=True)
def _since(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return, for each release, which rows and figures changed after it, and how many errors."""
    here, drawn = build(env.app), state(env).figures
    ledger, log = (addresses.way(env, docname, what) for what in ("ledger", "corrections"))
    rows = {"": [(change.name, change.what) for change in locks.changes(here.book)]}
    for name, entry in here.rows.items():
        for past in entry.get("history", []):
            rows.setdefault(past["release"], []).append((name, past["what"]))
    figures_in = release.history(here.kept)
    pending = [name for name in drawn if release.changed(drawn[name][0].spec, here.lock)]
    newer, blocks = [""], []  # what changed after the last release is in none
    for head in release.sections(here.book):
        number, _, day = head.partition(" ")
        if not day:
            continue
        changed = sorted((name, what, when) for when in newer for name, what in rows.get(when, []))
        items = []
        for name, what, when in changed:
            kind, _, key = name.partition(" ")
            key = escape(key.strip("`"))
            key = f'<a href="{ledger}#{key}">{key}</a>' if kind == "Evidence" else key
            items.append(f"{key}: {escape(what)} ({_when(when)})")
        redrawn = [
            f'<a href="../{exports.FOLDER}/{new.figure_id}-v{new.version}.html">{new.figure_id}</a>'
            f": version {old.version} → {new.version} ({_when(when)})"
            for when in newer
            for old, new in figures_in.get(when, [])
        ]
        redrawn += [f"{name}: changed ({_when('')})" for name in sorted(pending)]
        # one of the day of a release may be in it: it is counted rather than lost
        wrong = sum(row["date"] >= day.strip("()") for row in here.corrections)
        items += [*redrawn, f'<a href="{log}">{wrong} corrections</a> of its day or later']
        blocks.append(
            f'<details id="since-{number}"><summary>Since {number}: {len(changed)} rows of data, '
            f"{len(redrawn)} figures, {wrong} corrections</summary>"
            f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></details>"
        )
        newer.append(number)
    return f"<h2>What changed since the version you cited</h2>{''.join(blocks)}" if blocks else ""


def _when(version: str) -> str:
    return f"release {version}" if version else "not yet released"


# --------------------------------------------------------------- figures, citation, build status


@fills("figures", holds="figures", sums_up=True)
def _figures(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return all figures of the book with their pages."""
    return f"{exports.gallery(env)}<h2>Old numbers</h2>{exports.old_numbers(env)}"


@fills("key", holds="key", lists_data=False)
def _key(env: BuildEnvironment, docname: str, told: str) -> str:
    """Say what colours and marks mean, throughout the book."""
    meant: dict[str, list[str]] = {}
    for what, colour in theme.ROLES.items():
        meant.setdefault(colour, []).append(what)
    marks = {f'<rect class="f-{colour}" {_SWATCH}/>': ", ".join(of) for colour, of in meant.items()}
    marks |= _MARKS
    items = "".join(
        f'<li><svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">{drawn}</svg> '
        f"{text}</li>"
        for drawn, text in marks.items()
    )
    return f'<ul class="key" id="key">{items}</ul>'


_SWATCH = 'x="1" y="1" width="26" height="14"'
_MARKS = {
    f'<rect class="s-amber f-amber" fill-opacity=".45" stroke-dasharray="3 2" {_SWATCH}/>': (
        "pale with a dashed edge, or an open mark: derived here"
    ),
    '<path class="s-ink" stroke-width="2" d="M2 8H26M2 4v8M26 4v8"/>': (
        "low and high, as a source prints them"
    ),
    '<path class="s-attack" stroke-width="2.5" stroke-dasharray="6 4" d="M1 8H27"/>': (
        "contested, as a border is"
    ),
}


@fills("show-figure", sums_up=True, required_arguments=1)
def _shown(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return a figure of a chapter on another page, with the way to it."""
    return exports.shown_again(env, told, addresses.root(docname))


@fills(
    "cite-publication",
    lists_data=False,
    reads=lambda self: [book(self.env).root / "CITATION.cff"],
)
def _cited(env: BuildEnvironment, docname: str, told: str) -> str:
    """Say how to cite the publication, from CITATION.cff."""
    return exports.cite_document(env, env.config.root_doc, addresses.root(docname))


@fills("take-book", holds="editions", lists_data=False)
def _take(env: BuildEnvironment, docname: str, told: str) -> str:
    """Lead to the whole book as files, where they were made of what the site is made of."""
    root = f"{addresses.root(docname)}{release.EDITIONS}/"
    files, briefs = [], []
    for name, size in state(env).taken.items():
        stem, _, ending = name.rpartition(".")
        if not stem.startswith("brief-"):
            link = f'<a href="{root}{name}" download>{_EDITIONS[ending]}</a>'
            files.append(f"{link} ({size / 1e6:.1f} MB)")
        elif ending == "html":
            said = chapters.number(stem.removeprefix("brief-")) or "the book"
            briefs.append(f'<a href="{root}{name}">{said}</a>')
    if not files:
        return ""
    short = f" On one page, by chapter: {', '.join(briefs)}." if briefs else ""
    return f'<p class="take-book">Take the whole book: {", ".join(files)}.{short}</p>'


_EDITIONS = {"pdf": "PDF", "epub": "EPUB", "zip": "this site, to open from a disk"}


def _new_editions(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the page that leads to the editions, if there are others than it says."""
    was, state(env).taken = state(env).taken, release.taken(book(env))
    page = addresses.page(env, "editions")
    return [page] if page in env.found_docs and was != state(env).taken else []


def _put_editions(app: Sphinx, error: Exception | None) -> None:
    """Put the editions into the site, where a page leads to them."""
    if error is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / release.EDITIONS
    shutil.rmtree(folder, ignore_errors=True)
    if state(app.env).taken and addresses.page(app.env, "editions"):
        folder.mkdir()
        for name in state(app.env).taken:
            shutil.copy2(book(app.env).root / "_build" / release.EDITIONS / name, folder)


def _bound(env: BuildEnvironment) -> list[str]:
    """Return the row of each number that is bound in a sentence of the book itself."""
    return [one.evidence_id for page in english(env).values() for one in page.bound]


@fills("colophon", sums_up=True)
def _colophon(env: BuildEnvironment, docname: str, told: str) -> str:
    """Say who makes the publication, its version and dates, and how it is checked, in one block."""
    said = edition(build(env.app))
    bound = _bound(env)
    compared = sum(len(page.comparisons) for page in english(env).values())
    status = addresses.way(env, docname, "status")
    how = f' <a href="{status}">How</a>' if status else ""
    rows = {
        "By": escape(said["authors"]),
        "Edition": escape(said["edition"]),
        "Data": f"to {said['cutoff']}",
        "Checked": f"{len(bound):,} numbers on these pages against {len(set(bound)):,} rows of "
        f"evidence, and {compared:,} comparisons of them.{how}",
    }
    made = "".join(f"<div><dt>{name}</dt><dd>{text}</dd></div>" for name, text in rows.items())
    return f'<dl class="colophon">{made}</dl>'


def edition(build: Build) -> dict[str, str]:
    """Return who makes the publication, its version with its date, and to when its data go."""
    about = cite.about(build)
    said, date = cite.edition(about), say_period(str(about["date-released"]))
    return {
        "authors": " and ".join(one["name"] for one in about["authors"]),
        "edition": f"{said[0].upper()}{said[1:]}{' of' if ' after ' in said else ','} {date}",
        "cutoff": say_period(about["cutoff"]),
    }


@fills("build-status", holds="status", sums_up=True)
def _status(env: BuildEnvironment, docname: str, told: str) -> str:
    """Say what this site was built from, and every number that the ledger does not hold."""
    found = english(env)
    bound = _bound(env)
    literals = [item for _, page in sorted(found.items()) for item in page.literals]
    rows = [
        cells(escape(item.evidence_id), *map(escape, (item.text, item.sentence, item.place)))
        for item in sorted(literals, key=lambda item: item.evidence_id)
    ]
    evidence = book(env).ledger
    compared = [_comparison(one) for one in evidence.comparisons.values() if not one.declared]
    said = [one for _, page in sorted(found.items()) for one in page.comparisons]
    linked = sum(bool(one.made.comparison_id) and not one.made.declared for one in said)
    read_off = sum(not one.made.comparison_id for one in said)
    declared = [
        cells(*map(escape, (one.text, one.sentence, one.place, one.made.note)))
        for one in said
        if one.made.declared
    ]
    identities = [_identity(identity) for identity in evidence.identities()]
    read = []
    for path in book(env).chapters:
        used = json.loads(path.read_text(encoding="utf-8"))["metadata"]["durand"]
        digest = f"<code>{used['digest'][:16]}</code>"
        read.append(cells(escape(path.name), escape(", ".join(used["reads"])), digest))
    packages = ["jupyter-book", "sphinx", "myst-nb", "altair", "vl-convert-python", "pandas"]
    versions = [cells(name, _version(name)) for name in packages]
    versions.append(cells("Python", platform.python_version()[:4].rstrip(".")))
    return (
        f"<p>{len(bound)} numbers in the text are bound to {len(set(bound))} rows of the ledger, "
        f"which has {len(evidence)}.</p>"
        "<h2>Numbers that no row holds</h2>"
        + table("Numbers that no row holds", ["Kind", "Number", "Sentence", "Place"], rows)
        + "<h2>Comparisons</h2>"
        + f"<p>{read_off} comparisons were read from sentences, and {linked} are linked; each was "
        "tested against its rows.</p>"
        + table("Comparisons", ["Relation", "Of", "Arithmetic", "Unlike, and note"], compared)
        + "<h2>Comparisons that are only declared</h2>"
        + table("Declared comparisons", ["Words", "Sentence", "Place", "Why"], declared)
        + "<h2>Identities</h2>"
        + table("Identities", ["Of", "Sum", "Result", "Note"], identities)
        + _debt(env, docname)
        + "<h2>Chapters</h2>"
        + table("Chapters", ["Notebook", "Read", "Digest"], read)
        + "<h2>Software</h2>"
        + table("Software", ["Package", "Version"], versions)
    )


_KEPT = {"urldate": "the day it was read", "archived": "an archived copy"}
"""Fields of a source without which its page cannot be held to what it said."""


def _debt(env: BuildEnvironment, docname: str) -> str:
    """Return the sources that want a day or an archived copy, those that most rests on first."""
    here, way = book(env), addresses.way(env, docname, "sources")
    rest = {key: sum(found.values()) for key, found in _taken(here).items()}
    online = {key: one.fields for key, one in here.data.sources.items() if "url" in one.fields}
    wanting = sorted(
        (key for key, fields in online.items() if set(_KEPT) - set(fields)),
        key=lambda key: (-rest.get(key, 0), key),
    )
    counts = ", ".join(
        f"{sum(field in fields for fields in online.values())} have {what}"
        for field, what in _KEPT.items()
    )
    listed = [
        cells(
            f'<a href="{way}#{key}">{escape(key)}</a>',
            str(rest.get(key, 0)),
            ", ".join(what for field, what in _KEPT.items() if field not in online[key]),
        )
        for key in wanting
    ]
    return (
        "<h2>Sources to keep</h2>"
        f"<p>Of {len(online)} sources with an address, {counts}. A page can change or go: each "
        "line below is one to open, archive and date in <code>data/sources.bib</code> "
        "(<code>urldate</code>, <code>archived</code>).</p>"
        f"<details><summary>{len(listed)} sources, by how many rows rest on them</summary>"
        + table("Sources to keep", ["Source", "Rows", "Wants"], listed)
        + "</details>"
    )


def _comparison(made: Comparison) -> str:
    values = "; ".join(f"{say(one.value)} ({one.label})" for one in made.points)
    unlike = ". ".join(filter(None, ["; ".join(made.unlike), made.doubt, made.note]))
    return cells(*map(escape, (made.relation, values, arithmetic(made), unlike)))


def _identity(identity: Identity) -> str:
    total, parts = identity.total, identity.parts
    said = [
        f"{total.indicator.label}, {total.origin.short}, {say_period(total.period)}",
        f"{' + '.join(part.wording for part in parts)} = {total.wording}",
        "holds" if identity.gap == 0 else f"fails by {abs(identity.gap):.0f}",
        identity.note,
    ]
    return cells(*map(escape, said))


def _note_reading(app: Sphinx, docname: str, source: list[str]) -> None:
    build(app).read = True


def _clear(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Leave nothing of a page behind that is gone or has another name."""
    for name in removed:
        Path(app.builder.get_outfilename(name)).unlink(missing_ok=True)
        for source in (Path(app.outdir) / "_sources").glob(f"{name}.*"):
            source.unlink()
    return []


def to_write_again(env: BuildEnvironment) -> list[str]:
    """Return the pages that sum up others, if any page was read."""
    if not build(env.app).read:
        return []
    shared = state(env)
    titles = {name: title.astext() for name, title in env.titles.items()}
    around = repr(
        [sorted(shared.addresses.items()), titles, env.toctree_includes, shared.translations]
    )
    was, shared.around = shared.around, around
    return sorted(shared.summaries if was in ("", around) else env.found_docs)


def setup(app: Sphinx) -> None:
    """Register directives."""
    app.add_node(late)
    app.add_post_transform(FillLate)
    app.add_transform(Correct)
    own = {"ledger": LedgerPage, "report-address": ReportAddress}
    own["run-elsewhere"] = RunElsewhere
    for name, directive in {**DIRECTIVES, **own, "changelog": Changelog}.items():
        app.add_directive(name, directive)
    app.add_config_value("corrections_address", "", "env", str)
    app.add_config_value("repository_address", "", "env", str)
    app.connect("source-read", _note_reading)
    app.connect("html-page-context", _notice)
    app.connect("env-updated", _to_notify)
    app.connect("env-get-outdated", _clear)
    app.connect("env-get-outdated", _new_editions)
    app.connect("build-finished", _put_editions)
