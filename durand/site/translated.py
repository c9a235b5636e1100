"""A page in another language as its reader gets it: its words around the text, and its edition.

What is checked of its sentences is in `durand.site.languages`. Here is what templates show: the
contents and the order of the edition, the ways to the same page in other languages, and whom to
tell of a wrong word. Where letters run from right to left, Latin names and some numbers do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from durand import chapters
from durand.prose.languages import Language
from durand.site import addresses, cards, cite
from durand.site.state import build, language_of, state

ENGLISH = "English"


class Version(NamedTuple):
    """A page in one of its languages."""

    name: str
    """The language, in itself."""
    lang: str
    address: str
    """Its public address; ``""`` where the site has none: search engines take whole ones alone."""
    way: str
    """The way to it; ``""`` from itself."""


def sayer(language: Language | None) -> Callable[[str], str]:
    """Return what gives templates their words: by a language's ``[page]``, else as they are."""

    def say(text: str) -> str:
        if language is None:
            return text
        if text not in language.page:
            raise ExtensionError(
                f"durand/prose/{language.code}.toml, [page]: there is no ‘{text}’. Write it in "
                f"{language.name}: its pages show it."
            )
        return language.page[text]

    return say


def of(env: BuildEnvironment, docname: str) -> str:
    """Return the English page that a page follows; of an English page, itself."""
    one = state(env).translations.get(docname)
    return one.follows if one else docname


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the pages of the book in their order, by the caption of their part."""
    root = env.config.root_doc
    trees = env.tocs[root].findall(addnodes.toctree)
    return [("", [root]), *((one["caption"] or "", list(one["includefiles"])) for one in trees)]


def edition(env: BuildEnvironment, language: Language) -> list[tuple[str, list[str]]]:
    """Return the pages of a language in the order of the English that they follow, by part."""
    by_page = {
        one.follows: name
        for name, one in state(env).translations.items()
        if language_of(env, name) is language
    }
    kept = [(caption, [by_page[p] for p in pages if p in by_page]) for caption, pages in parts(env)]
    return [(caption, pages) for caption, pages in kept if pages]


def versions(env: BuildEnvironment, docname: str) -> list[Version]:
    """Return a page in all its languages, English first; nothing where there is English alone."""
    whole = of(env, docname)
    found = {None: whole} | {
        language_of(env, name): name
        for name, one in sorted(state(env).translations.items())
        if one.follows == whole
    }
    if len(found) == 1:
        return []
    way = env.app.builder.get_relative_uri
    target = env.app.builder.get_target_uri
    return [
        Version(
            language.name if language else ENGLISH,
            language.lang if language else "en",
            addresses.address(env, target(name)),
            "" if name == docname else way(docname, name),
        )
        for language, name in found.items()
    ]


def dress(app: Sphinx, pagename: str, context: dict[str, Any]) -> None:
    """Give the templates of a page in another language what they show instead of English."""
    env, language = app.env, language_of(app.env, pagename)
    context |= {
        "say": sayer(language),
        "front": app.config.root_doc,
        "translated": None,
        "versions": versions(env, pagename) if pagename in env.found_docs else [],
    }
    if language is None:
        return
    order = edition(env, language)
    flat = [name for _, pages in order for name in pages]
    if pagename not in flat:
        return  # its English page is in no part of the book, which is said elsewhere
    at = flat.index(pagename)

    def beside(step: int) -> dict[str, str] | None:
        if not 0 <= at + step < len(flat):
            return None
        other = flat[at + step]
        way = app.builder.get_relative_uri(pagename, other)
        return {"link": way, "title": escape(env.titles[other].astext())}

    say = context["say"]
    context |= {
        "language": language.lang,
        "front": flat[0],
        "prev": beside(-1),
        "next": beside(1),
        "translated": {"dir": language.dir, "behind": state(env).translations[pagename].behind}
        | _report(app, pagename, language),
        "menu": "".join(_menu(app, pagename, order, say)),
        "body": context.get("body", "").replace(
            'title="Link to this heading"', f'title="{escape(say("Link to this heading"))}"'
        ),
    }


def _menu(
    app: Sphinx, pagename: str, order: list[tuple[str, list[str]]], say: Callable[[str], str]
) -> Iterator[str]:
    """Yield the list of the edition, its front page apart."""
    here = ' class="current"'
    for caption, pages in order[1:]:
        if caption:
            yield f'<p class="caption">{escape(say(caption))}</p>'
        items = (
            f"<li{here if name == pagename else ''}>"
            f'<a href="{app.builder.get_relative_uri(pagename, name) or "#"}">'
            f"{escape(app.env.titles[name].astext())}</a></li>"
            for name in pages
        )
        yield f"<ul>{''.join(items)}</ul>"


def _report(app: Sphinx, pagename: str, language: Language) -> dict[str, str]:
    """Return where a wrong word is reported, and the text to fill in.

    Without a channel the page's script shows the text to copy, and without a script there is the
    page of corrections.
    """
    env, channel = app.env, cards.channel(app.config.corrections_address)
    about = cite.about(build(app))
    said = [
        env.titles[pagename].astext(),
        f"{pagename}, {about['title']}, {cite.edition(about)}",
        addresses.address(env, app.builder.get_target_uri(pagename)),
    ]
    text = "\n".join([*filter(None, said), "", language.page["wrong"]])
    return {
        "channel": channel,
        "text": text,
        "report": cards.sent(channel, pagename, text)
        or addresses.way(env, pagename, "corrections"),
    }


# ------------------------------------------------------------------- from left to right, in a line

_NAME = r"[A-Za-zÀ-ž][\wÀ-ž’'.&-]*(?<![.'’-])"
_LATIN = rf"{_NAME}(?:(?:,? | ?/ ?|-){_NAME})*"
_DIGITS = r"\d+(?:[,.٬٫]\d+)*"
_SIGNED = rf"−{_DIGITS}\s?[%٪]?"
_RANGE = rf"{_DIGITS}[–-]{_DIGITS}%?|{_DIGITS}%"
_SHARE = rf"{_DIGITS}٪"
_MARK = "\u061c"
"""Has what follows it run as letters of Arabic script do: the sign on the left of its digits."""


class Aside(nodes.inline):
    """A run of text that keeps its own direction."""


class Isolate(SphinxPostTransform):
    """Keep Latin names, and numbers that are read from left to right, out of the text's own order.

    Otherwise a name and the year after it would change places, and a minus sign would stand behind
    its number. Ranges and shares in Western digits are such numbers; in digits of the language's
    own the range begins on the right, and the sign stands on the left.
    """

    default_priority = 8  # after whatever goes by the words of a link
    formats = ("html",)
    _skipped: ClassVar = (nodes.raw, nodes.literal, nodes.FixedTextElement, nodes.meta)

    def run(self, **_: object) -> None:
        """Mark the runs of a page whose language is written from right to left."""
        language = language_of(self.env, self.env.docname)
        if language is None or language.dir != "rtl":
            return
        for text in list(self.document.findall(nodes.Text)):
            if not isinstance(text.parent, self._skipped):
                text.parent.replace(text, list(_runs(text.astext(), language)))


def _runs(text: str, language: Language) -> Iterator[nodes.Node]:
    """Yield a text in runs of one direction."""
    western = language.digits.isascii()
    numbers = f"{_SIGNED}|{_RANGE}" if western else f"{_SIGNED}|(?P<share>{_SHARE})"
    end = 0
    for match in re.finditer(rf"(?P<latin>{_LATIN})|{numbers}", text):
        if match.start() > end:
            yield nodes.Text(text[end : match.start()])
        end = match.end()
        if match.groupdict().get("share"):
            yield nodes.Text(f"{_MARK}{match[0]}")
        elif match["latin"]:
            yield Aside("", match[0], lang="en")
        else:
            yield Aside("", match[0], dir="ltr")
    if end < len(text):
        yield nodes.Text(text[end:])


def _visit_aside(self: HTML5Translator, node: nodes.Element) -> None:
    name = "lang" if "lang" in node else "dir"
    self.body.append(f'<bdi {name}="{node[name]}">')


def _depart_aside(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</bdi>")


def number(env: BuildEnvironment, docname: str) -> int | None:
    """Return the number of the chapter that a page is or follows; ``None`` for any other page."""
    return chapters.number(of(env, docname))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.add_node(Aside, html=(_visit_aside, _depart_aside))
    app.add_post_transform(Isolate)
