"""Releases: what was published stays visible, and what changes is said.

``figures.lock.json`` keeps, for each figure ever released, its version and a digest of its title
and rows; ``releases/<version>/`` keeps the figures that were new or changed in that release.
``python -m durand.release 1.2.0`` makes a release, for real, and ``--pack`` packs the built site of
one that is made; `unexplained` says which figures changed since the last one without a line in the
changelog.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from durand import ROOT, figures, notebooks

LOCK = "figures.lock.json"
FOLDER = "releases"
CHANGELOG = "CHANGELOG.md"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_RETIRED = re.compile(r"^- Retired figure `(fig-[a-z0-9-]+)`: \S", re.MULTILINE)


class ReleaseError(RuntimeError):
    """A release cannot be made; the message says why and what to do. Nothing was changed."""


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


@lru_cache
def lock(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return what ``figures.lock.json`` holds of each figure; nothing before the first release."""
    path = root / LOCK
    if not path.is_file():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))["figures"]


@lru_cache
def kept(root: Path = ROOT) -> dict[str, list[Kept]]:
    """Return all released versions of each figure, oldest first."""
    found: dict[str, list[Kept]] = {}
    for path in (root / FOLDER).glob("*/fig-*.json"):
        one = Kept(**json.loads(path.read_text(encoding="utf-8")))
        found.setdefault(one.figure_id, []).append(one)
    return {name: sorted(found[name], key=lambda one: one.version) for name in sorted(found)}


def current(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the specifications of the figures that the chapters hold now, by id."""
    return {
        name: spec
        for path in notebooks.chapters(root)
        for name, spec in notebooks.figure_specs(path).items()
    }


def changed(spec: dict[str, Any], root: Path = ROOT) -> bool:
    """Say whether a figure's title or rows differ from its last release."""
    locked = lock(root).get(spec["usermeta"]["figure"]["id"])
    return locked is not None and locked["sha256"] != figures.digest(spec)


def sections(root: Path = ROOT) -> dict[str, str]:
    """Return the changelog's text by its headings: ``Unreleased``, then each release."""
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return {head.strip(): body.strip() for head, body in zip(parts[::2], parts[1::2], strict=True)}


def unexplained(root: Path = ROOT) -> list[str]:
    """Return the figures that changed or vanished since the last release without saying so."""
    unreleased = sections(root).get("Unreleased", "")
    retired = set(_RETIRED.findall(unreleased))
    specs, found = current(root), []
    for name, locked in lock(root).items():
        where = f"{name} (version {locked['version']}, released in {locked['release']})"
        if name not in specs and not locked["retired"] and name not in retired:
            found.append(
                f"{where} is gone. A released figure keeps its id for good: bring it back, or "
                f"retire it with the line ‘- Retired figure `{name}`: why.’ under Unreleased in "
                f"{CHANGELOG}."
            )
        elif name in specs and (locked["retired"] or name in retired):
            found.append(f"{where} is retired, and a chapter uses its id. Give the figure another.")
        elif name in specs and changed(specs[name], root) and f"`{name}`" not in unreleased:
            what = "; ".join(figures.changes(kept(root)[name][-1].spec, specs[name])[:5])
            found.append(
                f"{where} changed: {what}. Say so in a line under Unreleased in {CHANGELOG}, such "
                f"as ‘- Figure `{name}`: {what}.’ (`make accept` drafts it)."
            )
    return found


def history(root: Path = ROOT) -> dict[str, list[tuple[Kept, Kept]]]:
    """Return, for each release, the figures that changed in it: the version before, and its own."""
    found: dict[str, list[tuple[Kept, Kept]]] = {}
    for versions in kept(root).values():
        for old, new in pairwise(versions):
            found.setdefault(new.release, []).append((old, new))
    return found


# ------------------------------------------------------------------------------- making one


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def _refuse_unready(version: str, root: Path) -> None:
    if not _VERSION.fullmatch(version):
        raise ReleaseError(f"‘{version}’ is no version. Write three numbers: VERSION=1.2.0.")
    path = root / LOCK
    last = json.loads(path.read_text(encoding="utf-8"))["release"] if path.is_file() else "0.0.0"
    if _key(version) <= _key(last):
        raise ReleaseError(f"{version} is not after {last}, the last release. Raise it.")
    if _git(root, "status", "--porcelain"):
        raise ReleaseError("There are changes that are not committed. Commit them first.")
    if f"v{version}" in _git(root, "tag").split():
        raise ReleaseError(f"The tag v{version} is taken. Raise the version.")
    if not sections(root).get("Unreleased"):
        raise ReleaseError(f"{CHANGELOG} says nothing under Unreleased. Say what is new.")
    stale = [
        path.name
        for path in notebooks.chapters(root)
        if notebooks.stale(json.loads(path.read_text(encoding="utf-8")), root)
    ]
    if stale:
        raise ReleaseError(f"Executed with older data or code: {', '.join(stale)}. Run make book.")
    if found := unexplained(root):
        raise ReleaseError("\n".join(found))


def _key(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _replace(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    made, count = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
    if not count:
        raise ReleaseError(f"{path.name} has no line like ‘{pattern}’ to write the version into.")
    path.write_text(made, encoding="utf-8")


def _write(version: str, date: str, root: Path) -> None:
    """Write version, date, changelog section, lock and kept figures."""
    retired = _RETIRED.findall(sections(root)["Unreleased"])
    _replace(root / "CITATION.cff", r"^version: .*$", f"version: {version}")
    _replace(root / "CITATION.cff", r"^date-released: .*$", f'date-released: "{date}"')
    _replace(root / "pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
    _replace(root / "data" / "datapackage.json", r'^  "version": ".*"', f'  "version": "{version}"')
    _replace(root / CHANGELOG, r"^## Unreleased\n", f"## Unreleased\n\n## {version} ({date})\n")
    locked = dict(lock(root))
    for name in retired:
        if name in locked:
            locked[name] = {**locked[name], "retired": version}
    folder = root / FOLDER / version
    folder.mkdir(parents=True)
    for path in notebooks.chapters(root):
        for at, (name, spec) in enumerate(notebooks.figure_specs(path).items(), 1):
            before = locked.get(name)
            digest = figures.digest(spec)
            if before and before["sha256"] == digest:
                continue
            one = Kept(
                name,
                before["version"] + 1 if before else 1,
                version,
                date,
                f"{int(path.name[:2])}.{at}",
                notebooks.title(path),
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
    text = json.dumps(
        {"release": version, "date": date, "figures": dict(sorted(locked.items()))}, indent=2
    )
    (root / LOCK).write_text(text + "\n", encoding="utf-8")
    done = _run(root, "cffconvert", "--format", "zenodo")
    (root / ".zenodo.json").write_text(done + "\n", encoding="utf-8")


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


def pack(version: str, root: Path = ROOT) -> tuple[Path, str]:
    """Pack the built site, and return the archive and its SHA-256, which is written beside it.

    The same site gives the same bytes: files in order, one date, one mode.
    """
    site = root / "_build" / "html"
    if not (site / "index.html").is_file():
        raise ReleaseError("There is no built site to pack. Run make book.")
    target = root / "_build" / f"across-the-durand-line-{version}.zip"
    with zipfile.ZipFile(target, "w") as packed:
        for path in _files(site):
            info = zipfile.ZipInfo(path.relative_to(site).as_posix(), (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            packed.writestr(info, path.read_bytes())
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    target.with_suffix(".zip.sha256").write_text(f"{digest}  {target.name}\n", encoding="utf-8")
    return target, digest


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def main(version: str, root: Path = ROOT) -> int:
    """Make a release: write, build, archive, commit, tag; or change nothing and say why."""
    if version == "--pack":
        try:
            print(*pack(json.loads((root / LOCK).read_text(encoding="utf-8"))["release"], root))
        except (ReleaseError, OSError) as error:
            print(f"Nothing was packed.\n{error}", file=sys.stderr)
            return 1
        return 0
    try:
        _refuse_unready(version, root)
    except ReleaseError as error:
        print(f"Nothing was released.\n{error}", file=sys.stderr)
        return 1
    date = dt.datetime.now(dt.UTC).date().isoformat()
    start = _git(root, "rev-parse", "HEAD")
    try:
        _write(version, date, root)
        print(f"Building the site of {version} …", flush=True)
        shutil.rmtree(root / "_build", ignore_errors=True)
        _run(root, "jupyter-book", "build", ".", "-n", "-W", "--keep-going")
        target, digest = pack(version, root)
        _git(root, "add", "--all")
        _git(root, "commit", "--quiet", "-m", f"Release {version}")
        _git(root, "tag", "-a", f"v{version}", "-m", f"Across the Durand Line {version}")
    except (ReleaseError, OSError) as error:
        _git(root, "reset", "--hard", "--quiet", start)
        _git(root, "clean", "-fdq", FOLDER, LOCK, ".zenodo.json")
        print(f"Nothing was released; all files are as before.\n{error}", file=sys.stderr)
        return 1
    print(f"Released {version}: commit and tag v{version}.\n{target}\nsha256 {digest}")
    print("Push the tag, and publish the archive and its digest beside it.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
