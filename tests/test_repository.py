"""The repository keeps its own house rules."""

import json
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import BOOK, ROOT, copy_book

from durand import Publication
from durand.__main__ import COMMANDS
from durand.chapters import MACHINE_PATH, digest, faults, stale, stale_chapters

BIN = Path(sys.executable).parent
TEXTS = [
    path
    for pattern in ("*.md", "book/*.md", "notebooks/*.ipynb", "durand/**/*.py", "data/*", "*.yml")
    for path in ROOT.glob(pattern)
]


def test_no_page_speaks_of_the_last_release():
    """It would be another one in a year; a release is named."""
    pages = [
        *BOOK.chapters,
        ROOT / "index.md",
        *(ROOT / "book").glob("*.md"),
        *(ROOT / "data").glob("*.json"),
    ]
    assert len(pages) > 15
    said = [p.name for p in pages if "last release" in p.read_text(encoding="utf-8").lower()]
    assert not said, "name the release that is meant"


@pytest.mark.parametrize("path", BOOK.chapters, ids=lambda path: path.stem)
def test_notebook(path):
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert len(text.encode()) <= 400 * 1024, "over 400 KB"
    assert faults(path, notebook) == []
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["metadata"]["durand"]["digest"] == digest(notebook, BOOK)
    assert not stale(notebook, BOOK)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        assert "execution" not in cell["metadata"], "no timings"
        for output in cell["outputs"]:
            assert output["output_type"] == "execute_result"
            assert set(output["data"]) == {
                "application/vnd.vegalite.v5+json",
                "image/svg+xml",
                "text/plain",
            }


def test_a_changed_row_makes_stale_the_chapters_that_ask_for_it(tmp_path):
    book = copy_book(tmp_path / "book", [path.stem for path in BOOK.chapters])

    def stale_ones():
        return [path.stem[:2] for path in stale_chapters(Publication(book.folder))]

    row = "people-killed-in-attacks-2019-pips,people-killed-in-attacks,pakistan,2019,"
    cell = "refugee_returns.csv"
    book.edit("data/evidence.csv", f"{row}357,", f"{row}358,")
    assert stale_ones() == ["02"]
    book.edit("data/evidence.csv", f"{row}358,", f"{row}357,")
    assert stale_ones() == []
    book.edit("data/evidence.csv", "attacks-2019-pips,people", "attacks-2019-other,people")
    assert stale_ones() == ["02"], "a row that is gone"
    book.edit("data/evidence.csv", "attacks-2019-other,people", "attacks-2019-pips,people")
    (book.folder / "data" / cell).write_bytes(b"\xff")
    assert stale_ones() == ["06"], "the table behind rows of its own"


def pins(name):
    """Every pin of a requirement file or lock: ``name==version``."""
    return re.findall(r"^[a-z0-9][a-z0-9._-]*==\S+", (ROOT / name).read_text("utf-8"), re.M)


def test_requirements_are_exact():
    first, *lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert first.startswith("# Python 3.11 to 3.14, in an environment of its own: python3 -m venv")
    assert first in (ROOT / "scripts/lock.sh").read_text(), "make lock would take it away"
    assert lines[-1] == "-e ."
    for line in lines[:-1]:
        pinned = re.match(r"[a-z0-9][a-z0-9._-]*==[^ ]+( ; .*)?$", line)
        assert pinned, f"requirements.txt: {line} is not pinned; run make lock"
    pinned = dict(line.split(" ;")[0].split("==") for line in lines[:-1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name, version = requirement.split("==")
        assert pinned[name] == version
    assert {"jupyter-book", "pandas", "altair", "myst-nb", "nbval"} <= set(pinned)


def test_jupyter_book_stays_on_its_first_line():
    """Version 2 is another engine, without Sphinx: neither theme nor checks of this book run."""
    for name in ("requirements.txt", "requirements-book.lock", "requirements.lock"):
        (line,) = [line for line in pins(name) if line.startswith("jupyter-book==")]
        assert line.startswith("jupyter-book==1."), (
            f"{name}: {line}, but Jupyter Book 2 is built on MyST-MD and knows neither Sphinx nor "
            "durand.site, so the book would be built without one of its checks. Stay on 1.0; the "
            "way on is plain Sphinx (.github/workflows/weekly.yml)"
        )


def test_building_installs_what_the_tests_use_and_no_test_or_lab_tool():
    book, every = set(pins("requirements-book.lock")), set(pins("requirements.lock"))
    assert book < every, "the two locks differ; run make lock"
    tools = {line.partition("==")[0] for line in every - book}
    assert {"pytest", "nbval", "jupyterlab", "playwright", "hypothesis", "ruff"} <= tools
    names = {line.partition("==")[0] for line in every}
    assert not names & {"krippendorff", "pymcdm", "scipy", "matplotlib"}


@pytest.mark.parametrize(
    ("name", "least"),
    [("requirements-book.lock", 80), ("requirements.lock", 100), (".github/supply.lock", 30)],
)
def test_the_lock_has_hashes_and_no_address(name, least):
    text = (ROOT / name).read_text()
    assert "://" not in text
    packages = re.findall(
        r"^[a-z0-9][^ ]*==[^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)*", text, re.M
    )
    assert len(packages) > least
    without = [package for package in packages if "--hash=sha256:" not in package]
    assert not without, f"{name}: no digest of {without}; run make lock"


def test_one_range_of_pythons():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=3.11,<3.15"
    for name, said in {
        "durand/__init__.py": "(3, 11) <= sys.version_info < (3, 15)",
        "scripts/setup.sh": "(3, 11) <= sys.version_info[:2] <= (3, 14)",
        "scripts/setup.py": '(3, 11) <= tuple(found["minor"]) <= (3, 14)',
        "scripts/lock.sh": "for python in 3.11 3.12 3.13 3.14;",
        "README.md": "Python 3.11, 3.12, 3.13 or 3.14",
        ".github/workflows/publish.yml": 'python: ["3.11", "3.14"]',
        "runtime.txt": "python-3.12",  # Binder's own may be older
        ".devcontainer/devcontainer.json": "devcontainers/python:3.12",
    }.items():
        assert said in (ROOT / name).read_text(encoding="utf-8"), name


def test_the_bill_of_materials_holds_what_others_made():
    with_files = runpy.run_path(str(ROOT / "scripts/supply.py"))["with_files"]
    files = json.loads((ROOT / "third-party.json").read_text(encoding="utf-8"))
    found = with_files({"bomFormat": "CycloneDX", "components": [{"name": "pandas"}]}, files)
    assert [one["name"] for one in found["components"]] == ["pandas", *(f["file"] for f in files)]
    for one in found["components"][1:]:
        assert re.fullmatch("[0-9a-f]{64}", one["hashes"][0]["content"])
        assert one["licenses"][0]["license"]["name"]


def test_no_machine_path_in_what_is_published():
    texts = [path for path in TEXTS if path.is_file() and path.suffix != ".ipynb"]  # theirs: faults
    found = [path for path in texts if MACHINE_PATH.search(path.read_text("utf-8"))]
    assert not found


def test_citation_file_is_valid():
    done = subprocess.run(
        [str(BIN / "cffconvert"), "--validate", "-i", str(ROOT / "CITATION.cff")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_versions_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == version
    cited = re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert cited[1] == version, "CITATION.cff and pyproject.toml have two versions"


def test_a_missing_browser_is_named_not_installed(tmp_path):
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts/browser.sh")], env={"PATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr


def test_readme_names_the_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in (name for those in COMMANDS.values() for name in those):
        assert f"`{command}`" in readme, command
    for command in re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M):
        assert f"make {command}" in readme, command
