"""The build gates, run as a person runs them, on a copy that is damaged on purpose."""

import csv
import json
import re
import shutil

import lxml.html
from conftest import copy_book


def test_a_good_book_builds_warm_and_follows_the_data(pages):
    assert pages.build().returncode == 0
    built = (pages.site / "index.html").read_bytes()
    assert pages.build().returncode == 0
    assert (pages.site / "index.html").read_bytes() == built
    pages.edit(
        "data/evidence.csv", "pakistan,2024,685,,,exact,crss", "pakistan,2024,686,,,exact,crss"
    )
    done = pages.build()
    assert done.returncode != 0, "a changed table must reach pages that did not change"
    assert "‘685’ for security-killed-2024-crss: the ledger says ‘686’" in done.stderr
    assert not pages.site.exists()


def test_a_changed_row_reaches_the_pages_that_show_it_and_no_other(tmp_path):
    """What is built again is what a clean build makes, byte for byte."""
    book = copy_book(tmp_path / "book", ("02-operations-and-attacks", "05-the-gate"))
    assert book.build().returncode == 0
    said = "the first sentence of the reports says at least"
    book.edit("data/evidence.csv", f"{said}\n", f"{said}. Said once more\n")
    title = "Report on CRSS's annual security report for"
    book.edit("data/sources.bib", f"{title} 2024}}", f"{title} the year 2024}}")
    done = book.module("durand", "notebooks")
    assert "1 of 2 notebooks to run" in done.stdout, done.stdout + done.stderr
    again = book.build()
    assert again.returncode == 0, again.stderr
    lines = [line for line in again.stdout.splitlines() if "reading sources" in line]
    read = {re.sub(r"\x1b\[[\d;]*m|.*%\] ", "", line) for line in lines}
    assert read >= {"index", "notebooks/02-operations-and-attacks", "book/ledger"}, read
    assert not read & {"notebooks/05-the-gate", "book/read-rerun-cite", "book/changelog"}, read
    first = {path: path.read_bytes() for path in book.site.rglob("*") if path.is_file()}
    assert b"Said once more" in first[book.site / "index.html"]
    shutil.rmtree(book.folder / "_build")
    assert book.build().returncode == 0
    clean = {path: path.read_bytes() for path in book.site.rglob("*") if path.is_file()}
    assert [
        path for path in first.keys() | clean.keys() if first.get(path) != clean.get(path)
    ] == []


def test_accept_brings_text_and_chapters_up_to_date(book):
    with (book.folder / "data" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["evidence_id"]: row for row in csv.DictReader(file)}
    assert rows["attacks-2020-crss"]["value"] == "260"
    book.edit("data/evidence.csv", "pakistan,2020,260,", "pakistan,2020,261,")
    book.edit("data/evidence.csv", "pakistan,2019,357,,,exact", "pakistan,2019,358,,,exact")
    book.edit("data/evidence.csv", "pakistan,2024,59775,", "pakistan,2024,59776,")
    done = book.module("durand", "accept")
    assert done.returncode == 0, done.stderr
    assert "index.md: 59,775 → 59,776  [operations-2024-ispr]" in done.stdout
    drafted = "Killed in terrorist attacks, by PIPS, 2019: People killed 357 → 358"
    assert f"fig-deadliest-since: {drafted}" in done.stdout
    assert "260" in done.stdout.split("Look again")[1]  # 2020's identity no longer holds
    changelog = (book.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "- Evidence `operations-2024-ispr`: value 59,775 → 59,776. Why: …" in changelog
    assert "Write the reason into CHANGELOG.md" in done.stdout
    assert f"- Figure `fig-deadliest-since`: {drafted}." in changelog
    built = book.build()
    assert built.returncode == 0, built.stderr
    assert "59,776" in (book.site / "index.html").read_text(encoding="utf-8")


def test_a_failing_notebook_is_left_as_it_was(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = "raise RuntimeError('broken on purpose')"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = path.read_bytes()
    done = book.module("durand", "notebooks")
    assert done.returncode == 1
    assert "broken on purpose" in done.stderr
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))


def test_strict_nbval_catches_an_edited_output(book, faults):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    made = [cell for cell in notebook["cells"] if cell.get("outputs")]
    notebook["cells"] = [c for c in notebook["cells"] if c["cell_type"] == "code"][:2]
    spec = made[0]["outputs"][0]["data"]["application/vnd.vegalite.v5+json"]
    assert spec["datasets"]["rows"][0]["value"] == 444.0
    path.write_text(json.dumps(notebook), encoding="utf-8")
    good = book.module("pytest", "-q", "--nbval", "--nbval-current-env", "notebooks")
    assert good.returncode == 0, good.stdout
    spec["datasets"]["rows"][0]["value"] = 445.0
    path.write_text(json.dumps(notebook), encoding="utf-8")
    bad = book.module("pytest", "-q", "--nbval", "--nbval-current-env", "notebooks")
    assert bad.returncode == 1
    place = r"notebooks/02-operations-and-attacks\.ipynb::Cell 1"
    faults.caught("chapter: edited output", "pytest --nbval", bad.stdout, "mismatch", place)


def _notebook(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_a_reference_that_leads_nowhere_is_refused(pages, faults):
    broken = "{numref}`fig-nowhere`, [nowhere](nowhere.md), [no place](#no-such-place), {doc}`none`"
    pages.edit("book/glossary.md", "# Glossary\n", f"# Glossary\n\n{broken}.\n")
    done = pages.build()
    assert done.returncode == 2, done.stderr
    for name in ("fig-nowhere", "nowhere.md", "no-such-place", "none"):
        said = rf"book/glossary\.md:\d+: .*{name}"
        faults.caught(f"reference: {name}", "jupyter-book build", done.stderr, said)
    assert not pages.site.exists()


def test_a_build_runs_no_chapter(pages, faults):
    pages.edit("_config.yml", 'execute_notebooks: "off"', "execute_notebooks: force")
    done = pages.build()
    assert done.returncode == 2
    said = "execute_notebooks: ‘force’"
    faults.caught("configuration: chapters run", "jupyter-book build", done.stderr, said)


def test_a_chapter_runs_in_this_environment_alone(book, tmp_path):
    """Whatever kernels, profiles and themes the reader has."""
    home = tmp_path / "home"
    kernel = home / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = ["/no/such/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    start = home / "ipython" / "profile_default" / "startup"
    start.mkdir(parents=True)
    theme = (
        "import altair as alt\n"
        "@alt.theme.register('mine', enable=True)\n"
        "def mine():\n    return alt.theme.ThemeConfig({'background': 'red'})\n"
    )
    (start / "00-mine.py").write_text(theme, encoding="utf-8")
    path, _ = _notebook(book)
    before = path.read_bytes()
    paths = {"JUPYTER_DATA_DIR": home / "jupyter", "IPYTHONDIR": home / "ipython"}
    done = book.module("durand", "notebooks", "--all", **{k: str(v) for k, v in paths.items()})
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == before


def test_a_correction_is_logged_and_its_page_says_so(pages, faults):
    corrections = pages.folder / "data" / "corrections.csv"
    before = corrections.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    corrections.write_text(before, encoding="utf-8")
    done = pages.build()
    assert done.returncode == 0, done.stderr
    log, page = pages.site / "book/corrections.html", pages.site / "book/read-rerun-cite.html"
    assert "No correction has been made yet." in log.read_text(encoding="utf-8")
    assert "Write to the publisher of the copy that you read." in log.read_text(encoding="utf-8")
    assert "Corrected: " not in page.read_text(encoding="utf-8")
    row = (
        "2026-09-01,{},Python 3.9 is enough,Python 3.11 is needed,"
        "it was tried,{},security-killed-2024-crss\n"
    )
    wrong = row.format("book/no-such-page", "fig-no-such")
    corrections.write_text(before + wrong, encoding="utf-8")
    done = pages.build()  # warm: the text of the page has not changed
    assert done.returncode == 2
    for column, name in (("page", "book/no-such-page"), ("figures", "fig-no-such")):
        said = rf"row 2, column {column}: there is no {name}"
        faults.caught(f"correction: names no {column}", "jupyter-book build", done.stderr, said)
    figure = "fig-card-2024"
    corrections.write_text(before + row.format("book/read-rerun-cite", figure), encoding="utf-8")
    done = pages.build()
    assert done.returncode == 0, done.stderr
    tree = lxml.html.parse(str(log)).getroot()
    found = tree.get_element_by_id("correction-1")
    assert found.xpath(".//a/@href") == [
        "read-rerun-cite.html",
        f"../figures/{figure}.html",
        "ledger.html#security-killed-2024-crss",
    ]
    text = found.text_content()
    for said in ("Read, rerun, cite", "Python 3.9 is enough", "it was tried"):
        assert said in text
    notice = lxml.html.parse(str(page)).getroot().cssselect(".admonition.correction")
    assert len(notice) == 1
    said = "Wrong was: Python 3.9 is enough Correction 1"
    assert said in notice[0].text_content()
    assert notice[0].xpath(".//a/@href") == ["corrections.html#correction-1"]
    assert "Corrected: " not in (pages.site / "index.html").read_text(encoding="utf-8")
    pages.edit("_config.yml", 'corrections_address: ""', "corrections_address: desk@example.org")
    assert pages.build().returncode == 0
    links = lxml.html.parse(str(log)).getroot().xpath("//a[starts-with(@href, 'mailto:')]")
    assert [link.text_content() for link in links] == ["desk@example.org"]


def test_where_chapters_run_without_an_installation_follows_the_repository(pages, faults):
    """Binder and Codespaces take it as it is; nothing else at its root may come before them."""
    first = {"environment.yml", "Dockerfile", "Pipfile", "binder", ".binder", "setup.py"}
    assert not first & {path.name for path in pages.folder.iterdir()}
    dev = json.loads((pages.folder / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert dev["postCreateCommand"] == "make set-up"
    page = pages.site / "book/read-rerun-cite.html"
    assert pages.build().returncode == 0
    assert "Without an installation" not in page.read_text(encoding="utf-8"), "a dead link"
    blank, at = 'repository_address: ""', "repository_address: https://"
    pages.edit("_config.yml", blank, f"{at}example.org/marsh")
    said = "is no repository that Binder and Codespaces can open"
    faults.caught("repository elsewhere", "jupyter-book build", pages.build().stderr, said)
    pages.edit("_config.yml", f"{at}example.org/marsh", f"{at}github.com/marsh/birds.git")
    assert pages.build().returncode == 0
    links = lxml.html.parse(str(page)).getroot().xpath("//a[contains(@href, 'marsh/birds')]/@href")
    assert links == [
        "https://mybinder.org/v2/gh/marsh/birds/HEAD?urlpath=lab/tree/notebooks",
        "https://codespaces.new/marsh/birds",
    ]
