"""What the pages of a site share: one object that lasts, and one for the build under way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from durand import locks, release
from durand.ledger.comparisons import Comparison
from durand.prose.languages import Language, languages
from durand.publication import Publication

Found = list[tuple[str, str, str]]
"""Titles or terms, with their text and the anchor in their page."""


@dataclass(frozen=True)
class Bound:
    """A number in its sentence, for a person to proof-read."""

    place: str
    sentence: str
    text: str
    evidence_id: str


@dataclass(frozen=True)
class Compared:
    """What is said of several numbers, where it is said."""

    place: str
    sentence: str
    text: str
    made: Comparison


@dataclass
class Page:
    """What reading one page found."""

    problems: list[str] = field(default_factory=list)
    bound: list[Bound] = field(default_factory=list)
    literals: list[Bound] = field(default_factory=list)
    comparisons: list[Compared] = field(default_factory=list)
    """What is said of several numbers: read from a sentence, linked, or only declared."""


@dataclass(frozen=True)
class Made:
    """A figure where it was read."""

    docname: str
    spec: dict[str, Any]
    svg: str
    """The wide drawing, as drawn."""
    page: str
    """Both drawings, as HTML."""

    @property
    def record(self) -> dict[str, Any]:
        """The figure record."""
        return self.spec["usermeta"]["figure"]


@dataclass(frozen=True)
class Translation:
    """A page in another language, and the English page that it follows."""

    follows: str
    """The name of the English page."""
    figure: str
    """The figure that it shows, or ``""``."""
    behind: bool
    """Whether the English says something else by now than when it was translated."""


@dataclass
class State:
    """What was found when pages were read; kept with Sphinx's environment for the next build."""

    numbers: dict[str, Page] = field(default_factory=dict)
    """What is bound, declared and wrong, by page."""
    translations: dict[str, Translation] = field(default_factory=dict)
    """The pages in other languages."""
    figures: dict[str, list[Made]] = field(default_factory=dict)
    """The figures of the book by id; more than one of an id is an error."""
    sections: dict[str, tuple[Found, Found]] = field(default_factory=dict)
    """The sections and the terms of every page, for search."""
    anchors: dict[str, set[str]] = field(default_factory=dict)
    """What can be arrived at in every page."""
    addresses: dict[str, str] = field(default_factory=dict)
    """The page that holds the ledger, the sources, the log of corrections …, by what it holds."""
    summaries: set[str] = field(default_factory=set)
    """Pages that sum up others and are written again whenever one of them is read."""
    shown: dict[str, str] = field(default_factory=dict)
    """The digest of what each page shows of ``data/``, taken when it was read."""
    data: str = ""
    """The digest of ``data/`` then."""
    corrected: set[str] = field(default_factory=set)
    """The pages that bore a notice of a correction when they were last written."""
    around: str = ""
    """The digest of what stood around every page, and where each thing was, when last written."""
    taken: dict[str, int] = field(default_factory=dict)
    """The editions to which the front page led when it was last read."""
    own_numbers: tuple[Any, Any] | None = None
    """Sphinx's own numbers of sections and figures, before ours took their place."""

    def forget(self, docname: str) -> None:
        """Drop all that reading a page found."""
        kept = (self.numbers, self.shown, self.sections, self.anchors, self.translations)
        for by_page in kept:
            by_page.pop(docname, None)
        self.summaries.discard(docname)
        self.addresses = {what: at for what, at in self.addresses.items() if at != docname}
        left = {
            name: [figure for figure in where if figure.docname != docname]
            for name, where in self.figures.items()
        }
        self.figures = {name: where for name, where in left.items() if where}


@dataclass
class Build:
    """The build under way."""

    book: Publication
    read: bool = False
    """Whether a page was read in it."""
    written: bool = False
    """Whether a page was written in it: where all are as they were, so is what sums them up."""
    broken: list[str] = field(default_factory=list)
    """References that lead nowhere, with their places."""
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """What `once` keeps, by the function that made it and what it was told."""
    drawn: dict[str, Future] = field(default_factory=dict)
    """The pictures of figures, drawn while Sphinx writes."""
    menus: dict[str, str] = field(default_factory=dict)
    """The list of the book, by page, or by folder for pages that are not in it."""

    @cached_property
    def edition(self) -> tuple[str, str]:
        """The version, or that it is unreleased; and a release's SWHID. See `release.edition`."""
        return release.edition(self.book)

    @cached_property
    def lock(self) -> dict[str, dict[str, Any]]:
        """What ``figures.lock.json`` holds of each figure."""
        return release.lock(self.book)

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """What ``ledger.lock.json`` holds of each row of the ledger."""
        return locks.lock(self.book)

    @cached_property
    def kept(self) -> dict[str, list[release.Kept]]:
        """All released versions of each figure."""
        return release.kept(self.book)

    @cached_property
    def corrections(self) -> list[dict[str, Any]]:
        """The log of corrections, each with its place in it."""
        log = self.book.load("corrections").to_dict("records")
        return [{**row, "at": at} for at, row in enumerate(log, 1)]

    @cached_property
    def corrected(self) -> dict[str, list[dict[str, Any]]]:
        """The corrections by page: a chapter, a page of the book, or the page of a figure."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.corrections:
            concerned = [f"figures/{name}" for name in row["figures"].split("|") if name]
            for page in [row["page"], *concerned]:
                found.setdefault(page, []).append(row)
        return found


def state(env: BuildEnvironment) -> State:
    """Return what pages share."""
    if not hasattr(env, "durand"):
        env.durand = State()  # type: ignore[attr-defined]
    return env.durand  # type: ignore[attr-defined]


def build(app: Sphinx) -> Build:
    """Return the build under way."""
    if not hasattr(app, "durand"):
        app.durand = Build(Publication(app.srcdir))  # type: ignore[attr-defined,arg-type]
    return app.durand  # type: ignore[attr-defined]


def book(env: BuildEnvironment) -> Publication:
    """Return the publication that is being built."""
    return build(env.app).book


def language_of(env: BuildEnvironment, docname: str) -> Language | None:
    """Return the language of a page by the folder that it lies in, or ``None`` for English."""
    return languages().get(docname.partition("/")[0]) if "/" in docname else None


def english(env: BuildEnvironment) -> dict[str, Page]:
    """Return what was found on each page of the book itself, without its translations."""
    found = state(env).numbers
    return {name: page for name, page in found.items() if language_of(env, name) is None}


def once(make: Callable[..., Any]) -> Callable[..., Any]:
    """Have a function of the environment and of names make each thing once a build.

    What it makes holds from the time when all pages are read.
    """

    @wraps(make)
    def kept(env: BuildEnvironment, *names: str) -> Any:  # noqa: ANN401 - what it makes
        made, key = build(env.app).made, (make, *names)
        if key not in made:
            made[key] = make(env, *names)
        return made[key]

    return kept
