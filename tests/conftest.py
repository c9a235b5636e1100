"""What the tests share: copies of the publication to damage, the built site, a browser.

And a record of every fault that was injected: a run writes it to ``_build/faults.md``.
"""

import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from pathlib import Path

import jupyter_book.cli.main
import pytest
import reading
import yaml
from pybtex.richtext import Text

from durand import Publication, chapters
from durand.prose.languages import languages

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
BOOK = Publication(ROOT)
"""The publication itself: tests read it and change nothing."""


def read_latex(text):
    """Return what LaTeX prints; of the escaped signs pybtex reads all but the dollar."""
    assert not re.search(r"(?<!\\)\$", text), "LaTeX takes what follows for a formula"
    return Text.from_latex(text.replace("\\$", "$")).render_as("text")


class Faults:
    """Every fault that was injected, the gate it should meet, and whether that caught it."""

    def __init__(self):
        self.rows = []

    def caught(self, fault, gate, said, *parts):
        """Note a fault; the gate must have said all parts: patterns, each found in one line."""
        missing = [part for part in parts if not re.search(part, said)]
        self.rows.append((fault, gate, "NOT CAUGHT" if missing else "caught"))
        assert parts
        assert not missing, f"{fault}: {gate} did not say {missing}, but:\n{said}"

    def missed(self, fault, person):
        """Note a fault that no gate can catch, and what a person does about it."""
        self.rows.append((fault, "none", f"not caught: {person}"))

    def table(self):
        rows = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in sorted(self.rows)]
        return "\n".join(
            ["| fault | gate | verdict |", "| --- | --- | --- |", *map("| {} |".format, rows)]
        )


FAULTS = Faults()


@pytest.fixture(scope="session")
def faults():
    return FAULTS


LONGEST = [
    "test_pages.py", "test_reader.py", "test_build.py", "test_contrast.py", "test_faults.py",
    "test_explore.py", "test_hostile.py", "test_release.py", "test_setup.py",
]  # fmt: skip
"""The files that take longest, to begin with: a worker takes one file after another."""


def pytest_collection_modifyitems(items):
    rank = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


def pytest_sessionfinish(session):
    """Hand the faults of a worker to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["faults"] = FAULTS.rows


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    FAULTS.rows += map(tuple, getattr(node, "workeroutput", {}).get("faults", []))


def pytest_terminal_summary(terminalreporter, config):
    """Say what each file took; write the faults down, and say how many each gate caught."""
    took = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration"):
                took[report.nodeid.partition("::")[0]] += report.duration
    terminalreporter.section("seconds, by file")
    for name, seconds in took.most_common(12):
        terminalreporter.write_line(f"{seconds:6.1f} {name}")
    if not FAULTS.rows:
        return
    path = ROOT / "_build" / "faults.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"# Faults, injected\n\n{FAULTS.table()}\n", encoding="utf-8")
    terminalreporter.section("faults, injected")
    if config.getoption("capture") == "no":
        terminalreporter.write_line(FAULTS.table())
    gates = Counter((gate, verdict.partition(":")[0]) for _, gate, verdict in FAULTS.rows)
    for (gate, verdict), count in sorted(gates.items()):
        terminalreporter.write_line(f"{count:4} {verdict:10} {gate}")
    terminalreporter.write_line(f"{len(FAULTS.rows)} faults; all of them are in {path}")


def refused(call, *arguments):
    """Return what a gate says when it refuses something, a line a problem; or that it does not."""
    try:
        call(*arguments)
    except ValueError as error:  # DataError, LedgerError, FigureError: all for people
        assert type(error).__module__.startswith("durand"), repr(error)
        assert len(str(error).splitlines()) == (len(error.args) if len(error.args) < 50 else 51)
        return str(error)
    return "nothing: it was accepted"


@pytest.fixture
def data(tmp_path):
    """A copy of data/ to damage."""
    folder = tmp_path / "data"
    shutil.copytree(BOOK.data.folder, folder)
    return folder


def opened(folder):
    """Return the publication in a folder as it stands now; its bibliography is parsed once."""
    book = Publication(folder)
    book.cache = BOOK.cache
    bib = "sources.bib"
    if (book.data.folder / bib).read_bytes() == (BOOK.data.folder / bib).read_bytes():
        book.data.parsed = BOOK.data.parsed
    return book


def reread(book, name):
    """Read a table of a publication again: its file has changed."""
    for kept in (book.data._cells, book.data._frames):
        kept.pop(name, None)
    return book.load(name)


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

    def run(self, *command, **environment):
        library = os.pathsep.join([str(self.folder), str(ROOT)])  # its own, or this one
        here = {**os.environ, "PYTHONPATH": library, **environment}
        return subprocess.run(
            command, cwd=self.folder, env=here, capture_output=True, text=True, check=False,
            errors="replace",  # a command may write for another console
        )  # fmt: skip

    def build(self, *options):
        """Run Jupyter Book's own command in this process: imports are paid once."""
        out, err, code = io.StringIO(), io.StringIO(), 0
        command = ["build", str(self.folder), *options]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                jupyter_book.cli.main.main(command, standalone_mode=False)
            except SystemExit as stopped:
                code = stopped.code
            except Exception:
                traceback.print_exc()
                code = 1
        return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())

    def build_as_a_person(self, *options):
        return self.run(str(BIN / "jupyter-book"), "build", ".", *options)

    def module(self, *arguments, **environment):
        return self.run(sys.executable, "-m", *arguments, **environment)

    @property
    def site(self):
        return self.folder / "_build" / "html"


CHAPTER = "02-operations-and-attacks"


def copy_book(folder, names=(CHAPTER,)):
    """Copy the publication to a new folder, with some chapters, without what is built."""
    skip = shutil.ignore_patterns(
        ".git", ".venv", "_build", "__pycache__", ".*cache", "tests", *languages()
    )  # pages in other languages follow chapters that a copy may lack
    shutil.copytree(ROOT, folder, ignore=skip)
    BOOK.cache.folder.mkdir(exist_ok=True)
    # The cache is shared: all in it stands under the digest of what it depends on.
    (folder / ".cache").symlink_to(BOOK.cache.folder)
    keep_chapters(folder, names)
    return Copy(folder)


def tiny_book(folder):
    """Copy the book of three rows on another subject, its chapter run."""
    skip = shutil.ignore_patterns("_build", ".*cache")
    shutil.copytree(ROOT / "tests" / "tiny", folder, ignore=skip)
    (folder / ".cache").symlink_to(BOOK.cache.folder)
    BOOK.cache.folder.mkdir(exist_ok=True)
    if not TINY:
        # In a process of its own: a browser's loop may run in this one.
        done = Copy(folder).module("durand", "notebooks")
        assert done.returncode == 0, done.stderr
        TINY.append((folder / "notebooks/01-the-count.ipynb").read_bytes())
    (folder / "notebooks/01-the-count.ipynb").write_bytes(TINY[0])
    return Copy(folder)


TINY = []
"""The chapter of the tiny book as it was run, once for all tests of a process."""


def keep_chapters(folder, names):
    """Keep only some chapters of a copy, so that it builds in a few seconds.

    Links to the others, and to their figures, become plain text.
    """
    toc = folder / "_toc.yml"
    text = re.sub(
        r" +- file: notebooks/(\S+)\n",
        lambda m: m[0] if m[1] in names else "",
        toc.read_text(encoding="utf-8"),
    )
    empty = r"  - caption: .*\n    chapters:\n(?=  - caption)"
    toc.write_text(re.sub(empty, "", text), encoding="utf-8")
    figures = set()
    for path in (folder / "notebooks").glob("*.ipynb"):
        if path.stem in names:
            figures |= set(chapters.figure_specs(path))
        else:
            path.unlink()

    log = folder / "data" / "corrections.csv"
    rows = list(csv.reader(log.read_text(encoding="utf-8").splitlines()))
    with log.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [*row[:5], "|".join(one for one in row[5].split("|") if one in figures), row[6]]
            if row[0] != "date"
            else row
            for row in rows
            if not row[1].startswith("notebooks/") or row[1].partition("/")[2] in names
        )
    path = folder / "data" / "anchors.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = re.compile(rf"(?!notebooks/)|notebooks/({'|'.join(names) or 'none'}),")
    path.write_text("".join(filter(kept.match, lines)), encoding="utf-8")
    path = folder / "data" / "replaced.csv"
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [name, "|".join(one for one in by.split("|") if one in (*figures, "by")), why]
            for name, by, why in rows
        )
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
            r"\[([^\[\]\n]+)\]\((?:\.\./)?(?:notebooks/)?(\d\d-[a-z0-9-]+)\.ipynb[^)]*\)",
            lambda m: m[0] if m[2] in names else m[1],
            text,
        )
        page.write_text(text, encoding="utf-8")


def without_chapters(book):
    """Take the chapters out of a copy, and what its pages say of them."""
    keep_chapters(book.folder, ())
    return book


@pytest.fixture
def book(tmp_path):
    """A copy of the publication with one chapter."""
    return copy_book(tmp_path / "copy of the book")


@pytest.fixture
def pages(tmp_path):
    """The same with its Markdown pages alone: builds in a second or two."""
    return copy_book(tmp_path / "copy of the book", names=())


def add_chapters(copy, added):
    """Put notebooks, by their names, into a copy without chapters."""
    for name, notebook in added.items():
        path = copy.folder / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
    toc = copy.folder / "_toc.yml"
    parts = yaml.safe_load(toc.read_text(encoding="utf-8"))
    chapters = [{"file": f"notebooks/{name}"} for name in added]
    parts["parts"].insert(0, {"caption": "I Evidence", "chapters": chapters})
    toc.write_text(yaml.safe_dump(parts, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="session")
def site():
    """The built site."""
    folder = ROOT / "_build" / "html"
    assert (folder / "index.html").is_file(), "Build the site first: make book (make test does)."
    return folder


@pytest.fixture(scope="session")
def base(site):
    """The address of the built site, served."""
    with reading.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def kinds(site):
    """One page of each kind."""
    return reading.templates(site)


@pytest.fixture(scope="session")
def chromium():
    """A real browser, its network off."""
    with reading.browser() as started:
        yield started
