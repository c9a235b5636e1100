"""The page as a reader gets it: our own theme, light, sealed, and whole from disk and on paper.

``theme/`` holds the templates, the sheet of the page and its scripts; nothing of another theme is
loaded or shipped. A Content-Security-Policy lets a page load nothing from elsewhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment.adapters.toctree import TocTree, global_toctree_for_doc
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from durand.cache import digest
from durand.figure import draw
from durand.prose.languages import own
from durand.site import addresses, check, cite, exports, pages, translated
from durand.site.addresses import address
from durand.site.figures import chart_sources
from durand.site.policy import policy
from durand.site.state import book, build, language_of
from durand.theme import FONTS

THEME = Path(__file__).parent / "theme"
ASSETS = Path(__file__).parent / "assets"

SHEETS = (ASSETS / "durand.css", THEME / "page.css")
"""What the site's one sheet is made of, in this order."""
STATIC = [
    *(THEME / name for name in ("head.js", "page.js")),
    *(ASSETS / name for name in (
        "durand.js", "card.js", "check.js", "claims.js", "explore.css", "explore.js", "ledger.js",
        "search.js", "minisearch.js", "languages.css", "series.js", "take.js", "vega.js",
        "favicon.svg", "favicon.png", "icon-180.png", "card.png",
    )),
    *sorted(FONTS.glob("*.woff2")), *sorted(FONTS.glob("OFL*.txt")),
]  # fmt: skip
"""All that a page may load beside its sheet."""

_WAYS = ("ledger", "figures", "tables")
"""What the head of every page leads to, where a page of the book holds it."""
_WORDS_A_MINUTE = 220


# --------------------------------------------------------------------------------- one page


def _unknown_icon(name: str) -> NoReturn:
    raise ExtensionError(f"theme/parts.html has no icon ‘{name}’.")


def _dress(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Prepare what the templates need."""
    env, root = app.env, addresses.root(pagename)
    held = [
        (env.titles[page].astext(), page) for what in _WAYS if (page := addresses.page(env, what))
    ]
    base = app.config.html_baseurl
    style = (THEME / "404.css").read_text(encoding="utf-8")
    script = "" if base else (THEME / "404.js").read_text(encoding="utf-8")
    marks = app.config.durand_assets[:8]
    contents = _contents(app, pagename)
    context |= {
        "docstitle": app.config.html_title,
        "policy": policy(),
        "asset": lambda name: f"{root}_static/{name}?v={marks}",
        "scripts": ["page.js", "durand.js", *_scripts(app, pagename)],
        "sheets": ["site.css", *_sheets(app, pagename)],
        "tags": _tags(app, pagename, context, doctree),
        "edition": pages.edition(build(app)),
        "held": held,
        "ways": [(name, "#" if page == pagename else f"{root}{page}.html") for name, page in held],
        "menu": _menu(app, pagename),
        "has_contents": contents is not None,
        "toc": contents or "",
        "opener": _opener(app, pagename, doctree),
        "kind": _kind(app, pagename),
        # The script reads English numerals; a page in another language was read by the build.
        "check": "" if language_of(env, pagename) else check.control(env, context.get("body", "")),
        "unknown_icon": _unknown_icon,
        "policy_alone": policy(style=style, script=script),
        "style_alone": style,
        "script_alone": script,
        "root_alone": f"{urlsplit(base).path.rstrip('/')}/" if base else "",
    }
    translated.dress(app, pagename, context)


def _scripts(app: Sphinx, pagename: str) -> list[str]:
    if pagename == "search":
        return ["minisearch.js", "search.js"]
    own = {"ledger": "ledger.js", "explore": "claims.js"}
    return [name for what, name in own.items() if pagename == addresses.page(app.env, what)]


def _sheets(app: Sphinx, pagename: str) -> Iterator[str]:
    if pagename == addresses.page(app.env, "explore"):
        yield "explore.css"
    if language_of(app.env, pagename) or pagename == "search":  # which lists such pages
        yield "languages.css"


def _tags(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None
) -> list[dict[str, str]]:
    """Return the head's tags: what the page says of itself, and what a shared link shows."""
    said = list(doctree.findall(nodes.meta)) if doctree else []
    tags = {one["name"]: one["content"] for one in said if "name" in one}
    tags |= context.get("about_page", {})
    title = re.sub("<[^>]+>", "", context.get("title") or "")
    language = language_of(app.env, pagename)
    name = translated.sayer(language)(app.config.html_title)
    card = address(app.env, "_static/card.png")
    shown = {
        "og:site_name": name,
        "og:title": unescape(title) or name,
        "og:type": "article",
        "og:locale": language.page["locale"] if language else "en_GB",
        "og:description": tags.get("description", ""),
        "og:image": card,
        "og:image:alt": app.config.html_title if card else "",
        "og:url": context.get("pageurl") or "",
        "twitter:card": "summary_large_image" if card else "",
    }
    return [
        {"property" if name.startswith("og:") else "name": name, "content": content}
        for name, said in {**shown, **tags}.items()
        for content in ([said] if isinstance(said, str) else said)
        if content
    ]


def _contents(app: Sphinx, pagename: str) -> str | None:
    """Return the sections of a page as a list, or ``None`` where there are not two."""
    if pagename not in app.env.tocs or translated.of(app.env, pagename) == app.config.root_doc:
        return None
    page = TocTree(app.env).get_toc_for(pagename, app.builder)
    sections = next((inner for item in page for inner in item[1:]), None)
    if sections is None or len(sections) < 2:
        return None
    return app.builder.render_partial(sections)["fragment"]  # type: ignore[attr-defined]


def _menu(app: Sphinx, pagename: str) -> str:
    """Return the list of the book, drawn once a folder for pages that are not in it."""
    drawn, known = build(app).menus, pagename in app.env.found_docs
    key = pagename if known else pagename.rpartition("/")[0]
    if key not in drawn:
        options = {"collapse": False, "includehidden": True, "titles_only": True}
        tree = global_toctree_for_doc(app.env, pagename, app.builder, **options)
        for title in list(tree.findall(nodes.title)) if tree else []:
            title.replace_self(nodes.paragraph("", title.astext(), classes=["caption"]))
        drawn[key] = app.builder.render_partial(tree)["fragment"]  # type: ignore[attr-defined]
    return drawn[key]


def _opener(app: Sphinx, pagename: str, doctree: nodes.document | None) -> dict[str, Any] | None:
    """Return a chapter's number, its part, and the minutes that reading it takes."""
    number = translated.number(app.env, pagename)
    if number is None or doctree is None:
        return None
    language, whole = language_of(app.env, pagename), translated.of(app.env, pagename)
    parts = (caption for caption, listed in translated.parts(app.env) if whole in listed)
    words = sum(
        len(node.astext().split())
        for node in doctree.findall(nodes.TextElement)
        if isinstance(node, nodes.paragraph | nodes.title)
    )
    return {
        "number": language.number(str(number)) if language else number,
        "part": next(parts, ""),
        "minutes": max(1, round(words / _WORDS_A_MINUTE)),
    }


def _kind(app: Sphinx, pagename: str) -> str:
    if pagename == app.config.root_doc:
        return "front"
    return "chapter" if translated.number(app.env, pagename) is not None else ""


# ---------------------------------------------------------------------------- what is in a page


class Chapter(SphinxPostTransform):
    """Give a chapter its shape: the question large, then the findings; code and sources last."""

    default_priority = 6  # before MyST-NB folds each cell by itself
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Mark the opening, gather the code in one fold, and list what the page rests on."""
        if translated.number(self.env, self.env.docname) is not None:
            self._open()
        self._gather_code()
        self._list_sources()

    def _open(self) -> None:
        """Mark the question, a line in italics under the title, and the paragraphs after it."""
        top = next(self.document.findall(nodes.section), None)
        for at, node in enumerate(top[1:] if top else []):
            if not isinstance(node, nodes.paragraph | nodes.bullet_list | nodes.enumerated_list):
                break
            asks = at == 0 and len(node) == 1 and isinstance(node[0], nodes.emphasis)
            node["classes"].append("question" if asks else "finding")

    def _gather_code(self) -> None:
        cells = [
            cell
            for cell in self.document.findall(nodes.container)
            if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") == "input"
        ]
        if not cells:
            return
        fold = nodes.container(classes=["code-fold"])
        for cell in cells:
            del cell["hide_mode"]
            fold += cell.pop(0)
        opened = '<details class="chapter-code" id="code"><summary>The code of this page</summary>'
        self.document += [
            nodes.raw("", opened, format="html"),
            fold,
            nodes.raw("", "</details>", format="html"),
        ]

    def _list_sources(self) -> None:
        keys = {key for node in self.document.findall(chart_sources) for key in node["keys"]}
        if not keys:
            return
        here = book(self.env)
        for node in self.document.findall(nodes.reference):
            if "durand" in node:
                keys.add(here.ledger.source_key(here.ledger[node["durand"]]))
        listed = "".join(
            f"<li>{cite.reference(here, key)}</li>" for key in here.data.sources if key in keys
        )
        self.document += nodes.raw(
            "",
            f'<div class="printed-sources"><h2>Sources of this chapter</h2><ul>{listed}</ul></div>',
            format="html",
        )


class Claimants(SphinxPostTransform):
    """Put who claims a number beside it: in the margin where there is room, and on paper.

    The card says it to all; this is for the eye alone, and once a number and page.
    """

    default_priority = 7
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Mark the first use of each number in the running text."""
        seen: set[str] = set()
        ledger = book(self.env).ledger
        language = language_of(self.env, self.env.docname)
        names = own(book(self.env), language) if language else None
        for paragraph in list(self.document.findall(nodes.paragraph)):
            last = ""
            for link in list(paragraph.findall(nodes.reference)):
                if "durand" not in link or link["durand"] in seen:
                    continue
                seen.add(link["durand"])
                number = ledger[link["durand"]]
                short = names.called(number.claimant) if names else number.claimant.short
                if number.status == "reported":
                    who = short
                else:
                    who = language.page[f"as {number.status}"] if language else number.status
                classes = ["claimant", *(["same"] if who == last else [])]
                classes += ["said"] if short in paragraph.astext() else []
                last = who
                link.parent.insert(link.parent.index(link) + 1, _Claimant(who, classes=classes))


class _Claimant(nodes.Element):
    """A claimant beside a number."""


def _visit_hidden_from_speech(self: HTML5Translator, node: nodes.Element) -> NoReturn:
    names = " ".join(node["classes"])
    self.body.append(f'<span class="{names}" aria-hidden="true">{escape(node.rawsource)}</span>')
    raise nodes.SkipNode


def _visit_table(self: HTML5Translator, node: nodes.Element) -> None:
    """Frame a table that may be wider than a phone, so that a keyboard can scroll it."""
    if "say" not in node["classes"]:  # whose rows are stacked there
        section = next(one for one in _above(node) if isinstance(one, nodes.section))
        at = list(section.findall(nodes.table)).index(node)
        label = f"Table{f' {at + 1}' if at else ''}: {section.next_node(nodes.title).astext()}"
        self.body.append(
            f'<div class="table-frame" tabindex="0" role="region" aria-label="{escape(label)}">\n'
        )
    HTML5Translator.visit_table(self, node)


def _depart_table(self: HTML5Translator, node: nodes.Element) -> None:
    HTML5Translator.depart_table(self, node)
    if "say" not in node["classes"]:
        self.body.append("</div>\n")


def _above(node: nodes.Element) -> Iterator[nodes.Element]:
    while node := node.parent:
        yield node


def _visit_math(self: HTML5Translator, node: nodes.Element) -> NoReturn:
    """Write a formula as MathML, which browsers draw and screen readers read without a script."""
    block = isinstance(node, nodes.math_block)
    try:
        drawn = tex2mathml(node.astext(), as_block=block)
    except SyntaxError as error:
        raise ExtensionError(
            f"‘{node.astext()}’ is no formula that can be drawn: {error}"
        ) from error
    drawn = re.sub(r"\n\s*", "", drawn)
    if block:
        drawn = (
            f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{drawn}</div>\n'
        )
    self.body.append(drawn)
    raise nodes.SkipNode


# -------------------------------------------------------------------------------- beside the pages


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Write the one sheet, and take away what extensions put beside it and no page loads."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    static.mkdir(exist_ok=True)
    sheet = "\n".join(path.read_text(encoding="utf-8") for path in SHEETS)
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    # a KiB that no page shows; what stands in quotation marks is printed
    sheet = re.sub(r"(\"[^\"]*\")|(?<=:)\s+|\s*([{};,>])\s*", r"\1\2", sheet)
    (static / "site.css").write_text(sheet, encoding="utf-8")
    for path in (one for one in STATIC if one.name in ("head.js", "page.js", "durand.js")):
        script = path.read_text(encoding="utf-8")  # every page loads it; its comments are for us
        script = re.sub(r"^\s*//.*\n|^[ \t]+", "", script, flags=re.M)
        (static / path.name).write_text(script, encoding="utf-8")
    ours = {"site.css", *(path.name for path in STATIC)}
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path.relative_to(static).as_posix() not in ours:
            path.unlink()
    _write_signs(app, site)


def _write_signs(app: Sphinx, site: Path) -> None:
    """Write robots.txt and, where the site has a public address, its sitemap."""
    robots = "User-agent: *\nAllow: /\n"
    base = app.config.html_baseurl.rstrip("/")
    if base:
        listed = [f"{app.builder.get_target_uri(name)}" for name in sorted(app.env.found_docs)]
        listed += [export.landing for export in exports.in_order(app.env)]
        urls = "\n".join(f"<url><loc>{escape(f'{base}/{page}')}</loc></url>" for page in listed)
        (site / "sitemap.xml").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n',
            encoding="utf-8",
        )
        robots += f"Sitemap: {base}/sitemap.xml\n"
    (site / "robots.txt").write_text(robots, encoding="utf-8")


def drawn() -> dict[str, bytes]:
    """Return the pictures of ``assets/`` that are drawn from its SVGs: icons and social card."""
    convert = draw.converter()
    icon, card = ((ASSETS / name).read_text("utf-8") for name in ("favicon.svg", "card.svg"))

    def square(size: int) -> bytes:
        return convert.svg_to_png(icon.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1))

    return {
        "favicon.png": square(48),
        "icon-180.png": square(180),
        "card.png": convert.svg_to_png(card),
    }


def _more_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {"title": "No such page"}, "404.html"


# --------------------------------------------------------------------------------- register


def own_files(app: Sphinx, config: Config) -> None:
    """Take all that pages load from the library, by paths that every machine has."""
    config.html_static_path = [os.path.relpath(path, app.confdir) for path in STATIC]
    config.templates_path[:] = []
    config.html_permalinks_icon = "#"
    config.durand_assets = digest([*STATIC, *SHEETS, *THEME.iterdir()])  # type: ignore[attr-defined]


class _Coloured(HtmlFormatter):
    """Marks those parts of code alone that the sheet colours: a KiB of a chapter."""

    def _get_css_classes(self, ttype: Any) -> str:  # noqa: ANN401 - Pygments has no types
        named = super()._get_css_classes(ttype)
        return "" if named in {"n", "o", "p", "w"} else named


def _escape(app: Sphinx) -> None:
    if app.builder.format == "html":  # no other builder has templates
        app.builder.templates.environment.autoescape = True  # type: ignore[union-attr]
        app.builder.highlighter.formatter = _Coloured  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_html_theme("durand", str(THEME))
    app.add_config_value("durand_assets", "", "html", str)
    app.add_config_value("comments_config", {}, "", dict)  # Jupyter Book sets it, asked or not
    app.add_post_transform(Chapter)
    app.add_post_transform(Claimants)
    app.add_node(nodes.table, override=True, html=(_visit_table, _depart_table))
    app.add_node(_Claimant, html=(_visit_hidden_from_speech, None))
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math, None))
    app.connect("config-inited", own_files, priority=900)
    app.connect("builder-inited", _escape)
    app.connect("html-collect-pages", _more_pages)
    app.connect("html-page-context", _dress, priority=900)
    app.connect("build-finished", _finish, priority=900)
