"""Releases: what was published stays visible, and what changes is said.

``figures.lock.json`` keeps, for each figure ever released, its version and a digest of its title
and rows, and of the last release the digest of each figure's CSV; ``releases/<version>/`` keeps the
figures that were new or changed in that release, each file under its SHA-256 in the lock.
`durand.locks` locks the rows behind them.
`release` makes one, for real, and `pack_last` packs the built site of one that is made;
`unexplained` says what changed since the last one without a line in the changelog.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from durand import chapters, locks
from durand.cache import digest
from durand.errors import ReleaseError
from durand.figure import versions
from durand.prose.languages import languages
from durand.publication import Publication

LOCK = "figures.lock.json"
FOLDER = "releases"
CHANGELOG = "CHANGELOG.md"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_RETIRED = re.compile(r"^- Retired figure `(fig-[a-z0-9-]+)`: \S", re.MULTILINE)


@dataclass(frozen=True)
class Kept:
    """One version of a figure, as it was released."""

    figure_id: str
    version: int
    release: str
    date: str
    number: str
    """Its number in the book then."""
    chapter: str
    page: str
    """Its place in the site then, from the site root."""
    spec: dict[str, Any]


def _locked(book: Publication) -> dict[str, Any]:
    """Return all that ``figures.lock.json`` holds; nothing before the first release."""
    path = book.root / LOCK
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def lock(book: Publication) -> dict[str, dict[str, Any]]:
    """Return what ``figures.lock.json`` holds of each figure; nothing before the first release."""
    return _locked(book).get("figures", {})


def files(book: Publication) -> dict[str, str]:
    """Return the SHA-256 of each figure's CSV in the last release, by the figure's id."""
    return _locked(book).get("csv", {})


def kept(book: Publication) -> dict[str, list[Kept]]:
    """Return all released versions of each figure, oldest first."""
    found: dict[str, list[Kept]] = {}
    for path in (book.root / FOLDER).glob("*/fig-*.json"):
        one = Kept(**json.loads(path.read_text(encoding="utf-8")))
        found.setdefault(one.figure_id, []).append(one)
    return {name: sorted(found[name], key=lambda one: one.version) for name in sorted(found)}


def current(book: Publication) -> dict[str, dict[str, Any]]:
    """Return the specifications of the figures that the chapters hold now, by id."""
    return {
        name: spec for path in book.chapters for name, spec in chapters.figure_specs(path).items()
    }


def changed(spec: dict[str, Any], locked: dict[str, dict[str, Any]]) -> bool:
    """Say whether a figure differs from its last release, as `lock` has it."""
    last = locked.get(spec["usermeta"]["figure"]["id"])
    return last is not None and last["sha256"] != versions.digest(spec)


def sections(book: Publication) -> dict[str, str]:
    """Return the changelog's text by its headings: ``Unreleased``, then each release."""
    text = (book.root / CHANGELOG).read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return {head.strip(): body.strip() for head, body in zip(parts[::2], parts[1::2], strict=True)}


def altered(book: Publication) -> list[str]:
    """Return the files of releases that are not as they were released, by name.

    Each is compared with the lock, and with the newest tag where git has one.
    """
    last, here = _locked(book), _digests(book)
    if not last:
        return []
    locked = last["files"]
    wrong = {name: LOCK for name in locked | here if locked.get(name) != here.get(name)}
    try:
        tags = [tag for tag in _git(book.root, "tag").split() if _VERSION.fullmatch(tag[1:])]
        if tag := max(tags, key=lambda tag: _key(tag[1:]), default=""):
            differ = ("diff", "--relative", "--name-only", "--diff-filter=a", tag, "--")
            made = [locks.LOCK] if last["release"] == tag[1:] else []  # else a release is under way
            names = _git(book.root, *differ, FOLDER, *made).splitlines()
            wrong |= dict.fromkeys(names, f"the tag {tag}")
    except (ReleaseError, OSError):
        pass  # no git, or not under git
    return [
        f"{name} is not as {where} has it. What was released stays: restore the file as it was, or "
        "delete it if it was of no release."
        for name, where in sorted(wrong.items())
    ]


def _digests(book: Publication) -> dict[str, str]:
    return {
        path.relative_to(book.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(book.root / FOLDER)
    }


def untold(book: Publication) -> dict[str, dict[str, Any]]:
    """Return, as they were released, the figures that changed since with no line that says so."""
    locked, released = lock(book), kept(book)
    unreleased = sections(book).get("Unreleased", "")
    return {
        name: released[name][-1].spec
        for name, spec in current(book).items()
        if changed(spec, locked) and f"`{name}`" not in unreleased
    }


def unexplained(book: Publication) -> list[str]:
    """Return what changed or vanished since the last release without saying so."""
    unreleased = sections(book).get("Unreleased", "")
    retired = set(_RETIRED.findall(unreleased))
    specs, found = current(book), [*altered(book), *locks.unexplained(book, unreleased)]
    untold_since = untold(book)
    for name, locked in lock(book).items():
        where = f"{name} (version {locked['version']}, released in {locked['release']})"
        if name in retired and name not in replaced(book):
            found.append(
                f"{where} is retired, and no row of data/replaced.csv says what shows it now. Add "
                "one; leave its column by blank where nothing does."
            )
        if name not in specs and not locked["retired"] and name not in retired:
            found.append(
                f"{where} is gone. A released figure keeps its id for good: bring it back, or "
                f"retire it with the line ‘- Retired figure `{name}`: why.’ under Unreleased in "
                f"{CHANGELOG}."
            )
        elif name in specs and (locked["retired"] or name in retired):
            found.append(f"{where} is retired, and a chapter uses its id. Give the figure another.")
        elif name in untold_since:
            what = "; ".join(versions.changes(untold_since[name], specs[name])[:5])
            found.append(
                f"{where} changed: {what}. Say so in a line under Unreleased in {CHANGELOG}, such "
                f"as ‘- Figure `{name}`: {what}.’ (`python -m durand accept` drafts it)."
            )
    return found


def replaced(book: Publication) -> dict[str, tuple[list[str], str]]:
    """Return which figures took the place of a retired one, by its id, and why it was retired."""
    rows = book.load("replaced").itertuples() if "replaced" in book.data.names else ()
    return {row.figure: (row.by.split("|") if row.by else [], row.why) for row in rows}


def history(released: dict[str, list[Kept]]) -> dict[str, list[tuple[Kept, Kept]]]:
    """Return, for each release, the figures that changed in it: the version before, and its own.

    ``released`` is what `kept` returned.
    """
    found: dict[str, list[tuple[Kept, Kept]]] = {}
    for one in released.values():
        for old, new in pairwise(one):
            found.setdefault(new.release, []).append((old, new))
    return found


def edition(book: Publication) -> tuple[str, str]:
    """Return the version that the folder holds, and the SWHID of its tree where that is released.

    It is a release where git has the release's tag at this commit and nothing is changed since; its
    SWHID is git's own hash of the tree. Otherwise the version says after which release it comes,
    and there is no SWHID. Without git the changelog tells whether anything is unreleased.
    """
    version, identifier = str(book.about["version"]), ""
    try:
        tags = _git(book.root, "tag", "--points-at", "HEAD").split()
        released = f"v{version}" in tags and not _unsaved(book.root)
        identifier = f"swh:1:dir:{_git(book.root, 'rev-parse', 'HEAD:./')}"
    except (ReleaseError, OSError):
        released = not sections(book).get("Unreleased")
    return (version, identifier) if released else (f"unreleased, after {version}", "")


# ------------------------------------------------------------------------------- making one


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def _unsaved(root: Path) -> str:
    """Return what differs from the last commit, new files too, which a setting of git may hide."""
    return _git(root, "status", "--porcelain", "--untracked-files=all", "--", ".")


def _refuse_unready(version: str, book: Publication) -> None:
    if not _VERSION.fullmatch(version):
        raise ReleaseError(
            f"‘{version}’ is no version. Write three numbers: 1.2.0 (make release VERSION=1.2.0)."
        )
    last = _locked(book).get("release", "0.0.0")
    if _key(version) <= _key(last):
        raise ReleaseError(f"{version} is not after {last}, the last release. Raise it.")
    if _unsaved(book.root):
        raise ReleaseError("There are changes that are not committed. Commit them first.")
    if f"v{version}" in _git(book.root, "tag").split():
        raise ReleaseError(f"The tag v{version} is taken. Raise the version.")
    if not sections(book).get("Unreleased"):
        raise ReleaseError(f"{CHANGELOG} says nothing under Unreleased. Say what is new.")
    if stale := [path.name for path in chapters.stale_chapters(book)]:
        raise ReleaseError(
            f"Executed with older data or code: {', '.join(stale)}. Run `python -m durand run`."
        )
    if found := unexplained(book):
        raise ReleaseError("\n".join(found))


def _key(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _replace(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    made, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    if not count:
        raise ReleaseError(f"{path.name} has no line like ‘{pattern}’ to write the version into.")
    path.write_text(made, encoding="utf-8")


def _write(version: str, date: str, book: Publication) -> None:
    """Write version, date, changelog section, lock and kept figures."""
    unreleased = sections(book)["Unreleased"]
    retired = _RETIRED.findall(unreleased)
    locks.relock(book, version, date, unreleased)
    _replace(book.root / "CITATION.cff", r"^version: .*$", f"version: {version}")
    _replace(book.root / "CITATION.cff", r"^date-released: .*$", f'date-released: "{date}"')
    _replace(book.root / "pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
    _replace(
        book.root / "data" / "datapackage.json", r'^  "version": ".*"', f'  "version": "{version}"'
    )
    _replace(
        book.root / CHANGELOG, r"^## Unreleased\n", f"## Unreleased\n\n## {version} ({date})\n"
    )
    locked = dict(lock(book))
    for name in retired:
        if name in locked:
            locked[name] = {**locked[name], "retired": version}
    folder = book.root / FOLDER / version
    folder.mkdir(parents=True)
    for path in book.chapters:
        for at, (name, spec) in enumerate(chapters.figure_specs(path).items(), 1):
            before = locked.get(name)
            digest = versions.digest(spec)
            if before and before["sha256"] == digest:
                continue
            one = Kept(
                name,
                before["version"] + 1 if before else 1,
                version,
                date,
                f"{chapters.number(path)}.{at}",
                chapters.title(path),
                f"notebooks/{path.stem}.html#{name}",
                spec,
            )
            (folder / f"{name}.json").write_text(
                json.dumps(vars(one), ensure_ascii=False, separators=(",", ":")) + "\n",
                encoding="utf-8",
            )
            locked[name] = {
                "version": one.version,
                "release": version,
                "sha256": digest,
                "retired": None,
            }
    figures = dict(sorted(locked.items()))
    whole = {"release": version, "date": date, "figures": figures, "files": _digests(book)}
    text = json.dumps(whole, indent=2)
    (book.root / LOCK).write_text(text + "\n", encoding="utf-8")
    done = _run(book.root, "cffconvert", "--format", "zenodo")
    (book.root / ".zenodo.json").write_text(done + "\n", encoding="utf-8")


def _run(root: Path, *command: str) -> str:
    """Run a program of the project's own environment; its failure ends the release."""
    here = {**os.environ, "PYTHONPATH": str(root)}
    program = str(Path(sys.executable).parent / command[0])
    done = subprocess.run(
        [program, *command[1:]], cwd=root, env=here, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def anchors(book: Publication) -> list[dict[str, str]]:
    """Return the anchor of each section that a release had, and where it arrives now."""
    return book.load("anchors").to_dict("records") if "anchors" in book.data.names else []


def _keep_anchors(book: Publication) -> None:
    """Add each section of the built site that the table does not list."""
    from lxml import html  # a tool of the tests: building needs it nowhere

    site = book.root / "_build" / "html"
    written = '//section[not(@class="gallery-chapter" or @class="chapter-end")]/@id'
    listed = {(row["page"], row["anchor"]) for row in anchors(book)}
    new = [
        (name, anchor, "")
        for kind in ("*.html", "book/*.html", "notebooks/*.html")
        for page in sorted(site.glob(kind))
        for name in [page.relative_to(site).with_suffix("").as_posix()]
        for anchor in html.parse(str(page)).xpath(written)
        if (name, anchor) not in listed
    ]
    with (book.data.folder / "anchors.csv").open("a", encoding="utf-8", newline="") as table:
        csv.writer(table, lineterminator="\n").writerows(new)


def _keep_files(book: Publication) -> None:
    """Write the digest of each figure's CSV in the built site into the lock."""
    folder, locked = book.root / "_build" / "html" / "figures", _locked(book)
    named = [name for name, one in locked["figures"].items() if not one["retired"]]
    locked["csv"] = {
        name: hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest() for name in named
    }
    (book.root / LOCK).write_text(json.dumps(locked, indent=2) + "\n", encoding="utf-8")


def pack(version: str, book: Publication) -> tuple[Path, str]:
    """Pack the built site, and return the archive and its SHA-256, which is written beside it.

    The same site gives the same bytes: files in order, one date, one mode.
    """
    site = book.root / "_build" / "html"
    if not (site / "index.html").is_file():
        raise ReleaseError("There is no built site to pack. Run `python -m durand book`.")
    target = book.root / "_build" / f"{book.slug}-{version}.zip"
    zipped(held(site), target)
    seal = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_suffix(".zip.sha256").write_text(f"{seal}  {target.name}\n", encoding="utf-8")
    return target, seal


EDITIONS = "editions"
"""Where the site and ``_build`` hold the whole book to take; `taken` reads its list there."""


def taken(book: Publication) -> dict[str, int]:
    """Return the editions made of just what the folder holds now, and their bytes, by file name."""
    folder = book.root / "_build" / EDITIONS
    listed = folder / f"{EDITIONS}.json"
    if not listed.is_file():
        return {}
    said = json.loads(listed.read_text(encoding="utf-8"))
    whole = all((folder / name).is_file() for name in said["files"])
    return said["files"] if whole and said["of"] == sources(book) else {}


def note_taken(book: Publication, files: Iterable[Path], of: str) -> None:
    """List editions beside them, with the `sources` from which they were begun."""
    said = {"of": of, "files": {path.name: path.stat().st_size for path in files}}
    listed = book.root / "_build" / EDITIONS / f"{EDITIONS}.json"
    listed.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def sources(book: Publication) -> str:
    """Return the digest of text, data, chapters, releases, code, locks and version."""
    kinds = ("*.yml", "*.md", "*.cff", "*.json", "*.lock", "book/**/*", "data/**/*")
    kinds += ("notebooks/*.ipynb", "releases/**/*", *(f"{code}/*.md" for code in languages()))
    own = [path for kind in kinds for path in book.root.glob(kind) if path.is_file()]
    code = [path for path in _files(Path(__file__).parent) if path.suffix != ".pyc"]
    return f"{digest([*own, *code])} {edition(book)} {os.environ.get('BASE_URL', '')}"


def held(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their names in it, in order."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def zipped(files: Mapping[str, bytes], target: Path) -> None:
    """Pack files in their order; what is named ``mimetype`` is stored as it is, for an EPUB."""
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(info, content)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pack_last(book: Publication) -> int:
    """Pack the built site of the last release; return 1 if it cannot be."""
    try:
        print(*pack(json.loads((book.root / LOCK).read_text(encoding="utf-8"))["release"], book))
    except (ReleaseError, OSError) as error:
        print(f"Nothing was packed.\n{error}", file=sys.stderr)
        return 1
    return 0


def release(version: str, book: Publication) -> int:
    """Make a release: write, commit, tag, build, archive; or change nothing and say why.

    The site is built from what is tagged: it is cited by the tree of the tag.
    """
    try:
        _refuse_unready(version, book)
    except ReleaseError as error:
        print(f"Nothing was released.\n{error}", file=sys.stderr)
        return 1
    date = dt.datetime.now(dt.UTC).date().isoformat()
    start = _git(book.root, "rev-parse", "HEAD")
    try:
        _write(version, date, book)
        print(f"Building the site of {version} …", flush=True)
        shutil.rmtree(book.root / "_build", ignore_errors=True)
        site = "jupyter-book", "build", ".", "-n", "-W", "--keep-going"
        _run(book.root, *site)
        _keep_anchors(book)
        _keep_files(book)
        _git(book.root, "add", "--all")
        _git(book.root, "commit", "--quiet", "-m", f"Release {version}")
        _git(book.root, "tag", "-a", f"v{version}", "-m", f"{book.title} {version}")
        _run(book.root, *site)  # again: it cites the tag, anchors, lock
        target, digest = pack(version, book)
    except (ReleaseError, OSError) as error:
        if f"v{version}" in _git(book.root, "tag").split():
            _git(book.root, "tag", "--delete", f"v{version}")
        _git(book.root, "reset", "--hard", "--quiet", start)
        _git(book.root, "clean", "-fdq", FOLDER, LOCK, locks.LOCK, ".zenodo.json")
        print(f"Nothing was released; all files are as before.\n{error}", file=sys.stderr)
        return 1
    print(f"Released {version}: commit and tag v{version}.\n{target}\nsha256 {digest}")
    print("Push the tag, and publish the archive and its digest beside it.")
    return 0
