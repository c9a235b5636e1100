"""The build gates, run as a person runs them, on a copy that is damaged on purpose."""

import csv
import json
import re

import lxml.html
import pytest

PROSE_FAULTS = """
CRSS counts [445](num:attacks-on-forces-2024-crss) attacks on forces.

CRSS counts [444](num:attacks-on-force-2024-crss) attacks on forces.

There were 907 attacks.

There were twenty attacks.

The number `908` is in backticks.

Officials say that [685](num:security-killed-2024-crss) died.

An article says [444](num:attacks-on-forces-2024-horizonte) attacks.

The UN Monitoring Team counts [600](num:attacks-ttp-2024-un) attacks.

UCDP's months hold [95 %](num:share-in-months-2024-ucdp) of the year.

```{correction}
CRSS counts [909](num:attacks-2024-crss), Horizonte [444](num:attacks-on-forces-2024-horizonte).
```
"""

EXPECTED = [
    r"index\.md, line \d+: ‘445’ for attacks-on-forces-2024-crss: the ledger says ‘444’",
    r"‘444’: There is no evidence 'attacks-on-force-2024-crss'.*Did you mean",
    r"‘907’ is not checked",
    r"‘twenty’ is not checked",
    r"`908` in backticks is not checked",
    r"‘685’ for security-killed-2024-crss: name ‘CRSS’",
    r"‘444’ for attacks-on-forces-2024-horizonte: the row is rejected; cite it only inside",
    r"‘600’ for attacks-ttp-2024-un: the ledger says ‘over 600’",
    r"‘95 %’ for share-in-months-2024-ucdp: the ledger says ‘94",
    r"the \{correction\} block must also cite attacks-on-forces-2024-crss",
    r"book/sources\.md, line \d+: ‘12’ in the page description",
]


@pytest.mark.parametrize("options", [[], ["-W", "--keep-going"]], ids=["plain", "-W"])
def test_every_wrong_number_is_named_at_once(pages, options):
    text = (pages.folder / "index.md").read_text(encoding="utf-8")
    (pages.folder / "index.md").write_text(text + PROSE_FAULTS, encoding="utf-8")
    pages.edit("book/sources.md", "description: ", "description: 12 and ")
    done = pages.build(*options)
    assert done.returncode != 0
    for pattern in EXPECTED:
        assert re.search(pattern, done.stderr), (pattern, done.stderr)
    assert f"{len(EXPECTED)} things are wrong" in done.stderr
    assert "Traceback" not in done.stderr
    assert not pages.site.exists()
    line = next(n for n, row in enumerate((text + PROSE_FAULTS).splitlines(), 1) if "[445]" in row)
    assert f"index.md, line {line}: ‘445’" in done.stderr


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


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("data/ucdp_dyads.csv", "585,585,727", "585,585,100", "ucdp_dyads.csv, row 2"),
        ("data/evidence.csv", "|people-killed-2024-q2", "|people-killed-2024-q7", "q7-crss"),
        ("data/sources.bib", "@online{dna2024crss,", "@online{dna,", "dna2024crss"),
    ],
)
def test_bad_data_stops_the_build_with_one_message(pages, name, old, new, expected):
    pages.edit(name, old, new)
    done = pages.build()
    assert done.returncode != 0
    assert "The site was not built." in done.stderr
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert not pages.site.exists()


def test_a_stale_notebook_is_refused(book):
    book.edit("data/ucdp_dyads.csv", "2025,2268,", "2025,2269,")
    done = book.build()
    assert done.returncode != 0
    assert "notebooks/02-operations-and-attacks.ipynb was executed with older data" in done.stderr
    assert "make notebooks" in done.stderr
    assert not book.site.exists()


def test_a_figure_id_in_two_chapters_is_refused(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    (path.parent / "03-twin.ipynb").write_bytes(path.read_bytes())
    book.edit(
        "_toc.yml",
        "file: notebooks/02-operations-and-attacks\n",
        "file: notebooks/02-operations-and-attacks\n      - file: notebooks/03-twin\n",
    )
    done = book.build()
    assert done.returncode != 0
    assert "figure id 'fig-card-2024' is used 2 times" in done.stderr


def test_accept_brings_text_and_chapters_up_to_date(book):
    with (book.folder / "data" / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["evidence_id"]: row for row in csv.DictReader(file)}
    assert rows["attacks-2020-crss"]["value"] == "260"
    book.edit("data/evidence.csv", "pakistan,2020,260,", "pakistan,2020,261,")
    book.edit("data/evidence.csv", "pakistan,2024,59775,", "pakistan,2024,59776,")
    done = book.module("durand.accept")
    assert done.returncode == 0, done.stderr
    assert "index.md: 59,775 → 59,776  [operations-2024-ispr]" in done.stdout
    assert "fig-attacks-operations-2020-2024: 2020, attacks: Incidents 260 → 261" in done.stdout
    assert "260" in done.stdout.split("Look again")[1]  # 2020's identity no longer holds
    changelog = (book.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "- Evidence `operations-2024-ispr`: 59,775 → 59,776." in changelog
    assert (
        "- Figure `fig-attacks-operations-2020-2024`: 2020, attacks: Incidents 260 → 261."
        in changelog
    )
    built = book.build()
    assert built.returncode == 0, built.stderr
    assert "59,776" in (book.site / "index.html").read_text(encoding="utf-8")


def test_accept_refuses_bad_data_and_changes_nothing(book):
    book.edit("data/evidence.csv", "|people-killed-2024-q2", "|people-killed-2024-q7")
    before = (book.folder / "index.md").read_bytes()
    done = book.module("durand.accept")
    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert (book.folder / "index.md").read_bytes() == before


def test_a_failing_notebook_is_left_as_it_was(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = "raise RuntimeError('broken on purpose')"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = path.read_bytes()
    done = book.module("durand.notebooks")
    assert done.returncode == 1
    assert "broken on purpose" in done.stderr
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.part"))


def test_numbers_prints_each_in_its_sentence(pages):
    done = pages.module("durand.site")
    assert done.returncode == 0, done.stderr
    assert "685 = 685, Security personnel killed, Pakistan, 2024, CRSS" in done.stdout
    assert "index.md, line" in done.stdout


def test_strict_nbval_catches_an_edited_output(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    made = [cell for cell in notebook["cells"] if cell.get("outputs")]
    notebook["cells"] = [c for c in notebook["cells"] if c["cell_type"] == "code"][:2]
    spec = made[0]["outputs"][0]["data"]["application/vnd.vegalite.v6+json"]
    assert spec["datasets"]["rows"][0]["value"] == 257.0
    path.write_text(json.dumps(notebook), encoding="utf-8")
    good = book.module("pytest", "-q", "--nbval", "--nbval-current-env", "notebooks")
    assert good.returncode == 0, good.stdout
    spec["datasets"]["rows"][0]["value"] = 258.0
    path.write_text(json.dumps(notebook), encoding="utf-8")
    bad = book.module("pytest", "-q", "--nbval", "--nbval-current-env", "notebooks")
    assert bad.returncode == 1
    assert "mismatch" in bad.stdout


def _notebook(book):
    path = book.folder / "notebooks" / "02-operations-and-attacks.ipynb"
    return path, json.loads(path.read_text(encoding="utf-8"))


def test_a_chapter_that_is_none_is_refused_with_advice(book):
    path, notebook = _notebook(book)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells[0]["metadata"] = {}
    cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (path.parent / "draft.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    done = book.build()
    assert done.returncode != 0
    for pattern in (
        r"02-operations-and-attacks\.ipynb: cell \d+: tag it hide-input",
        r"cell \d+: it shows something that is no figure",
        r"draft\.ipynb is in no part of the book: add it to _toc\.yml",
        r"draft\.ipynb: name it NN-its-question\.ipynb",
    ):
        assert re.search(pattern, done.stderr), (pattern, done.stderr)


def test_a_page_that_is_missing_is_named(pages):
    pages.edit("_toc.yml", "book/sources", "book/missing-page")
    done = pages.build()
    assert done.returncode != 0
    assert "_toc.yml lists book/missing-page, and there is no such file" in done.stderr


def test_a_mistake_in_a_figure_is_said_in_one_line(book):
    path, _ = _notebook(book)
    text = path.read_text(encoding="utf-8").replace("Civilians are missing.", "There are 907.")
    path.write_text(text, encoding="utf-8")
    done = book.module("durand.notebooks")
    assert done.returncode == 1
    assert re.search(r"cell \d+: fig-card-2024, field caveats: ‘907’ is no value", done.stderr)
    assert "Traceback" not in done.stderr


def test_a_number_in_a_notebook_is_placed_by_cell_and_line(book):
    path, notebook = _notebook(book)
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "markdown")
    cell["source"] = ["# Title\n", "\n", "One line.\n", "There were 907 attacks.\n"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    done = book.build()
    number = notebook["cells"].index(cell) + 1
    assert f"attacks.ipynb, cell {number}, line 4: ‘907’ is not checked" in done.stderr


def test_a_change_that_breaks_a_chapter_still_reaches_the_changelog(book):
    book.edit("data/evidence.csv", "pakistan,2024,59775,", "pakistan,2024,59776,")
    path, _ = _notebook(book)
    text = path.read_text(encoding="utf-8").replace("Civilians are missing.", "There are 907.")
    path.write_text(text, encoding="utf-8")
    assert book.module("durand.accept").returncode == 1
    changelog = (book.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "59,775 → 59,776" in changelog


def test_a_correction_is_logged_and_its_page_says_so(pages):
    done = pages.build()
    assert done.returncode == 0, done.stderr
    log, page = pages.site / "book/corrections.html", pages.site / "book/read-rerun-cite.html"
    assert "No correction has been made yet." in log.read_text(encoding="utf-8")
    assert "Write to the publisher of the copy that you read." in log.read_text(encoding="utf-8")
    assert "has been corrected" not in page.read_text(encoding="utf-8")
    with (pages.folder / "data" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(
            "2026-09-01,book/read-rerun-cite,Python 3.9 is enough,Python 3.11 is needed,"
            "security-killed-2024-crss\n"
        )
    done = pages.build()  # warm: the text of the page has not changed
    assert done.returncode == 0, done.stderr
    tree = lxml.html.parse(str(log)).getroot()
    row = tree.get_element_by_id("correction-1")
    assert row.xpath(".//a/@href") == [
        "read-rerun-cite.html",
        "ledger.html#security-killed-2024-crss",
    ]
    assert "Python 3.9 is enough" in row.text_content()
    notice = lxml.html.parse(str(page)).getroot().cssselect(".admonition.correction")
    assert len(notice) == 1
    assert "Python 3.11 is needed" in notice[0].text_content()
    assert notice[0].xpath(".//a/@href") == ["corrections.html#correction-1"]
    assert "has been corrected" not in (pages.site / "index.html").read_text(encoding="utf-8")
    pages.edit("_config.yml", 'corrections_address: ""', "corrections_address: desk@example.org")
    assert pages.build().returncode == 0
    links = lxml.html.parse(str(log)).getroot().xpath("//a[starts-with(@href, 'mailto:')]")
    assert [link.text_content() for link in links] == ["desk@example.org"]
