"""What the tests share: copies of the publication to damage, the built site, a browser."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import reading

from durand import ROOT, notebooks, tables

BIN = Path(sys.executable).parent


@pytest.fixture
def data(tmp_path):
    """A copy of data/ to damage; tables read it afresh."""
    folder = tmp_path / "data"
    shutil.copytree(tables.DATA, folder)
    yield folder
    for cached in (tables._load, tables.package, tables.sources):
        cached.cache_clear()


@pytest.fixture
def edit(data):
    """Replace a piece of text in a file of the copied data, once; it must be there."""

    def edit(name, old, new):
        path = data / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


class Copy:
    """A copy of the whole publication in which a person's commands can be run."""

    def __init__(self, folder):
        self.folder = folder

    def edit(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def run(self, *command):
        here = {**os.environ, "PYTHONPATH": str(self.folder)}
        return subprocess.run(
            command, cwd=self.folder, env=here, capture_output=True, text=True, check=False
        )

    def build(self, *options):
        return self.run(str(BIN / "jupyter-book"), "build", ".", *options)

    def module(self, *arguments):
        return self.run(sys.executable, "-m", *arguments)

    @property
    def site(self):
        return self.folder / "_build" / "html"


CHAPTER = "02-operations-and-attacks"


def copy_book(folder, chapters=(CHAPTER,)):
    """Copy the publication to a new folder, without what is built or installed.

    Of its chapters only some are kept, so that it builds in a few seconds: links to the others,
    and to their figures, become plain text.
    """
    skip = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "tests")
    shutil.copytree(ROOT, folder, ignore=skip)
    toc = folder / "_toc.yml"
    text = re.sub(
        r" +- file: notebooks/(\S+)\n",
        lambda m: m[0] if m[1] in chapters else "",
        toc.read_text(encoding="utf-8"),
    )
    empty = r"  - caption: .*\n    chapters:\n(?=  - caption)"
    toc.write_text(re.sub(empty, "", text), encoding="utf-8")
    figures = set()
    for path in (folder / "notebooks").glob("*.ipynb"):
        if path.stem in chapters:
            figures |= set(notebooks.figure_specs(path))
        else:
            path.unlink()

    for page in [
        folder / "index.md",
        *(folder / "book").glob("*.md"),
        *(folder / "notebooks").glob("*.ipynb"),
    ]:
        text = page.read_text(encoding="utf-8")
        text = re.sub(
            r"```\{show-figure\} ([a-z0-9-]+)\n```\n",
            lambda m: m[0] if m[1] in figures else "",
            text,
        )
        text = re.sub(
            r"\{numref\}`([a-z0-9-]+)`", lambda m: m[0] if m[1] in figures else "a figure", text
        )
        text = re.sub(
            r"\[([^\]]+)\]\((?:\.\./)?(?:notebooks/)?(\d\d-[a-z0-9-]+)\.ipynb[^)]*\)",
            lambda m: m[0] if m[2] in chapters else m[1],
            text,
        )
        page.write_text(text, encoding="utf-8")
    return Copy(folder)


@pytest.fixture
def book(tmp_path):
    """A copy of the publication with one chapter."""
    return copy_book(tmp_path / "copy of the book")


@pytest.fixture
def pages(tmp_path):
    """The same with its Markdown pages alone: builds in a second or two."""
    return copy_book(tmp_path / "copy of the book", chapters=())


@pytest.fixture(scope="session")
def site():
    """The built site."""
    folder = ROOT / "_build" / "html"
    assert (folder / "index.html").is_file(), "Build the site first: make book (make test does)."
    return folder


@pytest.fixture(scope="session")
def chromium():
    """A real browser, its network off."""
    with reading.browser() as started:
        yield started
