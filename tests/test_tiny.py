"""The engine on a book of another subject: three rows and one chapter, built in this process.

Nothing of *Across the Durand Line* may be needed for it, or reach its pages.
"""

import json

import lxml.html
import pytest
from conftest import tiny_book

from durand import Publication, chapters


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    copy = tiny_book(tmp_path_factory.mktemp("tiny") / "marsh")
    done = copy.build("-n", "-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    return copy


def page(copy, name):
    return lxml.html.parse(str(copy.site / name)).getroot()


def test_a_number_leads_to_its_row_with_a_card(built):
    front = page(built, "index.html")
    links = front.cssselect("a.num:not(.is)")
    assert [link.text_content() for link in links] == ["120", "96"]
    assert links[0].get("href") == "book/ledger.html#warblers-2024-warden"
    card = front.get_element_by_id("card-warblers-2024-warden").text_content()
    assert "The warden" in card
    assert "96" in card, "the rival"
    row = page(built, "book/ledger.html").get_element_by_id("warblers-2024-gap")
    assert "120 − 96" in row.text_content()


def test_what_is_said_of_two_numbers_opens_a_card(built):
    front = page(built, "index.html")
    (word,) = front.cssselect("a.is")
    assert word.text_content() == "more than"
    assert word.get("href") == "book/ledger.html#warblers-2024-warden"
    card = front.get_element_by_id(f"card-{word.get('id')}").text_content()
    assert "120 Reed warblers" in card
    assert "120 − 96 = 24" in card
    assert "counter: club, warden" in card


def test_a_figure_has_its_page_its_files_and_its_citation(built):
    (entry,) = json.loads((built.site / "figures/figures.json").read_text(encoding="utf-8"))
    assert entry["id"] == "fig-warblers"
    for path in {**entry["files"], **entry["cite"]}.values():
        assert (built.site / path).stat().st_size, path
    text = (built.site / entry["cite"]["text"]).read_text(encoding="utf-8")
    assert "Reed Warblers of the Lower Marsh" in text
    assert "Data to 2025-01-31" in text


def test_nothing_of_this_book_reaches_another(built):
    words = ["Pakistan", "Taliban", "UCDP", "across-the-durand-line", "Across the Durand Line"]
    for path in built.site.rglob("*"):
        if path.suffix in {".html", ".csv", ".json", ".bib", ".txt", ".ris"}:
            if "_static" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            assert not [word for word in words if word in text], path.name


def test_accept_runs_the_chapters_of_the_folder_it_is_given(tmp_path):
    copy = tiny_book(tmp_path / "marsh")
    copy.edit("data/evidence.csv", "2024,120,", "2024,130,")
    done = copy.module("durand", "accept")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "index.md: 120 → 130  [warblers-2024-warden]" in said
    assert "notebooks/01-the-count.ipynb: 24 → 34  [warblers-2024-gap]" in said
    assert "fig-warblers: warden: Birds 120 → 130" in said
    assert chapters.stale_chapters(Publication(copy.folder)) == []
    assert "120 → 130" in (copy.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert copy.build().returncode == 0


def test_a_row_that_nobody_asks_for_makes_no_chapter_stale(tmp_path):
    """Two contributors who each add an actor, a place or a source do not meet in a chapter."""
    copy = tiny_book(tmp_path / "marsh")

    def stale():
        return chapters.stale_chapters(Publication(copy.folder))

    assert stale() == []
    for name, row in {
        "actors.csv": "heron,The heron,heron,person,Counts nothing,no,\n",
        "places.csv": "upper-marsh,Upper marsh,marsh,\n",
        "sources.bib": "\n@misc{heron2025,\n  title = {x},\n  publisher = {y},\n  year = {2025},\n"
        "  access = {excerpt},\n  licence = {facts cited}\n}\n",
    }.items():
        with (copy.folder / "data" / name).open("a", encoding="utf-8") as file:
            file.write(row)
    assert stale() == []
    copy.edit("data/actors.csv", "The bird club,club|", "The old bird club,club|")
    assert len(stale()) == 1, "a row that the chapter names"


def test_a_book_without_a_ledger_page_is_told_so(tmp_path, faults):
    copy = tiny_book(tmp_path / "marsh")
    copy.edit("book/ledger.md", "```{ledger}\n```\n", "")
    done = copy.build()
    assert done.returncode == 2
    said = r"no page holds the ledger: write ```\{ledger\}``` on one"
    faults.caught("book: no ledger page", "jupyter-book build", done.stderr, said)
