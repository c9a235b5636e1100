"""The built site: every number a checked link with a card, every figure whole."""

import json
import re
import shutil

import lxml.html
import pytest
from conftest import BOOK, ROOT

from durand import Publication, release
from durand.chapters import figure_specs
from durand.figure.spec import columns
from durand.ledger.wording import mismatch
from durand.prose.languages import languages
from durand.site import cite

CHAPTER = "notebooks/02-operations-and-attacks.html"


@pytest.fixture(scope="session")
def trees(site):
    return {
        path.relative_to(site).as_posix(): lxml.html.parse(str(path)).getroot()
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_number_is_a_link_to_its_row_with_a_card(trees):
    rows = set(trees["book/ledger.html"].xpath("//tr/@id"))
    assert rows == set(BOOK.ledger)
    seen = 0
    for name, tree in trees.items():
        cards = set(tree.xpath("//*[contains(@class, 'num-card')]/@id"))
        links = set(tree.xpath("//a/@id"))
        for link in tree.cssselect("a.num"):
            page, _, evidence_id = link.get("href").partition("#")
            assert page.endswith("ledger.html"), (name, link.get("href"))
            assert evidence_id in rows
            if "is" in link.classes:
                assert f"card-{link.get('id')}" in cards
                continue
            assert f"card-{evidence_id}" in cards
            assert f"n-{evidence_id}-1" in links, (name, "no link to its first sentence")
            language = languages().get(name.partition("/")[0])
            shown = link.text_content().replace("\u061c", "")  # keeps a sign at its number
            shown = language.english(shown) if language else shown
            number = BOOK.ledger[evidence_id]
            falls = language and mismatch(f"−{shown}", number) is None  # its word has the sign
            assert falls or mismatch(shown, number) is None, (name, shown)
            seen += 1
    assert seen > 100


def test_no_number_link_is_left_unresolved(trees):
    for tree in trees.values():
        assert not tree.xpath("//a[starts-with(@href, 'num:') or starts-with(@href, 'lit:')]")


EMPTY_WORDS = "here|more|this|go|start|information|more info|learn more|read more|see more"


def test_a_link_and_a_head_say_something_by_themselves(trees):
    """A screen reader lists links alone, and says a cell's head before the cell."""
    said = set(EMPTY_WORDS.split("|"))
    for name, tree in trees.items():
        empty = [a for a in tree.iter("a") if " ".join(a.text_content().split()).lower() in said]
        assert not empty, (name, [a.get("href") for a in empty])
        heads = tree.xpath("//th[not(normalize-space())]")
        assert not heads, (name, heads[0].getparent().text_content())


def test_a_table_of_a_chapter_can_be_scrolled_by_key(trees):
    for name, tree in trees.items():
        frames = tree.xpath(
            "//table[contains(@class, 'docutils')][not(contains(@class, 'say'))]/.."
        )
        for frame in frames:
            assert (frame.get("class"), frame.get("tabindex")) == ("table-frame", "0"), name
        labels = [frame.get("aria-label") for frame in frames]
        assert len(set(labels)) == len(labels), name


def test_a_card_says_what_it_must(trees):
    card = trees[CHAPTER].get_element_by_id("card-security-killed-2024-crss")
    text = " ".join(card.text_content().split())
    for part in (
        "685",
        "Security personnel killed",
        "Center for Research",
        "reported by Dawn",
        "Rivals",
    ):
        assert part in text
    assert "527 PICSS" in text  # the rival
    assert "383 ISPR" in text  # an other count, and what differs
    assert "Officers and soldiers killed" in text
    derived = trees[CHAPTER].get_element_by_id("card-civilians-killed-2024-crss").text_content()
    assert "1,612 − 685" in derived
    bounds = trees[CHAPTER].get_element_by_id("card-battle-deaths-ttp-2024-ucdp").text_content()
    assert "1,192 (1,178–1,268)" in bounds


def test_every_figure_of_every_notebook_is_on_its_page(trees):
    made = {path.stem: list(figure_specs(path).values()) for path in BOOK.chapters}
    assert sum(map(len, made.values())) >= 9
    for stem, specs in made.items():
        tree = trees[f"notebooks/{stem}.html"]
        assert len(tree.cssselect("figure.durand-figure")) == len(specs)
        for at, spec in enumerate(specs, 1):
            record = spec["usermeta"]["figure"]
            figure = tree.get_element_by_id(record["id"])
            number = figure.cssselect(".caption-number")[0].text_content().strip()
            assert number == f"Figure {int(stem[:2])}.{at}"
            drawings = figure.cssselect("svg[role=img]")
            assert len(drawings) == 2
            for drawing in drawings:
                for attribute, kind in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
                    named = figure.xpath(f".//*[@id='{drawing.get(attribute)}']")
                    assert len(named) == 1
                    assert named[0].tag.endswith(kind)
                    assert named[0].text_content()
            table = figure.cssselect("table")[0]
            assert len(table.cssselect("tbody tr")) == len(spec["datasets"]["rows"])
            assert [th.text for th in table.cssselect("th")] == list(columns(spec).values())
            assert len(figure.cssselect(".figure-sources a")) == len(record["sources"])


def test_charts_follow_the_page_in_light_and_dark(trees):
    css = (ROOT / "durand/site/assets/durand.css").read_text(encoding="utf-8")
    for svg in trees[CHAPTER].cssselect("figure svg"):
        text = lxml.html.tostring(svg, encoding="unicode")
        painted = set(re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+|white|black)"', text))
        assert not painted, painted
        for name in set(re.findall(r'class="([^"]+)"', text)) - {"chart-wide", "chart-narrow"}:
            for part in name.split():
                assert f".{part} {{" in css, part


def test_ids_are_unique_and_links_lead_somewhere(trees, site):
    ids = {}
    for name, tree in trees.items():
        found = tree.xpath("//@id")
        twice = {one for one in found if found.count(one) > 1} - {"search-input", "searchbox"}
        assert not {one for one in twice if not one.startswith("pst-")}, (name, twice)
        ids[name] = set(found)
    broken = []
    for name, tree in trees.items():
        for href in tree.xpath("//a/@href"):
            if re.match(r"[a-z]+:", href):
                continue
            path, _, anchor = href.partition("#")
            path = path.partition("?")[0]  # values of a model's controls
            target = ((site / name).parent / path).resolve() if path else (site / name).resolve()
            page = target.relative_to(site.resolve()).as_posix()
            wanted = {anchor} if anchor else set()
            if page == "book/explore.html" and "=" in anchor:  # a view: of questions, or of rows
                names = re.match("(?:q|rows)=([^&]+)", anchor)[1].split(",")
                page, wanted = "book/ledger.html", set(names)
            if not target.is_file() or (page in ids and not wanted <= ids[page]):
                broken.append(f"{name}: {href}")
    assert not broken, "\n".join(broken)


def test_nothing_is_loaded_from_another_host(trees):
    loaded = "//script/@src | //img/@src | //link[not(@rel='canonical')]/@href"
    found = [
        f"{name}: {address}"
        for name, tree in trees.items()
        for address in tree.xpath(loaded)
        if "//" in address
    ]
    assert not found, "\n".join(found)


def test_a_correction_shows_statement_and_correction(trees):
    block = trees[CHAPTER].cssselect("div.admonition.correction")[0]
    cited = [link.get("href").partition("#")[2] for link in block.cssselect("a.num")]
    assert {"attacks-on-forces-2024-horizonte", "attacks-on-forces-2024-crss"} <= set(cited)


def test_every_correction_is_on_its_page_and_on_its_figures(trees):
    log = BOOK.load("corrections").to_dict("records")
    assert log, "0.1.1 was corrected"
    titles = trees["book/corrections.html"].text_content()
    for at, row in enumerate(log, 1):
        figures = [f"figures/{name}" for name in row["figures"].split("|") if name]
        for page in [row["page"], *figures]:
            notice = trees[f"{page}.html"].cssselect("details.correction")[0]
            links = notice.xpath(".//a/@href")
            assert any(link.endswith(f"corrections.html#correction-{at}") for link in links), page
        heading = trees[f"{row['page']}.html"].cssselect("h1")[0].text_content().strip("#\n ")
        assert heading.split("\u00a0")[-1] in titles


def test_the_status_page_lists_literals_and_identities(trees):
    text = " ".join(trees["book/build-status.html"].text_content().split())
    assert "reached UCDP’s threshold of 25 deaths" in text
    assert "fails by 6" in text
    assert "909 + 257 = 1,166" in text
    assert "differ by a point in 8 of 98 cells" in text, "a sentence is shown without its tags"
    assert "<a " not in text


def test_the_status_page_lists_the_sources_that_are_still_to_keep(trees):
    online = {key: one.fields for key, one in BOOK.data.sources.items() if "url" in one.fields}
    wanting = {key for key, fields in online.items() if not {"urldate", "archived"} <= set(fields)}
    (listed,) = trees["book/build-status.html"].xpath("//div[@aria-label='Sources to keep']/table")
    rows = [[cell.text_content() for cell in row] for row in listed.cssselect("tbody tr")]
    assert {key for key, *_ in rows} == wanting
    counts = [int(count) for _, count, _ in rows]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10, "what most rests on stands first"
    for key, _, wants in rows:
        assert ("day" in wants, "copy" in wants) == (
            "urldate" not in online[key], "archived" not in online[key]
        )  # fmt: skip


def test_a_source_says_when_it_was_read_and_where_its_copy_is(tmp_path):
    path = tmp_path / "book" / "data" / "sources.bib"
    shutil.copytree(ROOT / "tests" / "tiny", tmp_path / "book")
    kept = "  urldate = {2026-11-20},\n  archived = {https://example.org/kept},\n  access"
    path.write_text(path.read_text("utf-8").replace("  access", kept, 1), encoding="utf-8")
    said = cite.reference(Publication(tmp_path / "book"), "warden2025")
    assert said.endswith(
        ' Read on 2026-11-20. <a href="https://example.org/kept">Archived copy</a>.'
    )


def test_figures_are_referenced_across_pages(trees):
    links = trees["index.html"].xpath("//a[contains(@href, '#fig-card-2024')]")
    assert links[0].text_content().startswith("Figure 2.1")
    links = trees["book/read-rerun-cite.html"].xpath("//a[contains(@href, '#fig-card-2024')]")
    assert links[0].text_content() == "Figure 2.1"


def test_the_page_holds_the_committed_output(site):
    """Page and committed notebook are the same thing: same rows."""
    path = ROOT / "notebooks" / "02-operations-and-attacks.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert len(notebook["metadata"]["durand"]["digest"]) == 64


def test_every_source_says_what_it_is_and_what_rests_on_it(trees):
    entries = BOOK.data.sources
    rows = {row.get("id"): row for row in trees["book/sources.html"].cssselect("tbody tr")}
    assert list(rows) == list(entries)
    evidence = BOOK.load("evidence")
    kept = {
        key
        for versions in release.kept(BOOK).values()
        for one in versions
        for key in one.spec["usermeta"]["figure"]["sources"]
    }
    kept |= {  # what says how a whole table was made has no row of its own
        one["key"]
        for name in BOOK.data.names
        for one in BOOK.data.described(name).get("sources", [])
    }
    for key, row in rows.items():
        cells = [cell.text_content() for cell in row]
        assert all(cells), key
        for part in ("Kind: ", f"Read as: {entries[key].fields['access']}; "):
            assert part in cells[1], key
        least = (evidence["source"] == key).sum() or int(key not in kept)  # a released one stays
        assert int(cells[-1].removeprefix("Rows: ").replace(",", "")) >= least, key
    assert rows["jadoon2025"][1].text_content().startswith("Kind: founding article")
    assert "machine-paraphrased" in rows["jadoon2025"].text_content()


def test_methods_prints_the_agreement_and_every_settlement(trees):
    tree = trees["book/methods.html"]
    tables_shown = {
        region.get("aria-label"): region
        for region in tree.cssselect("div.table-scroll[role=region]")
    }
    settled = tables_shown["Settled differences"].cssselect("tbody tr")
    assert len(settled) == len(BOOK.load("settlements"))
    kinds = tables_shown["Agreement of the two codings"].cssselect("tbody tr")
    assert [row.cssselect("td")[0].text for row in kinds][:2] == ["All", "Quantity"]
    assert re.search(r"alpha.*is 0\.63 \(n = 120\)", " ".join(tree.text_content().split()))
    rejected = tables_shown["Rejected rows"].xpath(".//tbody/tr/td[1]/a/@href")
    expected = [n.evidence_id for n in BOOK.ledger.values() if n.status == "rejected"]
    assert rejected == [f"ledger.html#{name}" for name in expected]


def test_the_glossary_defines_its_words_once(trees):
    terms = [
        " ".join(one.text_content().split())
        for one in trees["book/glossary.html"].cssselect("dl.glossary dt")
    ]
    assert len(terms) == len(set(terms)) >= 45
