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
from durand.chapters import MACHINE_PATH, digest, faults, stale, stale_chapters

BIN = Path(sys.executable).parent
TEXTS = [
    path
    for pattern in ("*.md", "book/*.md", "notebooks/*.ipynb", "durand/**/*.py", "data/*", "*.yml")
    for path in ROOT.glob(pattern)
]


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
                "application/vnd.vegalite.v6+json",
                "image/svg+xml",
                "text/plain",
            }


def test_a_changed_row_makes_stale_the_chapters_that_ask_for_it(tmp_path):
    book = copy_book(tmp_path / "book", [path.stem for path in BOOK.chapters])

    def stale_ones():
        return [path.stem[:2] for path in stale_chapters(Publication(book.folder))]

    row, cell = "attacks-2020-crss,attacks-all,pakistan,2020,", "refugee_returns.csv"
    book.edit("data/evidence.csv", f"{row}260,", f"{row}261,")
    assert stale_ones() == ["02", "03"], "03 classes every row"
    book.edit("data/evidence.csv", f"{row}261,", f"{row}260,")
    assert stale_ones() == []
    book.edit("data/evidence.csv", "attacks-2020-crss,", "attacks-2020-other,")
    assert stale_ones() == ["02", "03"], "a row that is gone"
    book.edit("data/evidence.csv", "attacks-2020-other,", "attacks-2020-crss,")
    (book.folder / "data" / cell).write_bytes(b"\xff")
    assert stale_ones() == ["03", "06"], "the table behind rows of theirs"


def test_requirements_are_exact():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert lines[-1] == "-e ."
    for line in lines[:-1]:
        pinned = re.match(r"[a-z0-9][a-z0-9._-]*==[^ ]+( ; .*)?$", line)
        assert pinned, f"requirements.txt: {line} is not pinned; run make lock"
    pinned = dict(line.split(" ;")[0].split("==") for line in lines[:-1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name, version = requirement.split("==")
        assert pinned[name] == version


@pytest.mark.parametrize(
    ("name", "least"), [("requirements.lock", 100), (".github/supply.lock", 30)]
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


def test_setup_refuses_an_unsupported_python(tmp_path):
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1"\nexit 1\n')
    old.chmod(0o755)
    scripts = tmp_path / "copy" / "scripts"
    scripts.mkdir(parents=True)
    setup = scripts / "setup.sh"
    setup.write_text((ROOT / "scripts/setup.sh").read_text())
    done = subprocess.run(
        ["/bin/sh", str(setup), "book"], env={"PYTHON": str(old), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13; found: Python 3.9.1" in done.stderr
    assert not (tmp_path / "copy" / ".venv").exists()


def test_a_missing_browser_is_named_not_installed(tmp_path):
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts/browser.sh")], env={"PATH": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "apt-get install chromium" in done.stderr


def test_readme_names_the_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.M):
        if command in {
            "book",
            "test",
            "serve",
            "lab",
            "notebooks",
            "accept",
            "numbers",
            "bench",
            "release",
        }:
            assert f"make {command}" in readme, command
