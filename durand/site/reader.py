"""The page as a reader gets it: light, sealed, and whole from disk, on paper and without scripts.

``templates/`` draws the page around the text with inline icons and no icon script; one style sheet
is purged of what no page uses; a Content-Security-Policy lets a page load nothing from elsewhere.
No installed package is changed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import tinycss2
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from durand.figure import draw
from durand.site import cite, exports
from durand.site.addresses import public
from durand.site.figures import chart_sources
from durand.site.policy import policy
from durand.site.state import book, build

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

TEMPLATES = Path(__file__).parent / "templates"
ASSETS = Path(__file__).parent / "assets"

SHEETS = (
    "styles/theme.css",
    "styles/pydata-sphinx-theme.css",
    "pygments.css",
    "styles/sphinx-book-theme.css",
    "sphinx-design.min.css",
    "durand.css",
    "reader.css",
)
"""What the site's one sheet is made of, in this order; all else that extensions add stays out."""

_SCRIPTS = {"durand.js", "reader.js"}
_AT_RUN_TIME = {
    "vg-tooltip-element",
    "visible",
    "key",
    "value",
    "vega-bindings",
    "vega-bind",
    "vega-bind-name",
}
"""What Vega names in the page once a chart is explored."""


# --------------------------------------------------------------------------------- one page


def _compact(script: str) -> str:
    """Return a script without comments and indentation."""
    lines = (re.sub(r"\s+// .*$", "", line).strip() for line in script.splitlines())
    return " ".join(line for line in lines if line)


def _unknown_icon(name: str) -> NoReturn:
    raise ExtensionError(f"templates/icons.html has no icon ‘{name}’.")


def _dress(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Prepare what the templates need, and leave out every script that nothing here uses."""
    script = _compact((TEMPLATES / "head.js").read_text(encoding="utf-8"))
    style = (TEMPLATES / "404.css").read_text(encoding="utf-8")
    base = app.config.html_baseurl
    context |= {
        "default_mode": "light",  # without scripts; with them the reader's system decides
        "docstitle": app.config.html_title,
        "unknown_icon": _unknown_icon,
        "reader_script": script,
        "reader_policy_alone": policy(style=style),
        "reader_style_alone": style,
        "reader_root": f"{urlsplit(base).path.rstrip('/')}/" if base else "",
    }
    context["script_files"] = [
        file
        for file in context["script_files"]
        if Path(str(file.filename).split("?")[0]).name in _SCRIPTS
    ]
    for file in context["script_files"]:
        file.attributes["defer"] = "defer"
    if "body" in context:
        context["body"] = _classed(_printable(context["body"]))
    context["metatags"] = _metatags(app, pagename, context, policy(script=script))
    _share_sidebar(app, pagename, context)


def _share_sidebar(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Draw the list of the book once for all pages of one folder: only the mark differs."""
    if pagename == app.config.root_doc or "generate_toctree_html" not in context:
        return
    listing, drawn = context["generate_toctree_html"], build(app).sidebars
    folder, _, name = pagename.rpartition("/")
    plain = f'<li class="toctree-l1"><a class="reference internal" href="{name}.html">'
    here = '<li class="toctree-l1 current active"><a class="current reference internal" href="#">'

    def shared(**options: Any) -> str:  # noqa: ANN401 - the theme's options
        key = (folder, *sorted(options.items()))
        if key not in drawn:
            listed = str(listing(**options)).replace('<ul class="current nav', '<ul class="nav')
            drawn[key] = listed.replace(here, plain)
        return drawn[key].replace(plain, here)

    context["generate_toctree_html"] = shared


def _metatags(app: Sphinx, pagename: str, context: dict[str, Any], csp: str) -> str:
    """Return the head's tags: the policy first, a description, and what a shared link shows."""
    found = re.sub(r'<meta name="viewport"[^>]*>\n?', "", context.get("metatags") or "")
    if pagename == "search":
        found += f'<meta name="description" content="Search {escape(app.config.html_title)}.">'
    described = re.search(
        r'<meta (?:content="([^"]*)" )?name="description"(?: content="([^"]*)")?', found
    )
    description = (described[1] or described[2] or "") if described else ""
    title = re.sub("<[^>]+>", "", context.get("title") or "")
    shown = {
        "og:site_name": app.config.html_title,
        "og:title": unescape(title) or app.config.html_title,
        "og:type": "article",
        "og:locale": "en_GB",
        "og:description": unescape(description),
        "og:image": public(app.env, "_static/card.png"),
        "og:image:alt": app.config.html_title,
        "og:url": context.get("pageurl"),
        "twitter:card": "summary_large_image",
    }
    if not app.config.html_baseurl:
        shown["og:image"] = context["pathto"](shown["og:image"], 1)
    tags = [
        f'<meta {"name" if name.startswith("twitter") else "property"}="{name}" '
        f'content="{escape(content)}">'
        for name, content in shown.items()
        if content and f'"{name}"' not in found
    ]
    sealed = f'<meta http-equiv="Content-Security-Policy" content="{csp}">'
    return "\n".join(["", sealed, found.strip(), *tags])


def _classed(html: str) -> str:
    """Turn style attributes, which the policy forbids, into classes of the site's sheet.

    ``data-style`` keeps the declaration where the sheet finds it again.
    """

    def one(match: re.Match[str]) -> str:
        tag, style = match[0], match[1]
        name = f"style-{hashlib.sha256(style.encode()).hexdigest()[:8]}"
        tag = tag.replace(f' style="{style}"', f' data-style="{style}"', 1)
        if ' class="' in tag:
            return tag.replace(' class="', f' class="{name} ', 1)
        return re.sub(r"^<[\w-]+", rf'\g<0> class="{name}"', tag)

    return re.sub(r'<[a-zA-Z][^<>]*? style="([^"<>]*)"[^<>]*>', one, html)


def _printable(html: str) -> str:
    """Give every link to another site the short address that paper shows after it."""

    def one(match: re.Match[str]) -> str:
        shown = re.sub(r"^https?://(?:www\.)?|/$", "", match[1])
        return f'{match[0]} data-print="{shown}"'

    return re.sub(r'<a\b[^>]*? href="(https?://[^"]+)"', one, html)


class ChapterSources(SphinxPostTransform):
    """Close a chapter with the sources that its numbers and figures rest on."""

    default_priority = 6
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Add the list to a page that has figures."""
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


def _visit_hidden(self: HTML5Translator, node: nodes.Element) -> None:
    """Fold code under a summary that is valid HTML and is called what it shows."""
    self.body.append(
        f'<details class="hide"><summary><span class="collapsed">{escape(node["prompt_show"])}'
        f'</span><span class="expanded">{escape(node["prompt_hide"])}</span></summary>\n'
    )


def _depart_hidden(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</details>\n")


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


# -------------------------------------------------------------------------------- the sheet


class Names:
    """The classes, ids and tags that pages and scripts use: what a selector may ask for."""

    def __init__(self, pages: list[str], scripts: list[str]) -> None:
        html = "\n".join(pages)
        words = {
            word
            for script in scripts
            for text in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", script)
            for word in re.findall(r"[\w-]+", " ".join(text))
        }
        words |= _AT_RUN_TIME
        named = set(re.findall(r'\bclass="([^"]*)"', html))
        self.classes = words.union(*map(str.split, named))
        self.ids = words | set(re.findall(r'\bid="([^"]*)"', html))
        self.tags = words | {tag.lower() for tag in set(re.findall(r"<([a-zA-Z][\w-]*)", html))}

    def have(self, selector: list[Any]) -> bool:
        """Return whether a selector can match anything."""
        before = ""
        for token in selector:
            if token.type == "ident" and before == ".":
                known = token.value in self.classes
            elif token.type == "ident" and before != ":":
                known = token.lower_value in self.tags
            elif token.type == "hash":
                known = token.value in self.ids
            elif token.type == "function" and token.lower_name in {"is", "where", "has"}:
                known = any(map(self.have, _split(token.arguments)))
            else:
                known = True
            if not known:
                return False
            before = token.value if token.type == "literal" else ""
        return True


def _split(tokens: list[Any]) -> list[list[Any]]:
    """Split a selector list at its commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts


_DARK = re.compile(r"\[data-theme=\"?dark\"?\]")
_LIGHT = re.compile(r"^html\[data-theme=\"?light\"?\]$")


def _purge(rules: list[Any], names: Names) -> Iterator[tuple[str, str]]:
    """Yield the head and body of every rule that some page uses."""
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [part for part in _split(rule.prelude) if names.have(part)]
            heads = [tinycss2.serialize(part).strip() for part in kept]
            body = tinycss2.serialize(rule.content).strip()
            dark = [head for head in heads if _DARK.search(head)]
            light = [_LIGHT.sub("html", head) for head in heads if head not in dark]
            if light:
                yield ",".join(light), body
            if dark:  # paper is white
                yield "@media screen", f"{','.join(dark)}{{{body}}}"
        elif rule.type == "at-rule" and rule.content is not None:
            head = f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}".strip()
            if rule.lower_at_keyword in {"media", "supports"}:
                inner = tinycss2.parse_rule_list(rule.content, True, True)
                body = "\n".join(f"{h}{{{b}}}" for h, b in _purge(inner, names))
                if body:
                    yield head, body
            else:
                yield head, tinycss2.serialize(rule.content).strip()


def purged(css: str, names: Names, scripts: str) -> str:
    """Return a sheet without rules, fonts, animations and variables that nothing uses."""
    rules = list(_purge(tinycss2.parse_stylesheet(css, True, True), names))
    rules = [
        rule for rule in rules if "Font Awesome" not in rule[1] and "FontAwesome" not in rule[1]
    ]
    text = "\n".join(f"{head}{{{body}}}" for head, body in rules)
    animations = set(re.findall(r"animation(?:-name)?:\s*([\w-]+)", text))
    rules = [r for r in rules if not r[0].startswith("@keyframes") or r[0].split()[1] in animations]
    text = "\n".join(f"{head}{{{body}}}" for head, body in rules)
    while True:
        used = set(re.findall(r"var\(\s*(--[\w-]+)", text)) | set(re.findall(r"--[\w-]+", scripts))
        less = re.sub(
            r"(?<=[{;\s])(--[\w-]+)\s*:(?:[^;{}\"']|\"[^\"]*\"|'[^']*')*(?:;|(?=\}))",
            lambda match: match[0] if match[1] in used else "",  # noqa: B023 - called at once
            text,
        )
        if less == text:
            break
        text = less
    text = re.sub(r"^[^{}\n]+\{\s*\}\n?", "", text, flags=re.MULTILINE)
    return re.sub(r"[ \t\n]+", " ", text).replace("} ", "}\n") + "\n"


def _pages(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*.html") if "_static" not in p.relative_to(folder).parts)


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Make the sheet from what all pages use, and remove what none of them loads.

    Run again on the same pages it changes nothing, so that a second build gives the same bytes.
    """
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    if not (static / SHEETS[0]).is_file():
        # Sphinx copies its files whenever it writes a page: nothing was written but MyST-NB's sheet
        for idle in static.glob("mystnb.*.css"):
            idle.unlink()
        return
    pages = {path: path.read_text(encoding="utf-8") for path in _pages(site)}
    scripts = [
        (static / name).read_text(encoding="utf-8")
        for name in (
            *sorted(_SCRIPTS),
            "card.js",
            "explore.js",
            "ledger.js",
            "search.js",
            "scripts/pydata-sphinx-theme.js",
        )
    ]
    names = Names(list(pages.values()), scripts)
    parts = [
        (static / sheet).read_text(encoding="utf-8")
        for sheet in SHEETS
        if (static / sheet).is_file()
    ]
    styles = set()
    for html in pages.values():
        styles.update(re.findall(r'class="(style-[0-9a-f]{8})[^<>]*? data-style="([^"]*)"', html))
    parts += [f".{name}.{name}.{name}{{{unescape(rule)}}}" for name, rule in sorted(styles)]
    css, said = "\n".join(parts), "\n".join(scripts)
    used = [" ".join(sorted(found)) for found in (names.classes, names.ids, names.tags)]
    cache = build(app).book.cache
    same = cache.path("sheet", Path(__file__).read_bytes(), css, said, *used)
    sheet = cache.get(same, lambda: purged(css, names, said).encode()).decode()
    (static / "site.css").write_text(sheet, encoding="utf-8")
    version = hashlib.sha256(sheet.encode()).hexdigest()[:8]
    for path, html in pages.items():
        fresh = re.sub(r"(_static/site\.css\?v=)[0-9a-f]{8}", rf"\g<1>{version}", html, count=1)
        if fresh != html:
            path.write_text(fresh, encoding="utf-8")
    loaded = {name for html in pages.values() for name in re.findall(r"_static/([^\"?#]+)", html)}
    _sweep(static, "\n".join([*sorted(loaded), *scripts, sheet]))
    _write_signs(app, site)


def _sweep(static: Path, texts: str) -> None:
    """Remove files that no page loads and no script or sheet names; licences stay."""
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.suffix != ".txt" and f"{path.name}" not in texts:
            path.unlink()


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


def _own_templates(app: Sphinx, config: Config) -> None:
    """Take our templates alone, by a path that every machine has.

    The theme's own parts lie in the environment, whose path would tell two builds apart.
    """
    config.templates_path[:] = [os.path.relpath(TEMPLATES, app.confdir)]


_IDLE = {
    "update_thebe_context",  # sphinx-thebe: live code
    "update_and_remove_templates",  # the theme's parts of a page, which layout.html replaces
    "update_templates",
    "hash_html_assets",
    "prep_header_buttons",
    "add_launch_buttons",
    "add_source_buttons",
    "add_header_buttons",
}
"""What extensions would do for every page and no page of ours shows."""


def _quiet(app: Sphinx) -> None:
    """Keep extensions from working for nothing."""
    for event in ("doctree-resolved", "html-page-context"):
        for listener in list(app.events.listeners.get(event, ())):
            if listener.handler.__name__ in _IDLE:
                app.disconnect(listener.id)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    for script in sorted(_SCRIPTS):
        app.add_js_file(script)
    app.add_post_transform(ChapterSources)
    app.add_node(HideCodeCellNode, override=True, html=(_visit_hidden, _depart_hidden))
    app.add_html_math_renderer("mathml", (_visit_math, None), (_visit_math, None))
    app.connect("config-inited", _own_templates, priority=900)
    app.connect("builder-inited", _quiet, priority=900)
    app.connect("html-collect-pages", _more_pages)
    app.connect("html-page-context", _dress, priority=900)
    app.connect("build-finished", _finish, priority=900)
