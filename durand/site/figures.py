"""A figure on the page: numbered, described, drawn twice (wide and for a phone), with its rows."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from typing import Any, ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from durand import chapters, prose
from durand.cache import Cache
from durand.figure import draw
from durand.figure.spec import MIME, bare, columns, inner, narrow_spec, rows
from durand.site import addresses, cite
from durand.site.state import Made, book, build, state
from durand.theme import PALETTE


class chart_figure(nodes.figure):  # noqa: N801 - docutils names nodes so
    """A figure whose caption comes first, so that title and number are read before the chart."""


class chart_title(nodes.caption):  # noqa: N801
    """The title of a figure."""


class FigureRenderer:
    """Render the output of a figure cell (an entry point of MyST-NB)."""

    mime_priority_overrides: ClassVar[Sequence[tuple[str, str, int | None]]] = [("*", MIME, 1)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Return the figure's nodes, or ``None`` for a chart that is no figure."""
        shown = data.content
        if inline or data.mime_type != MIME or "figure" not in shown.get("usermeta", {}):
            return None
        found = _nodes(renderer, bare(shown))
        for part in found.children:
            part.line = data.line  # what is wrong in a text is then said to be in this cell
        return [found]


def _nodes(renderer: NbElementRenderer, spec: dict[str, Any]) -> chart_figure:
    record = spec["usermeta"]["figure"]
    document = renderer.renderer.document
    figure = chart_figure("", ids=[record["id"]], names=[record["id"]], classes=["durand-figure"])
    document.note_explicit_target(figure, figure)  # or {numref} finds nothing

    figure["controls"] = controls(spec)
    kept = re.sub(r"(?<=[\d)]) (?=%)", "\u00a0", record["title"])  # no number without its unit
    figure += chart_title("", "", *words(kept))
    env = document.settings.env
    cache = book(env).cache
    wide = draw.svg(spec, cache)
    both = drawings(spec, wide, cache)
    figure += raw(both + '<div class="figure-notes">')
    figure += nodes.paragraph("", "", *words(record["caption"]), classes=["figure-shows"])
    figure += nodes.paragraph(
        "",
        "",
        nodes.strong("", "Limits. "),
        *words(record["caveats"]),
        classes=["figure-caveats"],
    )
    figure += raw("</div>")
    figure += chart_sources("", keys=record["sources"])
    named = f'<details name="tools-{record["id"]}">'
    figure += raw(
        f'<div class="figure-tools">{named}<summary>Data</summary>'
        f'<div class="panel">{table(spec)}</div></details>'
    )
    figure += chart_tools("", figure=record["id"], part="take")
    figure += raw(f'{named}<summary>About</summary><div class="panel">')
    figure += nodes.paragraph("", "", *words(record["description"]))
    figure += chart_tools("", figure=record["id"], part="about")
    figure += raw("</div></details></div>")
    state(env).figures.setdefault(record["id"], []).append(Made(env.docname, spec, wide, both))
    return figure


def words(text: str) -> list[nodes.Node]:
    """Return a text of a figure: number links, and between them text that is no Markdown.

    It may hold cells of a table, and these are never markup.
    """
    found: list[nodes.Node] = []
    last = 0
    for match in prose.LINK.finditer(text):
        found.append(nodes.Text(text[last : match.start()]))
        uri = f"{match['scheme']}:{match['id']}"
        found.append(nodes.reference("", match["text"], refuri=uri))
        last = match.end()
    return [*found, nodes.Text(text[last:])]


def controls(spec: dict[str, Any]) -> bool:
    """Say whether a reader can set values of the chart."""
    return any("bind" in param for param in spec.get("params", []))


class chart_sources(nodes.Element, nodes.General):  # noqa: N801
    """The source line; its links are made when the page is written."""


class chart_tools(nodes.Element, nodes.General):  # noqa: N801
    """A part of the row of tools; made when the figure's number and page are known."""


def raw(html: str) -> nodes.raw:
    """Return HTML that is made from the data as a node."""
    return nodes.raw("", html, format="html", made=True)


def drawings(spec: dict[str, Any], wide: str, cache: Cache) -> str:
    """Return the wide and the narrow drawing, each with role, title and description."""
    record = spec["usermeta"]["figure"]
    drawn = [("wide", wide), ("narrow", draw.svg(narrow_spec(spec), cache))]
    return (
        '<div class="chart">'
        + "".join(page_svg(svg, record, kind) for kind, svg in drawn)
        + "</div>"
    )


def live(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what the browser draws on *Explore*: the wide and the narrow drawing, one set of rows.

    Both answer with what readers get of a row; ``_row`` is its place in the table. Colours are the
    light palette's, for which the page puts its own. Where rows have an ``anchor``, a mark leads to
    its row of the table.
    """
    record, headings = spec["usermeta"]["figure"], columns(spec)
    drawn = [
        {
            **row,
            "_row": at,
            "said": {title: _said(row.get(name), name) for name, title in headings.items()},
        }
        for at, row in enumerate(rows(spec))
    ]
    for row in drawn:
        row["said"] = {title: text for title, text in row["said"].items() if text}
    wide = {key: value for key, value in spec.items() if key != "usermeta"}
    views = {}
    for kind, view in {"wide": wide, "narrow": narrow_spec(spec)}.items():
        views[kind] = copy.deepcopy(
            {key: value for key, value in view.items() if key not in ("datasets", "config")}
        )
        views[kind]["description"] = prose.plain(record["description"])
        _answer(views[kind], record["id"] if "anchor" in drawn[0] else "")
    shared = {"datasets": {"rows": drawn}, "config": spec["config"], "palette": PALETTE}
    return {"title": prose.plain(record["title"]), **views, **shared}


def _said(value: object, column: str) -> str:
    return unescape(re.sub("<[^>]+>", "", _cell(value, column)))


def _answer(view: dict[str, Any], anchored: str) -> None:
    """Let every mark show its row, and lead to it in the table of the figure ``anchored``."""
    for part in inner(view):
        _answer(part, anchored)
    if "mark" in view:
        mark = view["mark"]
        view["mark"] = {
            **({"type": mark} if isinstance(mark, str) else mark),
            "tooltip": {"expr": "datum.said"},
        }
        if anchored:
            view["mark"]["href"] = {"expr": f"datum.anchor ? '#{anchored}-' + datum.anchor : null"}


def page_svg(svg: str, record: dict[str, Any], kind: str) -> str:
    """Return an SVG that follows the page: its fonts, its colours in light and dark.

    Each colour of the palette becomes a class, because a CSS variable in an attribute is not
    understood everywhere; ids get the figure's name, so that two drawings never share one.
    """
    prefix = f"{record['id']}-{kind}"
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = re.sub(r' (?:xmlns|version|font-family)="[^"]*"', "", svg)
    roles = {colour: role for role, colour in PALETTE.items()}

    def classed(match: re.Match[str]) -> str:
        names = []

        def taken(paint: re.Match[str]) -> str:
            role = roles.get(paint[2].lower())
            if role is None:
                return paint[0]
            names.append(f"{paint[1][0]}-{role}")
            return ""

        tag = re.sub(r' (fill|stroke)="(#[0-9a-fA-F]{6})"', taken, match[0])
        if names:
            tag = re.sub(r"^<(\w+)", rf'<\1 class="{" ".join(names)}"', tag)
        return tag

    svg = re.sub(r"<\w+[^>]*>", classed, svg)
    title, description = (prose.plain(record[field]) for field in ("title", "description"))
    return re.sub(
        r"^<svg",
        f'<svg class="chart-{kind}" role="img" aria-labelledby="{prefix}-title" '
        f'aria-describedby="{prefix}-desc"',
        svg,
    ).replace(
        ">",
        f'><title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>',
        1,
    )


def table(spec: dict[str, Any]) -> str:
    """Return the rows of a figure as an HTML table."""
    record = spec["usermeta"]["figure"]
    headings = columns(spec)
    body = (
        (f'<tr id="{record["id"]}-{row["anchor"]}">' if "anchor" in row else "<tr>")
        + "".join(_cell(row.get(column), column) for column in headings)
        + "</tr>"
        for row in rows(spec)
    )
    label = f"Data: {prose.plain(record['title'])}"
    return scrolling(label, [escape(title) for title in headings.values()], body)


def cells(*texts: str, **attributes: str) -> str:
    """Return a row of a table; its cells are HTML, its attributes text."""
    said = "".join(f' {name}="{escape(text)}"' for name, text in attributes.items())
    return f"<tr{said}>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def scrolling(label: str, heads: Sequence[str], rows: Iterable[str]) -> str:
    """Return a table in a frame of its own that scrolls, and that a keyboard can reach.

    ``heads`` and ``rows`` are HTML; ``label`` is text.
    """
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def note(text: str) -> str:
    """Return a second, quieter line of a cell as HTML."""
    return f'<br><span class="note">{escape(text)}</span>'


def _digits(value: float, column: str) -> str:
    if column == "year":
        return f"{value:.0f}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _cell(value: object, column: str) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool):
        return f"<td>{'yes' if value else 'no'}</td>"
    if isinstance(value, (int, float)):
        return f'<td class="number">{_digits(value, column)}</td>'
    return f"<td>{escape(str(value))}</td>"


def problems(env: BuildEnvironment) -> list[str]:
    """Return figure ids used twice, sources that are gone, and descriptions copied from another."""
    made, sources = state(env).figures, book(env).data.sources
    twice = [
        f"figure id '{name}' is used {len(where)} times, in "
        f"{' and '.join(figure.docname for figure in where)}. Ids are never used twice."
        for name, where in made.items()
        if len(where) > 1
    ]
    records = {f"{where[0].docname}, {name}": where[0].record for name, where in made.items()}
    records |= {
        f"releases/{one.release}/{name}.json": one.spec["usermeta"]["figure"]
        for name, versions in build(env.app).kept.items()
        for one in versions
    }
    gone = [
        f"{where}: its source '{key}' is no key of data/sources.bib. What a figure names, and what "
        "a released one named, stays there."
        for where, record in records.items()
        for key in record["sources"]
        if key not in sources
    ]
    first: dict[str, str] = {}
    copied = []
    for name, where in made.items():
        bare = re.sub(r"\d[\d,.]*", "0", prose.plain(where[0].record["description"]))
        if first.setdefault(bare, name) != name:
            copied.append(
                f"{where[0].docname}, {name}: its description is that of {first[bare]} with other "
                "numbers. Say what this figure shows."
            )
    return [*twice, *gone, *copied]


def _number(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give chapters and figures the numbers of the file name.

    ``02-…`` holds chapter 2 and figures 2.1, 2.2 and on, so that a figure keeps its number while
    chapters before it are still being written.
    """
    numbers = env.toc_secnumbers, env.toc_fignumbers
    state(env).own_numbers = copy.deepcopy(numbers)
    for docname in env.found_docs:
        number = chapters.number(docname)
        if number is None:
            continue
        numbered = env.toc_fignumbers.get(docname, {}).get("figure", {})
        numbered.update({name: (number, at) for at, name in enumerate(numbered, 1)})
        anchor = "#" + nodes.make_id(env.titles[docname].astext())  # its sections stay unnumbered
        env.toc_secnumbers[docname] = {anchor: (number,)}
        title = next(env.tocs[docname].findall(nodes.reference), None)
        if title is not None:
            title["secnumber"] = (number,)
    return []


def _restore(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx its own numbers back, or it would take ours for a change and write again."""
    own = state(env).own_numbers
    if own:
        env.toc_secnumbers, env.toc_fignumbers = copy.deepcopy(own)
    return []


def _visit_figure(self: HTML5Translator, node: nodes.Element) -> None:
    more = {"data-controls": ""} if node["controls"] else {}
    self.body.append(self.starttag(node, "figure", **{"data-explore": node["ids"][0]}, **more))


def _depart_figure(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</figure>\n")


def _visit_title(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append('<figcaption><span class="figure-title">')
    self.add_fignumber(node.parent)


def _depart_title(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</span>")
    self.add_permalink_ref(node.parent, "Link to this figure")
    self.body.append("</figcaption>\n")


def _visit_sources(self: HTML5Translator, node: nodes.Element) -> None:
    env = self.builder.env
    page = addresses.way(env, self.builder.current_docname, "sources")
    line = cite.source_line(book(env), node["keys"], page)
    self.body.append(f'<p class="figure-sources">Source: {line}.</p>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register nodes and events."""
    app.add_enumerable_node(
        chart_figure, "figure", lambda node: node[0].astext(), html=(_visit_figure, _depart_figure)
    )
    app.add_node(chart_title, html=(_visit_title, _depart_title))
    app.add_node(chart_sources, html=(_visit_sources, lambda self, node: None))
    app.connect("env-get-updated", _restore, priority=100)
    app.connect("env-get-updated", _number, priority=900)
