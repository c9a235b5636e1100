"""Pages that are made from the data: the ledger, the sources, the build status."""

from __future__ import annotations

import json
import platform
from collections import Counter
from functools import lru_cache, partial
from html import escape
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from markdown_it import MarkdownIt
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from durand import ROOT, release, tables
from durand.ledger import Identity, Number, ledger, say_period, span, word_bounds
from durand.notebooks import chapters, figure_specs
from durand.site import cite, data, exports, figures, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def _html(text: str) -> list[nodes.Node]:
    return [nodes.raw("", text, format="html", made=True)]


def _table(label: str, heads: list[str], rows: list[str]) -> str:
    return figures.scrolling(label, heads, "".join(rows))


class LedgerPage(SphinxDirective):
    """Every row of the ledger, by the question it answers: rivals stand side by side."""

    def run(self) -> list[nodes.Node]:
        """Return a section with a table for each question."""
        numbers.depend_on_data(self.env)
        evidence = ledger()
        ordered = sorted(evidence.values(), key=lambda n: n.indicator.question)
        found: list[nodes.Node] = _html(_filter(len(ordered)))
        for question, group in groupby(ordered, key=lambda n: n.indicator.question):
            section = nodes.section(ids=[nodes.make_id(question)])
            section += nodes.title("", question)
            rows = sorted(
                group, key=lambda n: (n.period, n.place, n.indicator.label, n.evidence_id)
            )
            section += _html(
                _table(
                    question,
                    ["Number", "What", "Where, when", "Claimed by", "Source", "Status"],
                    [_row(number, evidence.rivals(number.evidence_id)) for number in rows],
                )
            )
            found.append(section)
        scripts = ("table-core.js", "ledger.js")
        found += _html(
            "".join(f'<script src="../_static/{name}" defer="defer"></script>' for name in scripts)
        )
        return found


_FACETS = {
    "question": "Question",
    "indicator": "What is counted",
    "year": "Year",
    "claimant": "Claimed by",
    "source": "Source",
    "status": "Status",
}


def _filter(count: int) -> str:
    """Return the controls that the page's script fills; hidden where scripts are off."""
    choices = "".join(
        f'<label>{label}<select name="{name}"><option value="">All</option></select></label>'
        for name, label in _FACETS.items()
    )
    return (
        '<form class="ledger-filter" role="search" aria-label="Filter the ledger">'
        f'<label>Words<input type="search" name="words"></label>{choices}'
        f'<p><span role="status">{count} of {count} rows.</span> '
        '<button type="button">Download these rows (CSV)</button> '
        '<button type="button">Show all</button></p></form>'
    )


def _row(number: Number, beside: list[Number]) -> str:
    evidence = ledger()
    what = escape(number.indicator.label)
    if number.formula:
        what += f'<br><span class="note">{numbers.formula(number, "")}</span>'
    if number.note:
        what += figures.note(number.note)
    rivals = [f"{rival.wording} ({rival.origin.short})" for rival in beside]
    if rivals:
        what += figures.note(f"Rivals: {', '.join(rivals)}")
    who = escape(number.claimant.short if number.status != "derived" else "this publication")
    if number.claimant != number.origin:
        who += figures.note(f"from {number.origin.short} ({number.origin_basis})")
    key = cite.source_key(number)
    source = (
        f'<a href="sources.html#{key}">{escape(cite.name(key))}</a>' if key else "computed here"
    )
    if number.locator and number.locator != "excerpt read":
        source += figures.note(number.locator)
    cells = [
        f"<strong>{escape(word_bounds(number))}</strong>",
        what,
        f"{escape(evidence.places[number.place])}, {say_period(number.period)}",
        who,
        source,
        f'{number.status}<br><a class="note" href="#{number.evidence_id}">link</a>',
    ]
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    start, end = span(number.period)
    said = {
        "indicator": number.indicator.label,
        "year": " ".join(map(str, range(start.year, end.year + 1))),
        "claimant": number.claimant.short,
        "source": cite.name(key) if key else "computed here",
        "status": number.status,
    }
    data = "".join(f' data-{name}="{escape(text)}"' for name, text in said.items())
    return f'<tr id="{number.evidence_id}"{data}>{body}</tr>'


class SourcesPage(SphinxDirective):
    """Every source: what it is, who counted, how it was read, what is taken from it, its limits."""

    def run(self) -> list[nodes.Node]:
        """Return one table, founding articles first."""
        numbers.depend_on_data(self.env)
        for path in chapters():
            self.env.note_dependency(str(path))
        taken = _taken()
        rows = []
        for key, entry in tables.sources().entries.items():
            fields = entry.fields
            found = taken.get(key, {})
            limits = ". ".join(filter(None, [_READ_AS[fields["access"]], fields.get("note")]))
            said = {
                "Kind": "literature" if cite.literature(key) else _kind(fields),
                "Counted by": ", ".join(cite.counters(key)) or ("as the rows say" if found else ""),
                "Read as": f"{fields['access']}; {fields['licence']}",
                "Taken from it": "; ".join(f"{name} ({count:,})" for name, count in found.items()),
                "Limits": limits,
            }
            lines = [f"<b>{name}:</b> {escape(text)}" for name, text in said.items() if text]
            cells = [
                cite.reference(key) + figures.note(f"Cited as: {cite.name(key)}"),
                "<br>".join(lines),
                f"{sum(found.values()):,}",
            ]
            rows.append(f'<tr id="{key}">' + "".join(f"<td>{c}</td>" for c in cells) + "</tr>")
        return _html(_table("Sources", ["Source", "What it is and gives", "Rows"], rows))


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


def _kind(fields: Mapping[str, str]) -> str:
    if "actor" not in fields:
        return "report on others' figures"
    return _OWN.get(ledger().actors[fields["actor"]].kind, "own page")


def _taken() -> dict[str, dict[str, int]]:
    """Return how many rows of the ledger and of each table rest on each source.

    Of literature, and of a page that no row names, return how many figures cite it.
    """
    found: dict[str, dict[str, int]] = {}
    for table in map(tables.described, tables.names()):
        columns = table.get("cites", [])
        frame = tables.peek(table["name"])
        keys = [key for column in columns for cell in frame[column] for key in cell.split("|")]
        if not columns:  # then the whole table is of its sources
            keys = [source["key"] for source in table.get("sources", []) for _ in range(len(frame))]
        for key, count in Counter(filter(None, keys)).items():
            found.setdefault(key, {})[table["title"]] = count
    specs = [spec for path in chapters() for spec in figure_specs(path).values()]
    cited = Counter(key for spec in specs for key in spec["usermeta"]["figure"]["sources"])
    known = (key for key in cited if key in tables.sources().entries)
    for key in (key for key in known if cite.literature(key) or key not in found):
        found.setdefault(key, {})["Figures"] = cited[key]
    return found


def _identity(identity: Identity) -> str:
    total, parts = identity.total, identity.parts
    cells = [
        f"{total.indicator.label}, {total.origin.short}, {say_period(total.period)}",
        f"{' + '.join(part.wording for part in parts)} = {total.wording}",
        "holds" if identity.gap == 0 else f"fails by {abs(identity.gap):.0f}",
        identity.note,
    ]
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


class Correction(SphinxDirective):
    """A block that corrects a rejected statement, and cites what replaces it."""

    has_content: ClassVar[bool] = True

    def run(self) -> list[nodes.Node]:
        """Return an admonition titled *Correction*."""
        block = nodes.admonition(classes=["correction"])
        block += nodes.title("", "Correction")
        self.state.nested_parse(self.content, self.content_offset, block)
        return [block]


class DataPage(SphinxDirective):
    """All tables, each with its codebook and its file."""

    def run(self) -> list[nodes.Node]:
        """Return one table."""
        numbers.depend_on_data(self.env)
        return _html(data.contents())


class Changelog(SphinxDirective):
    """The changelog, with the figures whose numbers changed in each release."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each release, newest first."""
        self.env.note_dependency(str(ROOT / release.CHANGELOG))
        if (ROOT / release.LOCK).is_file():  # a file that is not there counts as changed
            self.env.note_dependency(str(ROOT / release.LOCK))
        changed = exports.changes_by_release()
        found: list[nodes.Node] = []
        for head, text in release.sections().items():
            section = nodes.section(ids=[nodes.make_id(f"release {head}")])
            section += nodes.title("", "", nodes.inline("", head, classes=["version"]))
            # drafted lines hold cells of tables, so markup in them stays text
            section += _html(
                MarkdownIt(options_update={"html": False}).render(text or "Nothing yet.")
            )
            figures_changed = changed.get(head.split()[0])
            if figures_changed:
                section += _html(f"<h3>Figures that changed</h3>{figures_changed}")
            found.append(section)
        return found


class CitePublication(SphinxDirective):
    """How to cite the publication, from CITATION.cff."""

    def run(self) -> list[nodes.Node]:
        """Return the citation in every form."""
        self.env.note_dependency(str(ROOT / "CITATION.cff"))
        return [publication_citation()]


class publication_citation(nodes.General, nodes.Element):  # noqa: N801
    """Filled in when the page is written, which knows where the files are."""


class figure_gallery(nodes.General, nodes.Element):  # noqa: N801
    """Filled in once every page is read."""


class FiguresPage(SphinxDirective):
    """All figures of the book with their pages."""

    def run(self) -> list[nodes.Node]:
        """Return a place to be filled when all figures are known."""
        _sums_up(self.env)
        return [figure_gallery()]


class shown_figure(nodes.General, nodes.Element):  # noqa: N801
    """A figure of a chapter, shown again on another page; filled in once every page is read."""


class ShowFigure(SphinxDirective):
    """A figure of a chapter on another page, with the way to it."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """Return a place to be filled when all figures are known."""
        _sums_up(self.env)
        return [shown_figure(figure=self.arguments[0])]


def _sums_up(env: BuildEnvironment) -> None:
    """Note that this page sums up others and is written again whenever one of them is read."""
    if not hasattr(env, "durand_summaries"):
        env.durand_summaries = set()  # type: ignore[attr-defined]
    env.durand_summaries.add(env.docname)  # type: ignore[attr-defined]


class build_status(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """Filled in once every page is read."""


class BuildStatus(SphinxDirective):
    """What this site was built from, and every number that the ledger does not hold."""

    def run(self) -> list[nodes.Node]:
        """Return a place to be filled when all pages are read."""
        _sums_up(self.env)
        return [build_status()]


class FillSummaries(SphinxPostTransform):
    """Fill in what sums up all pages: the build status and the gallery of figures."""

    default_priority = 6

    def run(self, **_: object) -> None:
        """Replace each place by what belongs there."""
        for node in list(self.document.findall(build_status)):
            node.replace_self(_html(self._body()))
        for node in list(self.document.findall(corrections_log)):
            node.replace_self(_html(_corrections(self.env)))
        for node in list(self.document.findall(figure_gallery)):
            node.replace_self(_html(exports.gallery(self.env)))
        for node in list(self.document.findall(shown_figure)):
            root = "../" * self.env.docname.count("/")
            node.replace_self(_html(exports.shown_again(self.env, node["figure"], root)))
        for node in list(self.document.findall(publication_citation)):
            root = "../" * self.env.docname.count("/")
            node.replace_self(
                _html(exports.cite_document(self.env, self.env.config.root_doc, root))
            )

    def _body(self) -> str:
        found = numbers.pages(self.env)
        bound = sum(len(page.bound) for page in found.values())
        literals = [literal for _, page in sorted(found.items()) for literal in page.literals]
        rows = [
            f"<tr><td>{escape(item.text)}</td><td>{escape(item.sentence)}</td>"
            f"<td>{escape(item.place)}</td></tr>"
            for item in literals
        ]
        evidence = ledger()
        identities = [_identity(identity) for identity in evidence.identities()]
        chapters = []
        for docname in sorted(self.env.found_docs):
            path = Path(self.env.doc2path(docname))
            if path.suffix == ".ipynb":
                used = json.loads(path.read_text(encoding="utf-8"))["metadata"]["durand"]
                chapters.append(
                    f"<tr><td>{escape(path.name)}</td><td>{escape(', '.join(used['tables']))}</td>"
                    f"<td><code>{used['digest'][:16]}</code></td></tr>"
                )
        packages = ["jupyter-book", "sphinx", "myst-nb", "altair", "vl-convert-python", "pandas"]
        versions = [f"<tr><td>{name}</td><td>{version(name)}</td></tr>" for name in packages] + [
            f"<tr><td>Python</td><td>{platform.python_version()[:4].rstrip('.')}</td></tr>"
        ]
        return (
            f"<p>{bound} numbers in the text are bound to {len(evidence)} rows of the ledger.</p>"
            "<h2>Numbers that are no finding</h2>"
            + _table("Numbers that are no finding", ["Number", "Sentence", "Place"], rows)
            + "<h2>Identities</h2>"
            + _table("Identities", ["Of", "Sum", "Result", "Note"], identities)
            + "<h2>Chapters</h2>"
            + _table("Chapters", ["Notebook", "Read", "Digest"], chapters)
            + "<h2>Software</h2>"
            + _table("Software", ["Package", "Version"], versions)
        )


def _note_reading(app: Sphinx, docname: str, source: list[str]) -> None:
    app.durand_read = True  # type: ignore[attr-defined]


def to_write_again(env: BuildEnvironment) -> list[str]:
    """Return the pages that sum up others, if any page was read."""
    return sorted(getattr(env, "durand_summaries", ())) if hasattr(env.app, "durand_read") else []


class AgreementPage(SphinxDirective):
    """How far the two codings of the founding articles agree, and how differences were settled."""

    def run(self) -> list[nodes.Node]:
        """Return the measures, a table by kind, and a table of the settled differences."""
        from durand.measures import coding  # here: with it comes pandas, which a warm build spares

        numbers.depend_on_data(self.env)
        first = {kind: tables.load(name) for kind, name in coding.KINDS.items()}
        settlements = tables.load("settlements")
        laid = coding.original(coding.units(tables.load("second_coding"), first), settlements)
        kinds = [
            ("All", coding.agreement(laid)),
            *((kind.capitalize(), found) for kind, found in coding.by_kind(laid).items()),
        ]
        measured = [
            _cells(
                escape(kind),
                str(found.units),
                str(found.differing),
                f"{found.percent:.0f} %",
                "not defined" if found.alpha is None else f"{found.alpha:.2f}",
            )
            for kind, found in kinds
        ]
        settled = [
            _cells(
                f'<a href="sources.html#{row["source"]}">{escape(cite.name(row["source"]))}</a>, '
                f"{row['locator']}",
                row["kind"],
                row["first"],
                row["second"],
                row["settled"],
                escape(row["reason"]),
            )
            for row in settlements.to_dict("records")
        ]
        whole = kinds[0][1]
        read = laid[["source", "paragraph"]].drop_duplicates()
        kept = int((settlements["settled"] == settlements["first"]).sum())
        return _html(
            f"<p>{len(read)} paragraphs and {len(coding.KINDS)} kinds make {whole.units} units. "
            f"The codings agree in {whole.percent:.0f} % of them. Krippendorff’s alpha, which "
            f"takes off what chance alone would give, is <strong>{whole.alpha:.2f}</strong> "
            f"(n = {whole.units}).</p>"
            + _table(
                "Agreement of the two codings",
                ["Kind", "Units", "Differing", "Agreement", "Alpha"],
                measured,
            )
            + f"<p>All {len(settlements)} differing units were settled: {kept} as the first coding "
            f"had them, {len(settlements) - kept} as the second had them.</p>"
            + _table(
                "Settled differences",
                ["Paragraph", "Kind", "First", "Second", "Settled", "Why"],
                settled,
            )
        )


def _cells(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


class RejectedRows(SphinxDirective):
    """The rows of the ledger that are kept, with the reason, and not used."""

    def run(self) -> list[nodes.Node]:
        """Return one table."""
        numbers.depend_on_data(self.env)
        evidence = ledger()
        rows = []
        for number in evidence.values():
            if number.status == "rejected":
                key = cite.source_key(number)
                instead = "; ".join(
                    f'<a href="ledger.html#{name}">{escape(evidence[name].wording)}</a> '
                    f"{escape(evidence[name].indicator.label)}, "
                    f"{escape(evidence[name].claimant.short)}"
                    for name in number.inputs
                )
                rows.append(
                    _cells(
                        f'<a href="ledger.html#{number.evidence_id}">{escape(number.wording)}</a>',
                        f"{escape(number.indicator.label)}, "
                        f"{escape(evidence.places[number.place])}, {say_period(number.period)}",
                        f'<a href="sources.html#{key}">{escape(cite.name(key))}</a>',
                        escape(number.note),
                        instead,
                    )
                )
        heads = ["Rejected", "As", "Printed by", "Why", "Used instead"]
        return _html(_table("Rejected rows", heads, rows))


class CorrectionsPage(SphinxDirective):
    """The log of corrections."""

    def run(self) -> list[nodes.Node]:
        """Return a place to be filled when all titles and figures are known."""
        numbers.depend_on_data(self.env)
        _sums_up(self.env)
        return [corrections_log()]


class corrections_log(nodes.General, nodes.Element):  # noqa: N801
    """Filled in once every page is read."""


def _corrections(env: BuildEnvironment) -> str:
    """Return the log as a table, the newest day first, within a day in the order of the file."""
    log = [one for page, found in corrected().items() if "/fig-" not in page for one in found]
    if not log:
        return "<p>No correction has been made yet.</p>"
    relative = partial(env.app.builder.get_relative_uri, CORRECTIONS_PAGE)
    named = {export.figure_id: export for export in exports.in_order(env)}
    rows = []
    for row in sorted(log, key=lambda one: (-int(one["date"].replace("-", "")), one["at"])):
        concerned = [
            f'<a href="{relative(f"{exports.FOLDER}/{name}")}">'
            f"{f'Figure {named[name].number}' if name in named else escape(name)}</a>"
            for name in filter(None, row["figures"].split("|"))
        ]
        concerned += [
            f'<a href="{relative(numbers.LEDGER_PAGE)}#{name}">{escape(name)}</a>'
            for name in filter(None, row["evidence"].split("|"))
        ]
        title = env.titles[row["page"]].astext()
        cells = _cells(
            f'<a href="{relative(row["page"])}">{escape(title)}</a>' + figures.note(row["date"]),
            escape(row["wrong"]),
            escape(row["right"]) + figures.note(row["why"]),
            "<br>".join(concerned),
        )
        rows.append(cells.replace("<tr>", f'<tr id="correction-{row["at"]}">', 1))
    heads = ["Page", "What was wrong", "What is right, and why", "Figures and rows"]
    return _table("Corrections", heads, rows)


def problems(env: BuildEnvironment) -> list[str]:
    """Return the corrections that name a page or a figure which there is not."""
    known = {"page": env.found_docs, "figures": {*figures.made(env), *release.kept()}}
    return [
        f"data/corrections.csv, row {row['at'] + 1}, column {column}: there is no {name}. "
        "Correct the name."
        for page, found in corrected().items()
        for row in found
        if page == row["page"]
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


@lru_cache
def corrected() -> dict[str, list[dict[str, Any]]]:
    """Return the log of corrections by page, each with its place in the log.

    A page is a chapter, a page of the book, or the page of a figure.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for at, row in enumerate(tables.load("corrections").to_dict("records"), 1):
        concerned = [f"figures/{name}" for name in row["figures"].split("|") if name]
        for page in [row["page"], *concerned]:
            found.setdefault(page, []).append({**row, "at": at})
    return found


def _notice(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put a notice on top of a page that has been corrected."""
    found = corrected().get(pagename)
    if not found or "body" not in context:
        return
    log = app.builder.get_relative_uri(pagename, CORRECTIONS_PAGE)
    items = "".join(
        f'<li>{escape(one["right"])} <a href="{log}#correction-{one["at"]}">Correction {one["at"]}'
        "</a></li>"
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
    if not hasattr(app, "durand_read"):
        return []  # the log is as it was, or its page would have been read
    return sorted(set(corrected()) & set(env.found_docs))


CORRECTIONS_PAGE = "book/corrections"


def setup(app: Sphinx) -> None:
    """Register directives."""
    app.add_node(build_status)
    app.add_node(figure_gallery)
    app.add_node(corrections_log)
    app.add_directive("figures", FiguresPage)
    app.connect("source-read", _note_reading)
    app.add_node(publication_citation)
    app.add_node(shown_figure)
    app.add_directive("show-figure", ShowFigure)
    app.add_directive("tables", DataPage)
    app.add_directive("changelog", Changelog)
    app.add_directive("cite-publication", CitePublication)
    app.add_directive("ledger", LedgerPage)
    app.add_directive("sources", SourcesPage)
    app.add_directive("correction", Correction)
    app.add_directive("build-status", BuildStatus)
    app.add_post_transform(FillSummaries)
    app.add_directive("agreement", AgreementPage)
    app.add_directive("rejected", RejectedRows)
    app.add_directive("corrections", CorrectionsPage)
    app.add_directive("report-address", ReportAddress)
    app.add_config_value("corrections_address", "", "env", str)
    app.connect("html-page-context", _notice)
    app.connect("env-updated", _to_notify)
