"""In a real Chromium with the network off: charts are seen, cards open, nothing complains."""

import pytest

CHAPTER = "notebooks/02-operations-and-attacks.html"


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desktop-light", "phone-dark"])
def page(request, chromium, site):
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 760}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto((site / CHAPTER).as_uri())
    yield page
    assert complaints == []
    context.close()


def test_every_chart_is_visible_once(page):
    figures = page.locator("figure.durand-figure")
    assert figures.count() >= 5
    for index in range(figures.count()):
        drawn = figures.nth(index).locator("svg:visible")
        assert drawn.count() == 1
        box = drawn.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]


def test_marks_have_colour(page):
    fills = page.evaluate(
        "[...document.querySelectorAll('figure svg [class*=f-]')]"
        ".map(mark => getComputedStyle(mark).fill)"
    )
    assert len(set(fills)) >= 5
    assert "none" not in fills


def test_no_sideways_scroll(page):
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_card_opens_from_the_keyboard_and_escape_closes_it(page):
    link = page.locator("a.num").nth(1)
    link.focus()
    page.keyboard.press("Enter")
    card = page.locator(".num-card:popover-open")
    card.wait_for()  # what is in it is loaded with the first
    assert link.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.closest('.num-card') !== null")
    seen, over = card.bounding_box(), link.bounding_box()
    assert seen["x"] >= 0
    assert seen["x"] + seen["width"] <= page.viewport_size["width"]
    apart = seen["y"] >= over["y"] + over["height"] or seen["y"] + seen["height"] <= over["y"]
    assert apart, "the card covers its number"
    page.keyboard.press("Escape")
    assert page.locator(".num-card:popover-open").count() == 0
    assert link.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.matches('a.num')")


def test_a_card_opens_by_mouse_and_leads_to_its_row(page):
    link = page.locator("a.num").nth(2)
    link.click()
    card = page.locator(".num-card:popover-open")
    card.wait_for()
    page.mouse.click(5, 100)
    assert page.locator(".num-card:popover-open").count() == 0
    link.click()
    card.locator("a.num-row").click()
    page.wait_for_url("**/book/ledger.html#*")
    assert page.locator("tr:target").is_visible()


def test_a_card_opens_under_a_resting_mouse_and_stays_while_it_is_read(page):
    link = page.locator("a.num").nth(2)
    link.hover()
    page.wait_for_selector(".num-card:popover-open")
    card = page.locator(".num-card:popover-open")
    card.hover()
    page.wait_for_timeout(500)
    assert card.count() == 1, "it closes while the mouse is on it"
    page.mouse.move(2, 2)
    page.wait_for_selector(".num-card:popover-open", state="detached", timeout=2000)
    link.hover()
    page.wait_for_selector(".num-card:popover-open")
    page.keyboard.press("Escape")
    assert card.count() == 0
    link.click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    assert card.count() == 1, "a card opened on purpose closes by itself"
    link.click()
    assert card.count() == 0


def test_a_card_opens_by_touch(chromium, site):
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, offline=True
    )
    page = context.new_page()
    page.goto((site / CHAPTER).as_uri())
    page.locator("a.num").nth(1).tap()
    page.locator(".num-card:popover-open").wait_for()
    context.close()


def test_without_scripts_numbers_lead_to_the_ledger(chromium, site):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((site / CHAPTER).as_uri())
    assert page.locator("figure.durand-figure svg:visible").count() >= 5
    link = page.locator("a.num").nth(1)
    row = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"**/book/ledger.html#{row}")
    assert page.locator(f"tr#{row}").is_visible()
    context.close()
