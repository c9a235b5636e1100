"""The Sphinx side: checked numbers, figures and generated pages of the site.

A build that finds anything wrong with a number, a figure or a notebook fails, says everything it
found, and leaves no site behind.
"""

from __future__ import annotations

import atexit
import gc
import hashlib
import json
import logging
import os
import shutil
import sys
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.console import nocolor
from sphinx.util.logging import WarningLogRecordTranslator, getLogger

from durand import chapters, release
from durand.cache import digest
from durand.errors import DataError
from durand.site import (
    addresses,
    anchors,
    cards,
    check,
    cite,
    data,
    explore,
    exports,
    feed,
    figures,
    languages,
    numbers,
    pages,
    reader,
    search,
    state,
    translated,
)
from durand.site.state import build

_LOGGER = getLogger(__name__)


def _refuse(app: Sphinx, message: str) -> NoReturn:
    """Stop the build with a message for people: no traceback, no site left behind.

    Sphinx would print an exception with its whole way through Jupyter Book around it.
    """
    _finish(app, ExtensionError(message))
    (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    print(f"\nThe site was not built.\n{message}", file=sys.stderr)
    raise SystemExit(2)


def _refuse_settings(app: Sphinx, config: Config) -> None:
    """Refuse a build that would run chapters: they are run, and kept, by one command alone.

    Refuse likewise to publish, as what was released, a file that was edited since; and an address
    for corrections that is none, or that would run something.
    """
    if config.nb_execution_mode != "off":
        _refuse(
            app,
            f"_config.yml, execute_notebooks: ‘{config.nb_execution_mode}’ would run the chapters "
            'while the site is built. Write "off": `python -m durand run` runs them.',
        )
    if found := release.altered(build(app).book):
        _refuse(app, "\n".join(found))
    try:
        cards.channel(config.corrections_address)
        addresses.check(config.html_baseurl)
        addresses.repository(config.repository_address)
        cite.check_doi(build(app).book)
    except DataError as error:
        _refuse(app, str(error))


class _Broken(logging.Handler):
    """Collects what Sphinx says of references that lead nowhere."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.addFilter(WarningLogRecordTranslator(app))  # gives the place as a text
        self._found = build(app).broken

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning of a reference."""
        kind, more = getattr(record, "type", ""), str(getattr(record, "subtype", ""))
        if kind == "ref" or (kind == "myst" and more.startswith(("xref", "iref"))):
            self._found.append(f"{getattr(record, 'location', '') or ''}: {record.getMessage()}")


def _refuse_broken(app: Sphinx, error: Exception | None) -> None:
    """Refuse a site with references that lead nowhere, all of them at once."""
    found = sorted(set(build(app).broken))
    if error is None and found:
        listed = "\n".join(f"  {one}" for one in found)
        _refuse(app, f"{len(found)} references lead nowhere:\n{listed}")


def _refuse_stale(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Refuse tables that break rules, and notebooks that are stale, unlisted or no chapters."""
    listed = set(app.config.external_site_map)
    problems = [
        f"_toc.yml lists {docname}, and there is no such file. Correct the name."
        for docname in sorted(listed - env.found_docs)
    ]
    book = build(app).book
    for path in book.chapters:
        name = path.relative_to(book.root)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if name.with_suffix("").as_posix() not in listed:
            problems.append(f"{name} is in no part of the book: add it to _toc.yml.")
        if chapters.stale(notebook, book):
            problems.append(
                f"{name} was executed with older data or code, or its outputs were edited: "
                "run `python -m durand run`."
            )
        problems += chapters.faults(path, notebook)
    if problems:
        _refuse(app, "\n".join(problems))
    if docnames:
        try:
            book.data.check()
            for identity in book.ledger.identities():
                if identity.broken:
                    _LOGGER.warning("A published sum is broken: %s", identity.broken)
        except DataError as error:
            _refuse(app, str(error))


def _report(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Fail with everything that reading the pages found, all at once.

    Otherwise return the page that sums them up, to be written again.
    """
    if not build(app).read:
        return []  # nothing is new, and a build that found something leaves nothing to go on from
    found = [*numbers.problems(env), *figures.problems(env), *pages.problems(env)]
    found += languages.problems(env)
    found += [*exports.problems(env), *anchors.problems(env)]
    found += [
        f"no page holds the {what}: write ```{{{what}}}``` on one, and list it in _toc.yml."
        for what in ("ledger", "sources")
        if not addresses.page(env, what)
    ]
    if found:
        things = "things are" if len(found) > 1 else "thing is"
        listed = "\n".join(f"  {problem}" for problem in found)
        _refuse(app, f"{len(found)} {things} wrong with the numbers and figures:\n{listed}")
    return pages.to_write_again(env)


def _collect(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Hand Sphinx the pages of figures and tables that are not as they were last time."""
    builder: Any = app.builder
    env, build(app).written = app.env, True
    path = Path(app.doctreedir) / "pages.json"
    was = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    titles = {name: title.astext() for name, title in env.titles.items()}
    around = json.dumps([  # what stands around the body of every page
        builder.build_info.config_hash, titles, env.toc_secnumbers, env.toctree_includes,
    ], default=str)  # fmt: skip
    around = hashlib.sha256(around.encode()).hexdigest()
    now = {}
    for name, context, template in chain(exports.pages(app), data.pages(app)):
        said = json.dumps([around, name, context, template, build(app).corrected.get(name)])
        now[name] = hashlib.sha256(said.encode()).hexdigest()
        if was.get(name) != now[name] or not Path(builder.get_outfilename(name)).is_file():
            yield name, context, template
    for gone in was.keys() - now.keys():
        Path(builder.get_outfilename(gone)).unlink(missing_ok=True)
    path.write_text(json.dumps(now), encoding="utf-8")


def _begin(app: Sphinx, config: Config) -> None:
    """Note that a build is under way: one that is stopped is taken back, at once or by the next."""
    begun, site = Path(app.doctreedir) / "begun", Path(app.outdir)
    _take_back(begun, site)
    for folder in (begun.parent, site):
        folder.mkdir(parents=True, exist_ok=True)
    begun.touch()
    atexit.register(_take_back, begun, site)


def _take_back(begun: Path, site: Path) -> None:
    """Remove half a site, and the word that its pages are as what was read."""
    if begun.exists():
        (begun.parent / "environment.pickle").unlink(missing_ok=True)
        shutil.rmtree(site, ignore_errors=True)
        begun.unlink()


def _finish(app: Sphinx, error: Exception | None) -> None:
    """Leave no half-written site behind."""
    gc.enable()
    if error is not None:
        shutil.rmtree(app.outdir, ignore_errors=True)
    (Path(app.doctreedir) / "begun").unlink(missing_ok=True)


def _own_code(app: Sphinx, config: Config) -> None:
    """Note what code makes the pages: one made by older code is out of date, its text or not."""
    library = Path(__file__).parents[1]
    config.durand_code = digest(path for kind in ("*.py", "*.toml") for path in library.rglob(kind))  # type: ignore[attr-defined]
    config.durand_edition = build(app).edition  # type: ignore[attr-defined]


def _address(app: Sphinx, config: Config) -> None:
    """Take the public address from the environment where the configuration leaves it blank."""
    config.html_baseurl = config.html_baseurl or os.environ.get("BASE_URL", "")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    if not sys.stdout.isatty():
        nocolor()  # Jupyter Book would colour a log, too
    gc.disable()  # a tenth of the time goes into looking for garbage, and a build leaves little
    for part in (
        numbers, figures, pages, exports, data, feed, reader, search, anchors, check, explore,
        languages, translated,
    ):  # fmt: skip
        part.setup(app)
    app.add_config_value("durand_code", "", "env", str)
    app.add_config_value("durand_edition", ("", ""), "html", tuple)  # every page says it
    logging.getLogger("sphinx").addHandler(_Broken(app))
    app.connect("config-inited", _address, priority=400)
    app.connect("config-inited", _begin)
    app.connect("config-inited", _refuse_settings)
    app.connect("config-inited", _own_code)
    app.connect("env-purge-doc", lambda app, env, docname: state.state(env).forget(docname))
    app.connect("env-before-read-docs", _refuse_stale)
    app.connect("env-updated", _report)
    app.connect("html-collect-pages", _collect)
    app.connect("build-finished", _refuse_broken)
    app.connect("build-finished", _finish, priority=990)  # when nothing is written any more
    return {
        "version": "1",
        "env_version": zlib.crc32(Path(state.__file__).read_bytes()),  # an older state is no state
        "parallel_read_safe": False,
        "parallel_write_safe": True,
    }
