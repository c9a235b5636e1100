"""What the tests share: copies of the publication to damage, the built site, a browser."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import reading
import yaml

from durand import ROOT, tables

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


def copy_book(folder):
    """Copy the publication to a new folder, without what is built or installed."""
    skip = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", "tests")
    shutil.copytree(ROOT, folder, ignore=skip)
    return Copy(folder)


@pytest.fixture
def book(tmp_path):
    """A copy of the publication."""
    return copy_book(tmp_path / "copy of the book")


@pytest.fixture
def pages(book):
    """The same with its Markdown pages alone: builds in a second or two."""
    toc = book.folder / "_toc.yml"
    parts = yaml.safe_load(toc.read_text(encoding="utf-8"))
    for part in parts["parts"]:
        part["chapters"] = [c for c in part["chapters"] if not c["file"].startswith("notebooks/")]
    parts["parts"] = [part for part in parts["parts"] if part["chapters"]]
    toc.write_text(yaml.safe_dump(parts, sort_keys=False), encoding="utf-8")
    shutil.rmtree(book.folder / "notebooks")
    for page in [book.folder / "index.md", *(book.folder / "book").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"```\{show-figure\} [a-z0-9-]+\n```\n", "", text)
        text = re.sub(r"\{numref\}`[^`]+`", "a figure", text)
        text = re.sub(r"\[([^\]]+)\]\((?:\.\./)?notebooks/[^)]+\)", r"\1", text)
        page.write_text(text, encoding="utf-8")
    return book


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
