"""Pages in other languages: what they follow, what is checked on them, and what fell behind.

A page names in its front matter the English page that it follows, and the digest of what was
translated there; ``python -m durand follow`` writes the digest. Each number, literal and comparison
of the page stands on the English page too. What is checked of a sentence is in
`durand.prose.languages`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import ClassVar, NamedTuple

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from durand import chapters
from durand.errors import DataError
from durand.prose.languages import Link, faults, fold, languages, own
from durand.publication import Publication
from durand.site import addresses, exports, numbers
from durand.site.figures import raw
from durand.site.pages import Made, cells, fills, late, table
from durand.site.state import Bound, Compared, Page, Translation, book, english, language_of, state

# ------------------------------------------------------------------------- what a page follows

_FIGURE = re.compile(r"^```\{translated-figure\}\s+(\S+)", re.MULTILINE)
_SAY = re.compile(r"^\| Say \| Don’t say \| Why \|(?:\n\|.*)*", re.MULTILINE)


class Followed(NamedTuple):
    """What the front matter of a page says of the English, and what the English says."""

    path: Path
    """The page in the other language."""
    page: str
    """The name of the English page."""
    figure: str
    """The figure that the page shows, or ``""``."""
    said: str
    """The digest of the English that was translated."""
    now: str
    """The digest of the English as it is."""


def pages(book: Publication) -> list[str]:
    """Return the names of all pages in other languages."""
    found = (path for code in languages() for path in (book.root / code).glob("*.md"))
    return sorted(path.relative_to(book.root).with_suffix("").as_posix() for path in found)


def followed(book: Publication, name: str) -> Followed:
    """Return what a page follows.

    Raises
    ------
    DataError
        If its front matter names no page of the book, or it shows a figure that its chapter lacks.
    """
    path = book.root / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    front = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    told = yaml.safe_load(front[1]) if front else {}
    where, _, section = str(told.get("follows") or "").partition("#")
    if told.get("language") != name.partition("/")[0] or not (book.root / where).is_file():
        raise DataError(
            f"{name}.md, line 1: it says language ‘{told.get('language')}’ and follows ‘{where}’. "
            f"Write the name of its folder, and the file of the English page."
        )
    shown = _FIGURE.search(text)
    figure = shown[1] if shown else ""
    said = _translated(book.root / where, section, figure, name)
    now = hashlib.sha256(said.encode()).hexdigest()[:16]
    page = Path(where).with_suffix("").as_posix()
    return Followed(path, page, figure, str(told.get("digest") or ""), now)


def _translated(path: Path, section: str, figure: str, name: str) -> str:
    """Return what is translated of an English page: an edit elsewhere in it ages no translation.

    Of a chapter all that stands above its sections, its table of what to say, and the figure.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        part = re.search(rf"^\({section}\)=\n(.*?)(?=^\([\w-]+\)=$|\Z)", text, re.S | re.M)
        return part[1] if section and part else text
    cells = [one for one in json.loads(text)["cells"] if one["cell_type"] == "markdown"]
    text = "\n\n".join("".join(one["source"]) for one in cells)
    kept = [re.split(r"^## ", text, flags=re.M)[0], *_SAY.findall(text)]
    if figure:
        specs = chapters.figure_specs(path)
        if figure not in specs:
            raise DataError(
                f"{name}.md: {path.name} has no figure '{figure}'. Show one of "
                f"{', '.join(sorted(specs))}."
            )
        record = specs[figure]["usermeta"]["figure"]
        kept += [record["title"], record["description"]]
    return "\n".join(" ".join(part.split()) for part in kept)


def follow(book: Publication, names: Sequence[str]) -> int:
    """Write into pages, or into all, the digest of the English that they now follow."""
    known = pages(book)
    if unknown := [name for name in names if name not in known]:
        raise DataError(f"there is no page {unknown[0]}. There are: {', '.join(known)}.")
    for one in [followed(book, name) for name in names or known]:
        if one.said != one.now:
            text = one.path.read_text(encoding="utf-8")
            new = re.sub(r"^digest:.*$", f'digest: "{one.now}"', text, count=1, flags=re.MULTILINE)
            one.path.write_text(new, encoding="utf-8", newline="\n")
            print(f"{one.path.relative_to(book.root).as_posix()} follows {one.page}, {one.now}")
    return 0


# ------------------------------------------------------------------------- what is checked


class CheckTranslation(SphinxTransform):
    """Hold a page in another language to its rules, as `CheckNumbers` does an English one."""

    default_priority = numbers.CheckNumbers.default_priority

    def apply(self, **_: object) -> None:
        """Check the page; keep what is wrong until all pages are read."""
        found = language_of(self.env, self.env.docname)
        if found is None:
            return
        self._language, self._own = found, own(book(self.env), found)
        for name in ("names", "wording"):
            self.env.note_dependency(str(book(self.env).data.folder / f"{name}.csv"))
        page = state(self.env).numbers[self.env.docname] = Page()
        try:
            one = followed(book(self.env), self.env.docname)
        except DataError as error:
            page.problems += map(str, error.args)
        else:
            self.env.note_dependency(self.env.doc2path(one.page))
            said = Translation(one.page, one.figure, behind=one.said != one.now)
            state(self.env).translations[self.env.docname] = said
        for node in list(numbers.texts(self.document)):
            self._check(node, page)
        for found_table in self.document.findall(nodes.table):
            self._table(found_table, page)
        for node in self.document.findall(nodes.raw):
            if not node.get("made") and not node.astext().startswith("</"):
                where = numbers.where(node, self.env, node.astext())
                page.problems.append(f"{where}: HTML is not checked here. Write it in Markdown.")
        for meta in self.document.findall(nodes.meta):
            self._say(meta, meta.get("content", ""), [], page)

    def _say(self, node: nodes.Node, text: str, links: Sequence[Link], page: Page) -> None:
        free = numbers.is_free(node, self._language.say)
        for needle, problem in faults(text, links, self._language, self._own, free=free):
            page.problems.append(f"{numbers.where(node, self.env, needle)}: {problem}.")

    def _check(self, node: nodes.TextElement, page: Page) -> None:
        """Check a paragraph, a heading or a cell, and bind its links."""
        text, links, bound = "", [], []
        for child in node.findall(nodes.Text):
            parent, said = child.parent, fold(child.astext())
            uri = parent.get("refuri", "") if isinstance(parent, nodes.reference) else ""
            scheme, _, name = uri.partition(":")
            start = len(text)
            text += said
            if isinstance(parent, nodes.literal) or child.astext() == uri:
                links.append(Link(start, len(text), "code", ""))
            elif scheme in ("num", "lit", "is"):
                links.append(Link(start, len(text), scheme, name))
                bound.append(parent)
        self._say(node, text, links, page)
        for reference in bound:
            self._bind(reference, " ".join(text.split()), page)

    def _bind(self, reference: nodes.reference, text: str, page: Page) -> None:
        """Note a link, and make it the way to its card."""
        scheme, _, name = reference["refuri"].partition(":")
        at, shown = numbers.where(reference, self.env, f":{name})"), reference.astext()
        bound, ledger = Bound(at, text, shown, name), self._own.ledger
        made = ledger.comparisons.get(name) if scheme == "is" else None
        if scheme == "num" and name in ledger:
            page.bound.append(bound)
            if problem := numbers.uncorrected(reference, ledger[name]):
                page.problems.append(f"{at}: ‘{shown}’ for {name}: {problem}.")
            reference["durand"] = name
            reference["classes"].append("num")
            reference["internal"] = True
        elif made:
            page.comparisons.append(Compared(at, text, shown, made))
            if not made.declared:
                numbers.carry(reference, made, f"is-{len(page.comparisons)}")
        elif scheme == "lit":
            page.literals.append(bound)
        if scheme == "lit" or (made and made.declared):
            reference.replace_self(nodes.inline("", shown, classes=["lit"]))

    def _table(self, table: nodes.table, page: Page) -> None:
        """Have a table of what to say whole: its three heads, and no cell blank but the second."""
        heads, say = numbers.heads(table), self._language.say
        if heads == [*say]:
            table["classes"].append("say")
        elif set(heads) & {*say}:
            at = numbers.where(table, self.env)
            page.problems.append(
                f"{at}: the heads are {' | '.join(heads)}. Write {' | '.join(say)}."
            )
            return
        for row in (row for body in table.findall(nodes.tbody) for row in body):
            texts = [entry.astext().strip() for entry in row]
            if heads == [*say] and not (len(texts) == 3 and texts[0] and texts[2]):
                page.problems.append(
                    f"{numbers.where(row, self.env)}: “{' | '.join(texts)}” has no word under "
                    f"{say[0]} or {say[2]}. Write both."
                )


def problems(env: BuildEnvironment) -> list[str]:
    """Return what pages in other languages say that the English pages which they follow do not."""
    found, kept = [], english(env)
    for name, one in sorted(state(env).translations.items()):
        page, whole = state(env).numbers[name], kept.get(one.follows)
        if whole is None:
            found.append(f"{name}.md, line 1: it follows {one.follows}, which is no page here.")
            continue
        if one.figure and one.figure not in state(env).figures:
            found.append(f"{name}.md: the book has no figure '{one.figure}' now. Show another.")
        rows = {bound.evidence_id for bound in whole.bound}
        said = {compared.made.comparison_id for compared in whole.comparisons}
        literals = {(bound.evidence_id, _numbers(bound.text)) for bound in whole.literals}
        language = language_of(env, name)
        found += [
            f"{bound.place}: ‘{bound.text}’ for {what}, which {one.follows} does not cite. Say no "
            "more than the page that is followed."
            for bound, what in [
                *((each, each.evidence_id) for each in page.bound if each.evidence_id not in rows),
                *((each, each.made.comparison_id) for each in page.comparisons
                  if each.made.comparison_id not in said),
                *((each, f"lit:{each.evidence_id}") for each in page.literals
                  if (each.evidence_id, _numbers(language.plain(each.text))) not in literals),
            ]
        ]  # fmt: skip
    return found


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


# ------------------------------------------------------------------------- what is shown


class TranslatedFigure(SphinxDirective):
    """A figure of the book in another language: its drawing, and title and description in words.

    Its option ``title`` and its body hold both; the numbers in them are checked like all others.
    """

    has_content: ClassVar[bool] = True
    required_arguments: ClassVar[int] = 1
    option_spec: ClassVar[OptionSpec] = {"title": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the figure; its drawing is put in when the page is written."""
        name, language = self.arguments[0], language_of(self.env, self.env.docname)
        body = self.parse_content_to_nodes()
        if language is None or "title" not in self.options or not body:
            where = f"{self.env.docname}.md, line {self.lineno}: translated-figure"
            raise self.error(f"{where}: it needs a page of a language, a title and a description.")
        state(self.env).summaries.add(self.env.docname)  # it shows what a chapter draws
        title, messages = self.parse_inline(self.options["title"], lineno=self.lineno + 1)
        caption = nodes.paragraph("", "", *title, classes=["figure-title"], ids=[f"{name}-title"])
        caption.line = self.lineno
        body[0]["ids"].append(f"{name}-desc")
        return [
            raw('<figure class="durand-figure translated"><figcaption>'),
            caption,
            raw("</figcaption>"),
            late(what="translated-drawing", told=name),
            *body,
            late(what="translated-notes", told=name),
            raw("</figure>"),
            *messages,
        ]


@fills("translated-drawing")
def _drawing(env: BuildEnvironment, docname: str, name: str) -> str:
    """Return a figure's drawings, called and described by the words around them."""
    html = state(env).figures[name][0].page
    html = re.sub(rf'<(title|desc) id="{name}-[^"]*">[^<]*</\1>', "", html)
    html = re.sub(rf'(aria-\w+by="{name})-(?:wide|narrow)-(title|desc)"', r'\1-\2"', html)
    return html.replace('<div class="chart">', '<div class="chart" dir="ltr">', 1)


@fills("translated-notes")
def _notes(env: BuildEnvironment, docname: str, name: str) -> str:
    """Return that the labels of a drawing are English, its sources, and the way to its limits."""
    language = language_of(env, docname)
    said = language.page if language else {}
    way = env.app.builder.get_relative_uri(docname, f"figures/{name}")
    export = exports.Export(env, state(env).figures[name][0])
    return (
        f'<p class="figure-note">{escape(said["labels"])} '
        f'<a href="{way}" hreflang="en">{escape(said["figure"])}</a></p>'
        f"{exports.sources(env, export, addresses.root(docname))}"
    )


@fills("translations", sums_up=True)
def _listed(env: BuildEnvironment, docname: str, told: str) -> str:
    """Return every page in another language, the English that it follows, and whether it does."""
    way = env.app.builder.get_relative_uri
    rows = []
    for name, one in sorted(state(env).translations.items()):
        language, title = language_of(env, name), escape(env.titles[name].astext())
        tag = f'lang="{language.lang}" dir="{language.dir}"' if language else ""
        whole = escape(env.titles[one.follows].astext())
        rows.append(
            cells(
                f'<a href="{way(docname, name)}" {tag}>{title}</a>',
                f'<a href="{way(docname, one.follows)}">{whole}</a>',
                "fell behind: the English changed since" if one.behind else "follows",
            )
        )
    return table("Pages in other languages", ["Page", "Follows", "State"], rows) if rows else ""


def _read_folders(app: Sphinx, config: Config) -> None:
    """Read the pages of languages, which no table of contents lists."""
    config.exclude_patterns = [
        name
        for name in config.exclude_patterns
        if not (name.endswith(".md") and name.partition("/")[0] in languages())
    ]


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_transform(CheckTranslation)
    app.add_directive("translated-figure", TranslatedFigure)
    listed = {"lists_data": False, "sums_up": True}
    app.add_directive("translations", type("Translations", (Made,), listed))
    app.connect("config-inited", _read_folders, priority=950)
