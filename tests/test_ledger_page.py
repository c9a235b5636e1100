"""The ledger page in a real browser, from disk: filter, link, download; and without scripts."""

import csv
import io
import re

import pytest
from conftest import BOOK

from durand.ledger.periods import span
from durand.site import cite


@pytest.fixture
def page(site, chromium):
    context = chromium.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.goto((site / "book/ledger.html").as_uri())
    yield page
    context.close()


def choose(page, name, value):
    """Choose as a hand does: a list is filled when somebody turns to it."""
    page.focus(f"[name={name}]")
    page.select_option(f"[name={name}]", value)


def rows(page):
    return set(
        page.eval_on_selector_all("tr[data-status]:not([hidden])", "rows => rows.map(r => r.id)")
    )


def test_every_row_is_there_without_scripts(site, chromium):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "book/ledger.html").as_uri())
    assert page.locator("tr[data-status]").count() == len(BOOK.ledger)
    assert page.locator(".ledger-filter").is_hidden()
    assert page.locator("#security-killed-2024-crss").is_visible()
    context.close()


def test_on_a_phone_the_claimant_stands_beside_the_number(site, chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto((site / "book/ledger.html").as_uri() + "#security-killed-2024-crss")
    row = page.locator("#security-killed-2024-crss")
    assert 0 < row.bounding_box()["y"] < 800, "the link arrives at once"
    cells = row.locator("td").all()
    for cell in cells:
        box = cell.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360, cell.inner_text()
    assert cells[0].inner_text() == "685"
    claimed = cells[3].evaluate("cell => getComputedStyle(cell, '::before').content")
    assert (claimed, cells[3].inner_text()) == ('"Claimed by "', "CRSS")
    page.fill("[name=words]", "killed security")
    assert page.locator("tr[hidden]").first.is_hidden()
    context.close()


def test_filters_narrow_together_and_the_address_keeps_them(page):
    assert rows(page) == set(BOOK.ledger)
    choose(page, "year", "2024")
    choose(page, "claimant", "PICSS")
    wanted = {
        number.evidence_id
        for number in BOOK.ledger.values()
        if number.claimant.short == "PICSS"
        and span(number.period)[0].year <= 2024 <= span(number.period)[1].year
    }
    assert rows(page) == wanted
    assert page.inner_text(".ledger-filter [role=status]").startswith(f"{len(wanted)} of ")
    page.fill("[name=words]", "killed security")
    fewer = rows(page)
    assert fewer < wanted
    assert "security-killed-2024-picss" in fewer
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert rows(page) == fewer
    page.click("text=Show all")
    assert rows(page) == set(BOOK.ledger)
    assert "?" not in page.url


@pytest.mark.parametrize("turn", ["focus", "click"])
def test_a_list_has_every_value_when_a_reader_turns_to_it(page, turn):
    said = page.locator(".ledger-filter [role=status]").inner_text()
    assert said == f"{len(BOOK.ledger):,} of {len(BOOK.ledger):,} rows."
    of_rows = {
        "status": {one.status for one in BOOK.ledger.values()},
        "claimant": {one.claimant.short for one in BOOK.ledger.values()},
        "place": {BOOK.ledger.places[one.place] for one in BOOK.ledger.values()},
        "indicator": {one.indicator.label for one in BOOK.ledger.values()},
        "source": {
            cite.name(BOOK, key) if (key := BOOK.ledger.source_key(one)) else "computed here"
            for one in BOOK.ledger.values()
        },
    }
    for name, values in of_rows.items():
        choice = page.locator(f".ledger-filter [name={name}]")
        assert choice.locator("option").count() == 1, "a phone has enough to do with so long a page"
        getattr(choice, turn)()
        page.keyboard.press("Escape")
        assert {one.get_attribute("value") for one in choice.locator("option").all()} - {
            ""
        } == values


def test_a_place_can_be_asked_for_and_the_contents_follow(page):
    choose(page, "place", "Torkham")
    wanted = {one.evidence_id for one in BOOK.ledger.values() if one.place == "torkham"}
    assert rows(page) == wanted
    questions = {one.indicator.question for one in BOOK.ledger.values() if one.place == "torkham"}
    shown = page.locator("#contents li:not([hidden]) > a").all_text_contents()
    assert set(shown) == questions
    page.click("text=Show all")
    assert page.locator("#contents li[hidden]").count() == 0


def test_rows_are_sorted_within_their_question_and_back(page):
    def shown():
        body = page.locator("#security-killed-2024-crss").locator("xpath=..")
        return body.locator("tr").evaluate_all("rows => rows.map(row => row.id)")

    before = shown()
    page.select_option("[name=sort]", "largest")
    values = [max(BOOK.ledger[name].bounds) for name in shown()]
    middle = [BOOK.ledger[name].value for name in shown()]
    known = [m if m is not None else v for m, v in zip(middle, values, strict=True)]
    assert known == sorted(known, reverse=True)
    assert shown() != before
    page.select_option("[name=sort]", "claimant")
    claimants = [BOOK.ledger[name].claimant.short.lower() for name in shown()]
    assert claimants == sorted(claimants)
    page.select_option("[name=sort]", "")
    assert shown() == before


def test_a_link_to_a_hidden_row_shows_it(page):
    choose(page, "claimant", "PICSS")
    assert page.locator("#security-killed-2024-crss").is_hidden()
    page.evaluate("location.hash = '#security-killed-2024-crss'")
    page.wait_for_selector("#security-killed-2024-crss", state="visible")
    page.wait_for_function(
        """() => {
          const box = document.getElementById("security-killed-2024-crss").getBoundingClientRect();
          return box.top >= 0 && box.top < innerHeight;
        }"""
    )


def test_the_download_holds_the_rows_in_view(page, site):
    choose(page, "claimant", "SATP")
    with page.expect_download() as download:
        page.click("text=Download these rows")
    assert download.value.suggested_filename == "ledger-filtered.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf"), "for Excel"
    text = download.value.path().read_text(encoding="utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert {row["evidence_id"] for row in found} == rows(page)
    assert {row["claimant_name"] for row in found} == {"SATP"}
    assert all(row["value"] or row["low"] for row in found), "computed values, too"
    whole = (site / "data/ledger.csv").read_text(encoding="utf-8-sig").splitlines()
    assert set(text.splitlines()) <= set(whole)


def test_two_thousand_rows_filter_at_once(page):
    page.evaluate(
        """() => {
          const body = document.querySelector("tr[data-status]").parentElement;
          const rows = [...document.querySelectorAll("tr[data-status]")];
          for (let i = 0; rows.length + i < 2000; i++) {
            const copy = rows[i % rows.length].cloneNode(true);
            copy.id = `copy-${i}`;
            body.append(copy);
          }
        }"""
    )
    assert page.locator("tr[data-status]").count() == 2000
    choose(page, "claimant", "PICSS")
    assert page.inner_text(".ledger-filter [role=status]").endswith(" of 2,000 rows.")
    assert 0 < len(rows(page)) < 2000


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("page", ["book/ledger.html", "book/sources.html"])
def test_a_link_leads_to_its_row_though_the_page_is_long(page, scripts, chromium, site):
    context = chromium.new_context(java_script_enabled=scripts, offline=True)
    opened = context.new_page()
    html = (site / page).read_text(encoding="utf-8")
    ids = re.findall(r'<tr id="([^"]+)"', html)
    for name in (ids[len(ids) // 3], ids[2 * len(ids) // 3]):
        opened.goto("about:blank")
        opened.goto(f"{(site / page).as_uri()}#{name}")
        row = opened.locator(f'[id="{name}"]')
        for _ in range(50):  # where scripts are off the page cannot be asked to say when
            if 0 <= row.bounding_box()["y"] < 700:
                break
            opened.wait_for_timeout(200)
        assert 0 <= row.bounding_box()["y"] < 700, name
    context.close()
