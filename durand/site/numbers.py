"""The number link: what the reader sees is compared with the ledger, and opens a card.

``[444](num:attacks-on-forces-2024-crss)`` is an ordinary Markdown link. Reading a page compares
its text with the ledger row; writing the page turns it into a link to the row, with a card.
``[25](lit:threshold)`` declares a number that is no finding, and of what kind.
``[the most since 2015](is:…)`` is a comparison
of ``data/comparisons.csv``; where a sentence holds its two numbers, the word that compares them
needs no mark, and opens a card all the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from durand import prose
from durand.cache import digest
from durand.errors import DataError, LedgerError
from durand.ledger.comparisons import Comparison
from durand.ledger.number import Number
from durand.ledger.wording import mismatch
from durand.prose import comparing
from durand.publication import Publication
from durand.site import addresses, cards, cite
from durand.site.state import Bound, Compared, Page, book, english, language_of, once, state

_DECLARED = 40
"""Comparisons that may stand on a reason alone, in the whole book."""


def problems(env: BuildEnvironment) -> list[str]:
    """Return everything that is wrong with the numbers of the book, and what is said of them."""
    found = []
    for _, page in sorted(state(env).numbers.items()):
        found += page.problems
    said = [one for page in english(env).values() for one in page.comparisons]
    declared = [one for one in said if one.made.declared]
    if len(declared) > _DECLARED:
        found.append(
            f"{len(declared)} comparisons are only declared, and {_DECLARED} may be: let rows of "
            "data/comparisons.csv be tested against the ledger instead, or write plainer."
        )
    counted = book(env).ledger.counted
    found += [
        f"{place}: ‘{quantity}’ stands around every page and is not checked. Leave it out."
        for place, text in _around(env)
        for quantity in prose.loose_numbers(re.sub("<[^>]*>", " ", text), counted)
    ]
    return found


def _around(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield the texts that stand around every page, and where they are written."""
    yield "_config.yml, html_title", env.config.html_title or ""
    for name, text in env.config.html_theme_options.items():
        if isinstance(text, str) and " " in text:  # a footer, an announcement
            yield f"_config.yml, {name}", text
    for page in env.external_site_map.values():  # type: ignore[attr-defined]
        for part in page.subtrees:
            yield "_toc.yml, caption", part.caption or ""


def where(node: nodes.Node, env: BuildEnvironment, needle: str = "") -> str:
    """Return file and line of a node; in a notebook file, cell and line.

    ``needle`` narrows the first line of a paragraph down to the line that holds it.
    """
    name = Path(env.doc2path(env.docname)).relative_to(env.srcdir).as_posix()
    line = node.line or (node.parent.line if node.parent is not None else 0) or 0
    text = _source(env)
    if name.endswith(".ipynb"):
        number, line = divmod(line - 1, 10_000)  # MyST-NB counts so
        if number < 1:
            return name
        name += f", cell {number}"
        cell = text["cells"][number - 1]
        if cell["cell_type"] == "code":  # the words of a figure
            return name
        text = "".join(cell["source"])
    if needle and line:
        below = text.splitlines()[line - 1 :]
        line += next((i for i, row in enumerate(below) if needle in row), 0)
    return f"{name}, line {line}"


def _source(env: BuildEnvironment) -> Any:  # noqa: ANN401 - text, or a notebook as JSON
    """Return what the page being read is written in, read once a page."""
    if "durand-source" not in env.temp_data:
        path = Path(env.doc2path(env.docname))
        text = path.read_text(encoding="utf-8")
        env.temp_data["durand-source"] = json.loads(text) if path.suffix == ".ipynb" else text
    return env.temp_data["durand-source"]


def depend_on_data(env: BuildEnvironment) -> None:
    """Read this page again when any table or the bibliography changes: it lists whole tables."""
    for path in _files(book(env)):
        env.note_dependency(str(path))


_IN_DIGITS = (
    "; or leave the word out and give its number, [79 %](num:…). Where it is an ordinal, name what "
    "it orders: the third quarter."
)


class CheckNumbers(SphinxTransform):
    """Compare every number of a page with the ledger, and every sentence with the rules."""

    default_priority = 880

    def apply(self, **_: object) -> None:
        """Check the page; keep what is wrong until all pages are read."""
        if language_of(self.env, self.env.docname):
            return  # `durand.site.languages` checks it
        page = state(self.env).numbers[self.env.docname] = Page()
        self._counted = book(self.env).ledger.counted
        for node in texts(self.document):
            self._check(node, page)
        for table in self.document.findall(nodes.table):
            if heads(table) != _SAY:
                continue
            table["classes"].append("say")
            for row in [row for body in table.findall(nodes.tbody) for row in body]:
                say, dont, why = (entry.astext().strip() for entry in row)
                if not (say and why):
                    page.problems.append(
                        f"{where(row[1], self.env, dont)}: “{dont}” stands under Don’t say, and "
                        "its row has no word of what to say, or why. Write both."
                    )
        for node in self.document.findall(lambda node: isinstance(node, nodes.Element)):
            for quantity in prose.loose_numbers(aside(node), self._counted):
                page.problems.append(
                    f"{where(node, self.env, quantity)}: ‘{quantity}’ in HTML, or in a text that "
                    "takes the place of a picture, is not checked. Write it in Markdown."
                )
        for meta in self.document.findall(nodes.meta):
            for quantity in prose.loose_numbers(meta.get("content", ""), self._counted):
                page.problems.append(
                    f"{where(meta, self.env)}: ‘{quantity}’ in the page description is not checked."
                )

    def _check(self, node: nodes.TextElement, page: Page) -> None:
        text, loose, links, parts = "", "", [], []
        for child in node.findall(nodes.Text):
            parent = child.parent
            uri = parent.get("refuri", "") if isinstance(parent, nodes.reference) else ""
            if isinstance(parent, nodes.literal):
                for quantity in prose.loose_in_code(child.astext()):
                    page.problems.append(
                        f"{where(node, self.env)}: `{quantity}` in backticks is not checked. "
                        f"Write [{quantity}](num:…) or [{quantity}](lit:…)."
                    )
            if uri.startswith(("num:", "lit:", "is:")):
                links.append((len(text), parent))
            elif not uri and isinstance(parent, nodes.TextElement):
                parts.append((len(text), child))
            masked = (
                uri.startswith(("num:", "lit:", "is:"))
                or child.astext() == uri
                or isinstance(parent, nodes.literal | nodes.footnote_reference)
                or "version" in parent["classes"]
            )
            tagged = isinstance(parent, nodes.raw)
            said = re.sub("<[^>]*>", "", child.astext()) if tagged else child.astext()
            text += said
            loose += "·" * len(said) if masked else said
        in_figure = any("durand-figure" in parent.get("classes", []) for parent in ancestors(node))
        spans, free = prose.sentences(text), is_free(node)
        if not in_figure:  # the figure call has checked its own words against its rows
            for start, end in [] if free else self._compare(node, text, spans, links, parts, page):
                loose = loose[:start] + "·" * (end - start) + loose[end:]
            for quantity in prose.loose_numbers(loose, self._counted):
                page.problems.append(
                    f"{where(node, self.env, quantity)}: ‘{quantity}’ is not checked. "
                    f"Write [{quantity}](num:…), or [{quantity}](lit:…) if it is no finding"
                    + ("." if re.search(r"\d", quantity) else _IN_DIGITS)
                )
        for a, b in spans:
            bound = []
            for start, reference in links:
                if a <= start < b:
                    end = start - a + len(reference.astext())
                    if number := self._bind(reference, text[a:b], end, page):
                        bound.append((reference, prose.Said(start - a, end, number)))
            for start, reference in links:
                if a <= start < b and reference["refuri"].startswith("is:"):
                    said = [] if free else [one for _, one in bound]
                    self._relate(reference, text[a:b], start - a, said, page)
            ours = [] if in_figure or free else [one for _, one in bound]
            for at, problem in prose.disagreements(text[a:b], ours, book(self.env).ledger):
                reference, uri = bound[at][0], bound[at][0]["refuri"]
                page.problems.append(
                    f"{where(reference, self.env, f']({uri})')}: ‘{reference.astext()}’ for "
                    f"{uri.removeprefix('num:')}: {problem}. Say what the row says, or bind the "
                    "row that is meant."
                )

    def _compare(
        self,
        node: nodes.TextElement,
        text: str,
        spans: list[tuple[int, int]],
        links: list[tuple[int, nodes.reference]],
        parts: list[tuple[int, nodes.Text]],
        page: Page,
    ) -> list[tuple[int, int]]:
        """Check each comparison of a text that no link marks, and give its word a card.

        Return where these words stand.
        """
        ledger, found = book(self.env).ledger, []
        for start, end in spans:
            said, bound = text[start:end], []
            for at, reference in links:
                scheme, _, name = reference["refuri"].partition(":")
                first, last = at - start, at - start + len(reference.astext())
                if start <= at < end and scheme == "num" and name in ledger:
                    bound.append(prose.Said(first, last, ledger[name]))
                elif start <= at < end and scheme == "is":
                    said = said[:first] + "·" * (last - first) + said[last:]
            for word, made in comparing.compared(said, bound, ledger):
                shown = said[word.start : word.end]
                found.append((start + word.start, start + word.end))
                at = where(node, self.env, shown)
                if isinstance(made, str):
                    page.problems.append(f"{at}: ‘{shown}’ in “{' '.join(said.split())}” {made}.")
                    continue
                page.comparisons.append(Compared(at, " ".join(said.split()), shown, made))
                if not isinstance(node, nodes.title):
                    end = start + word.end
                    if text.startswith(" than ", end):  # “more” alone says little in a list
                        end += len(" than")
                    _mark_word(parts, start + word.start, end, made, len(page.comparisons))
        return found

    def _bind(self, reference: nodes.reference, text: str, end: int, page: Page) -> Number | None:
        scheme, _, evidence_id = reference["refuri"].partition(":")
        shown = reference.astext()
        at = where(reference, self.env, f"]({reference['refuri']})")
        bound = Bound(at, " ".join(text.split()), shown, evidence_id)
        if scheme == "lit":
            page.literals.append(bound)
            ours = book(self.env).ledger.ours(evidence_id)
            if problem := prose.miscalled(evidence_id, shown, text, end, self._counted, ours):
                page.problems.append(f"{at}: ‘{shown}’: {problem}.")
            reference.replace_self(nodes.inline("", shown, classes=["lit"]))
            return None
        if scheme == "is":
            return None
        page.bound.append(bound)
        try:
            number = book(self.env).ledger[evidence_id]
        except LedgerError as error:
            page.problems.append(f"{at}: ‘{shown}’: {error}")
            return None
        before, after = text[: end - len(shown)], text[end:]
        falls = comparing.changes(number) and comparing.falls_by(before, after)
        wrong = mismatch(shown, number)
        if wrong and falls and mismatch(f"−{shown}", number) is None:
            wrong = None  # fell by 59 %: the word has the sign
        found = [wrong, uncorrected(reference, number)]
        page.problems += [
            f"{at}: ‘{shown}’ for {evidence_id}: {problem}." for problem in found if problem
        ]
        reference["durand"] = evidence_id
        reference["classes"] += ["num", "falls"] if falls and mismatch(shown, number) else ["num"]
        reference["internal"] = True
        return number

    def _relate(
        self, reference: nodes.reference, text: str, start: int, said: list[prose.Said], page: Page
    ) -> None:
        """Check a link to a comparison: there is one, and the sentence says what it says."""
        shown, ledger = reference.astext(), book(self.env).ledger
        at = where(reference, self.env, f"]({reference['refuri']})")
        name = reference["refuri"].removeprefix("is:")
        bound = Bound(at, " ".join(text.split()), shown, name)
        made = ledger.comparisons.get(name)
        if made is None:
            page.problems.append(
                f"{bound.place}: ‘{bound.text}’: there is no comparison '{bound.evidence_id}' in "
                "data/comparisons.csv. Correct the id, or add the row."
            )
            return
        end = start + len(shown)
        problem = "" if made.declared else comparing.expresses(shown, made, bound.sentence)
        if problem := problem or comparing.misplaced(text, start, end, made, said, ledger):
            page.problems.append(
                f"{bound.place}: ‘{bound.text}’ for {bound.evidence_id}: {problem}."
            )
        page.comparisons.append(Compared(bound.place, bound.sentence, bound.text, made))
        if made.declared:
            reference.replace_self(nodes.inline("", bound.text, classes=["lit"]))
        else:
            carry(reference, made, f"is-{len(page.comparisons)}")


_SAY = ["Say", "Don’t say", "Why"]
"""The heads of a table where wrong sentences may stand, in the second column."""


def texts(document: nodes.document) -> Iterator[nodes.TextElement]:
    """Yield each paragraph, heading and cell of a page, but for code and what Sphinx says."""
    for node in document.findall(nodes.TextElement):
        if not isinstance(node.parent, nodes.system_message) and not isinstance(
            node, nodes.Inline | nodes.FixedTextElement | nodes.raw | nodes.label
        ):
            yield node


def heads(table: nodes.table) -> list[str]:
    """Return the heads of a table's columns."""
    return [
        entry.astext() for head in table.findall(nodes.thead) for entry in head.findall(nodes.entry)
    ]


def is_free(node: nodes.Node, say: Sequence[str] = _SAY) -> bool:
    """Say whether a text is a cell under *Don't say*, in a table with these heads."""
    above = [node, *ancestors(node)]
    entry = next((one for one in above if isinstance(one, nodes.entry)), None)
    table = next((one for one in above if isinstance(one, nodes.table)), None)
    if entry is None or table is None or isinstance(entry.parent.parent, nodes.thead):
        return False
    return heads(table) == [*say] and entry.parent.index(entry) == 1


def _mark_word(
    parts: list[tuple[int, nodes.Text]], start: int, end: int, made: Comparison, serial: int
) -> None:
    """Make a word of a text the way to the card of what it compares."""
    for at, (begin, text) in enumerate(parts):
        if begin <= start and end <= begin + len(text):
            word = nodes.reference("", text[start - begin : end - begin])
            carry(word, made, f"is-{serial}")
            rest = nodes.Text(text[end - begin :])
            parent, place = text.parent, text.parent.index(text)
            parent[place : place + 1] = [nodes.Text(text[: start - begin]), word, rest]
            for one in parent[place : place + 3]:
                one.parent = parent
            parts[at] = (end, rest)
            return


def carry(reference: nodes.reference, made: Comparison, name: str) -> None:
    """Make a link the way to the card of a comparison."""
    reference["refuri"] = ""
    reference["durand_is"] = made
    reference["ids"] = [name]
    reference["classes"] += ["num", "is"]
    reference["internal"] = True


def aside(node: nodes.Element) -> str:
    """Return what a node says beside the running text: as written HTML, or in place of a picture.

    HTML that is made from the data says so (``made``), and is not what somebody wrote.
    """
    said = [node.get(name, "") for name in ("alt", "reftitle", "explanation")]
    if isinstance(node, nodes.raw) and not node.get("made"):
        html = re.sub(r"<!--.*?-->", "", node.astext(), flags=re.DOTALL)
        said += re.findall(r'\s(?:alt|title|aria-label)="([^"]*)"', html)
        if not isinstance(node.parent, nodes.TextElement):  # there it is running text
            said.append(re.sub("<[^>]*>", " ", html))
    return " ".join(said)


def uncorrected(reference: nodes.reference, number: Number) -> str | None:
    """Say why a rejected row may not be cited here, or return ``None``."""
    if number.status != "rejected":
        return None
    block = next((p for p in ancestors(reference) if "correction" in p.get("classes", [])), None)
    if block is None:
        return "the row is rejected; cite it only in a quotation that begins with **Correction.**"
    cited = {
        link.get("durand") or link["refuri"].removeprefix("num:")
        for link in block.findall(nodes.reference)
        if "refuri" in link
    }
    if not cited & set(number.inputs):
        return f"the correction must also cite {' or '.join(number.inputs)}"
    return None


def ancestors(node: nodes.Node) -> list[nodes.Element]:
    """Return what a node stands in, the nearest first."""
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


class LinkNumbers(SphinxPostTransform):
    """Point each number to its ledger row, and put the cards at the end of the page."""

    default_priority = 5
    formats = ("html",)

    def run(self, **_: object) -> None:
        """Link the page's numbers."""
        ledger_page, sources_page = _ways(self.env, self.env.docname)
        language = language_of(self.env, self.env.docname)
        shown: Counter[str] = Counter()
        found = ""
        for reference in self.document.findall(nodes.reference):
            if "durand" in reference:
                name = reference["durand"]
                shown[name] += 1
                reference["refuri"] = f"{ledger_page}#{name}"
                if shown[name] == 1:  # a sentence can be linked; the script counts the others
                    reference["ids"] = [f"n-{name}-1"]
            elif "durand_is" in reference:
                made = reference["durand_is"]
                first = next(one.evidence_id for one in made.points if one.evidence_id)
                reference["refuri"] = f"{ledger_page}#{first}"
                found += cards.compared(
                    book(self.env).ledger,
                    made,
                    reference["ids"][0],
                    reference.astext(),
                    ledger_page,
                )
        if shown or found:
            found += "".join(_card(self.env, name, ledger_page, sources_page) for name in shown)
            if language:
                found = cards.in_language(found, language, book(self.env))
            self.document += nodes.raw("", f'<div class="num-cards">{found}</div>', format="html")


def _ways(env: BuildEnvironment, docname: str) -> tuple[str, str]:
    """Return the ways from a page to the ledger and to the sources."""
    return addresses.way(env, docname, "ledger"), addresses.way(env, docname, "sources")


@once
def _card(env: BuildEnvironment, evidence_id: str, ledger_page: str, sources_page: str) -> str:
    """Return the card of a number, made once for all pages of a folder."""
    return cards.card(book(env), evidence_id, ledger_page, sources_page)


def _shows(env: BuildEnvironment, docname: str) -> str:
    """Return the digest of what a page shows of ``data/``: numbers, their cards and sources."""
    here = book(env)
    evidence, sources = here.ledger, here.data.sources
    page = state(env).numbers[docname]
    ids = dict.fromkeys(bound.evidence_id for bound in page.bound)
    known = [name for name in ids if name in evidence]
    keys = {evidence.source_key(evidence[name]) for name in known} - {""}
    figures = (one for found in state(env).figures.values() for one in found)
    for one in figures:
        if one.docname == docname:
            keys.update(one.record["sources"])
    ways = _ways(env, docname)
    said = [
        *ids,
        *(repr(evidence.comparisons.get(one.made.comparison_id)) for one in page.comparisons),
        *map(repr, evidence.terms),
        *(repr(evidence[name]) + _card(env, name, *ways) for name in known),
        *(cite.source_line(here, [key], "") + cite.reference(here, key) for key in sorted(keys)
          if key in sources),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _remember(app: Sphinx, env: BuildEnvironment) -> None:
    """Keep what the pages show of ``data/``, and what is there."""
    shared = state(env)
    for name in shared.numbers.keys() - shared.shown.keys():
        shared.shown[name] = _shows(env, name)
    shared.data = digest(_files(book(env)))


def _outdated(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages that would show something else of ``data/`` now.

    One row that changes reaches the pages that show it, or show it beside another, and no more.
    """
    shared = state(env)
    if not shared.shown or shared.data == digest(_files(book(env))):
        return []
    try:
        return [name for name, shown in shared.shown.items() if shown != _shows(env, name)]
    except DataError:
        return list(shared.shown)  # what is wrong with it is said before a page is read


def _files(book: Publication) -> list[Path]:
    return sorted(path for path in book.data.folder.iterdir() if path.is_file())


def setup(app: Sphinx) -> None:
    """Register transforms and events."""
    app.add_transform(CheckNumbers)
    app.add_post_transform(LinkNumbers)
    app.connect("env-get-outdated", _outdated)
    app.connect("env-updated", _remember)
