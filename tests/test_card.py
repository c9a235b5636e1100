"""The card under a reader's hands, in Chromium and Firefox; what it cites, and where errors go.

Each part of the journey returns what is wrong with it, so that the same part judges the site, and
the site with a fault put in.
"""

import json
import re
import shutil
from urllib.parse import parse_qs, urlsplit

import hands as reader
import pytest
from conftest import BOOK, FAULTS, refused
from hands import until
from playwright.sync_api import Error

from durand import locks
from durand.site import cards, cite
from durand.site.state import Build

PAGE = "notebooks/02-operations-and-attacks.html"
ROW = "security-killed-2024-crss"
CARD = "document.querySelector('.num-card:popover-open')"
NUMBER = f"document.getElementById('n-{ROW}-1')"
ACTIVE = "document.activeElement"


@pytest.fixture(scope="module")
def chrome(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    yield reader.Chromium(context.new_page())
    context.close()


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def hands(request, tmp_path_factory):
    if request.param == "chromium":
        yield request.getfixturevalue("chrome")
        return
    if not reader.find_firefox():
        pytest.skip("No Firefox on the PATH.")
    with reader.firefox(tmp_path_factory.mktemp("profile")) as started:
        yield started


class Found(list):
    """What is wrong."""

    def check(self, true, problem):
        if not true:
            self.append(problem)


def middle(hands, element):
    return hands.run(
        f"(() => {{ const box = {element}.getClientRects()[0];"
        " return [box.x + box.width / 2, box.y + box.height / 2] })()"
    )


def begin(hands, address, width=1280, height=800, element=NUMBER):
    hands.size(width, height)
    hands.go("about:blank")
    hands.go(address)
    hands.run(f"{element}.scrollIntoView({{block: 'center', behavior: 'instant'}})")


def gone(hands, found, how):
    """The card is closed, and the number has the focus again."""
    found.check(until(hands, f"!{CARD}", 1), f"{how} leaves the card open")
    found.check(until(hands, f"{ACTIVE} === {NUMBER}", 0.5), f"{how} loses the focus")
    said = hands.run(f"{NUMBER}.getAttribute('aria-expanded')")
    found.check(said == "false", f"{how}: the number says it is open")


def by_key(hands, address):
    """Enter and Space open it, focus goes in and is told what it is, Tab stays, Escape closes."""
    found = Found()
    begin(hands, address)
    number = BOOK.ledger[ROW]
    said = f"(name) => ({ACTIVE}.getAttribute(name) ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' ')"  # noqa: E501
    hands.run(f"{NUMBER}.focus()")
    for name in ("Enter", "Space"):
        told = hands.run(f"({said})('aria-describedby')")
        found.check(number.claimant.name in told, "the number does not say who claims it")
        hands.key(name)
        found.check(until(hands, CARD, 1), f"{name} opens no card")
        found.check(until(hands, f"{ACTIVE} === {CARD}", 0.5), f"{name}: focus does not go in")
        label, told = (
            hands.run(f"({said})('aria-{one}')") for one in ("labelledby", "describedby")
        )
        for part in (number.wording, number.indicator.label):
            found.check(part in label, f"the card's name does not say {part}")
        found.check(number.claimant.name in told, "the card does not say who claims it")
        hands.key("Tab", shift=True)
        found.check(hands.run(f"!!{CARD}?.contains({ACTIVE})"), "Shift+Tab leaves the open card")
        stops = set()
        for _ in range(25 if name == "Enter" else 1):
            hands.key("Tab")
            stops.add(hands.run(f"{CARD}?.contains({ACTIVE}) ? {ACTIVE}.textContent : 'outside'"))
        found.check("outside" not in stops, "Tab leaves the open card")
        all_of_it = name != "Enter" or {"×", "BibTeX", "Report an error"} <= stops
        found.check(all_of_it, "Tab does not come to all of it")
        hands.key("Escape")
        gone(hands, found, "Escape")
    return found


def by_mouse(hands, address):
    """A click opens it and a second one closes it, and so do its button and a click beside."""
    found = Found()
    begin(hands, address)
    at = middle(hands, NUMBER)
    hands.click(*at)
    found.check(until(hands, f"{ACTIVE} === {CARD}", 1), "a click opens no card with the focus in")
    hands.click(*at)
    gone(hands, found, "a second click")
    hands.click(*at)
    until(hands, CARD, 1)
    close = f"{CARD}?.querySelector('.num-close')"
    name = hands.run(f"{close}?.ariaLabel || {close}?.textContent || ''")
    found.check(re.search("close", name, re.I), "the button that closes has no name")
    hands.click(*middle(hands, close))
    gone(hands, found, "the close button")
    hands.click(*at)
    until(hands, CARD, 1)
    hands.click(*hands.run("[innerWidth - 30, innerHeight - 30]"))
    gone(hands, found, "a click beside")
    hands.key("Enter")
    found.check(until(hands, CARD, 1), "after a click beside the number opens no more")
    return found


def by_finger(hands, address):
    """On a phone it is a sheet at the foot; the number stays in sight, and Back closes it alone."""
    found = Found()
    begin(hands, address, 360, 740)
    here, steps = hands.run("[location.href, history.length]")
    for how in ("the Back key", "Escape"):
        hands.touch(*middle(hands, NUMBER))
        if not until(hands, CARD, 1):
            return Found([*found, "a touch opens no card"])
        box = hands.run(
            "(({left, top, right, bottom}) => [left, top,"
            " document.documentElement.clientWidth - right, innerHeight - bottom])"
            f"({CARD}.getBoundingClientRect())"
        )
        flush = abs(box[0]) + abs(box[2]) + abs(box[3]) < 1
        found.check(flush, f"the sheet is not at the foot of the window: {box}")
        over = hands.run(f"{NUMBER}.getBoundingClientRect().bottom")
        found.check(0 < over <= box[1], f"the sheet covers its number: {over}, {box}")
        if how == "Escape":
            hands.key("Escape")
        else:
            hands.back()
        left = not until(hands, f"location.href === '{here}'", 1)
        found.check(not left, f"{how} leaves the page")
        if left:
            return found
        gone(hands, found, how)
        clean = until(hands, "history.state === null", 0.5)
        found.check(clean, f"{how} leaves a step in the history")
    hands.touch(*middle(hands, NUMBER))
    until(hands, CARD, 1)
    hands.run(  # a finger that is as quick as the step back
        "(() => { const back = history.back;"
        " history.back = () => { back.call(history); history.back = back;"
        f" {NUMBER}.click(); window.quick = true }} }})()"
    )
    hands.key("Escape")
    until(hands, "window.quick", 1)
    closed = until(hands, f"!{CARD}", 0.5)
    found.check(not closed, "a card that is opened again at once closes itself")
    if not closed:
        hands.back()
        gone(hands, found, "the Back key, after a quick finger,")
        left = not until(hands, f"location.href === '{here}'", 1)
        found.check(not left, "the Back key, after a quick finger, leaves the page")
    found.check(hands.run("history.length") <= steps + 1, "each card adds to the history")
    return found


def enlarged(hands, address):
    """At 400 % of 1,280 px all of it is in the window, or scrolls there; it can be closed."""
    found = Found()
    begin(hands, address, 320, 256)
    hands.click(*middle(hands, NUMBER))
    until(hands, CARD, 1)
    wide = hands.run(f"{CARD}.scrollWidth - {CARD}.clientWidth")
    found.check(wide <= 0, f"the card is {wide} px too wide")
    for where in (0, 1e6):
        hands.run(f"{CARD}.scrollTo({{top: {where}, behavior: 'instant'}})")
        x, y = middle(hands, f"{CARD}.querySelector('.num-close')")
        found.check(0 < x < 320 and 0 < y < 256, f"the close button is at {x:.0f}, {y:.0f}")
    last = hands.run(f"{CARD}.querySelector('.num-tools').getBoundingClientRect().bottom")
    found.check(last <= 257, f"the end of the card is at {last:.0f}, below the window")
    return found


def dots(hands, address, row="civilians-killed-2024-crss"):
    """Every value of the card stands on one scale, its claimant beside it in words."""
    found = Found()
    number = f"document.getElementById('n-{row}-1')"
    begin(hands, address, element=number)
    hands.run(f"{number}.click()")
    until(hands, CARD, 1)
    drawn = hands.run(
        f"[...{CARD}.querySelectorAll('.num-dots li')].map((li) =>"
        " [li.querySelector('a')?.hash.slice(1) ?? '', parseFloat(li.querySelector('circle')"
        "?.getAttribute('cx') ?? 'NaN'), li.textContent])"
    )
    ledger = BOOK.ledger
    rivals = {one.evidence_id for one in ledger.rivals(row)}
    shown = {name or row: (at, text) for name, at, text in drawn}
    found.check(rivals <= shown.keys(), "a rival is not in the list")
    most = max(bound for name in shown for bound in ledger[name].bounds)
    for name, (at, text) in shown.items():
        one = ledger[name]
        right = 3 + 94 * one.value / most
        found.check(at and abs(at - right) < 0.01, f"{name} stands at {at} and not {right:.2f}")
        found.check(one.wording in text, f"{name}: no value in words")
        who = "this number" if name == row else one.claimant.short
        found.check(who in text or one.origin.short in text, f"{name}: no claimant")
    return found


FORMS = ("BibTeX", "RIS", "CSL-JSON")


def citations(hands, address):
    """A button gives each form of the citation as the library writes it, with both versions."""
    found = Found()
    begin(hands, address)
    hands.run(f"{NUMBER}.click()")
    until(hands, CARD, 1)
    item = cited(ROW, "")
    said = {"Text": cite.apa(item), **dict(zip(FORMS, forms(item), strict=True))}
    for name, text in said.items():
        button = f"[...{CARD}.querySelectorAll('button')].find((b) => b.textContent === '{name}')"
        hands.run(f"{button}.click()")
        block = f"{CARD}.querySelector('.num-out pre')"
        there = until(hands, f"{block}.textContent.trim() === {json.dumps(text.strip())}", 1.5)
        found.check(there, f"{name} is {hands.run(f'{block}.textContent')!r}")
        for part in ("reported by Dawn", BOOK.about["version"], "row version 1", ROW):
            found.check(part in text, f"{name} does not say {part}")
    return found


def forms(item):
    return [cite.bibtex(item), cite.ris(item), json.dumps([item], indent=2, ensure_ascii=False)]


class Env:
    """What a citation asks of Sphinx: where things are."""

    def __init__(self, base):
        self.app = type("App", (), {"durand": Build(BOOK)})
        self.durand = type("State", (), {"addresses": {"ledger": "book/ledger"}})
        self.config = type("Config", (), {"html_baseurl": base, "corrections_address": ""})


def cited(name, base):
    return cards.item(Env(base), name)


PARTS = (by_key, by_mouse, by_finger, enlarged, dots, citations)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_the_card_answers_every_hand(hands, base, part):
    assert part(hands, base + PAGE) == []


def arrival(hands, address):
    """A link to a sentence shows it and opens its card."""
    found = Found()
    hands.size(1280, 800)
    hands.go("about:blank")
    hands.go(f"{address}#n-{ROW}-1")
    found.check(until(hands, f"{CARD}?.id === 'card-{ROW}'", 2), "no card is open")
    at = hands.run(f"{NUMBER}.getBoundingClientRect().top")
    found.check(0 < at < 800, f"the sentence is at {at}")
    return found


def test_a_link_to_a_sentence_opens_its_card_from_disk_too(hands, base, site):
    assert arrival(hands, base + PAGE) == []
    assert arrival(hands, (site / PAGE).as_uri()) == []


def test_without_scripts_it_scrolls_there_and_the_row_says_how_to_cite_it(chromium, base):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}{PAGE}#n-{ROW}-1")
    assert 0 <= page.locator(f"#n-{ROW}-1").bounding_box()["y"] < 720
    page.goto(f"{base}book/ledger.html#{ROW}")
    page.locator(f"tr#{ROW} .cite-number").click()
    page.wait_for_url("**/cite/rows.txt*")
    lines = dict(line.split(": ", 1) for line in page.inner_text("pre").splitlines() if line)
    assert lines.keys() == set(BOOK.ledger)
    assert lines[ROW] == cite.apa(cited(ROW, ""))
    context.close()


DURAND, INSIDE = "_static/durand.js", "_static/card.js"
SHEET, NUMBERS = "_static/site.css", "cite/numbers.js"
BROKEN = {
    "the focus stays outside": (by_key, DURAND, "card.focus({ preventScroll: true });", ""),
    "only a click without detail is meant": (
        by_mouse, DURAND, "open(link, true);\n", "open(link, event.detail === 0);\n"),
    "Space scrolls": (by_key, DURAND, 'event.key === " "', 'event.key === "Spacebar"'),
    "Tab runs out": (
        by_key, DURAND, "event.preventDefault();\n(event.shiftKey", "(0 && event.shiftKey"),
    "the description is of nothing": (
        by_key, INSIDE, '"aria-describedby", `${card.id}-said`', '"aria-describedby", ""'),
    "the name is of nothing": (
        by_key, INSIDE, '"aria-labelledby", `${card.id}-head`', '"aria-label", "Card"'),
    "a click beside loses the focus": (
        by_mouse, DURAND, "card.contains(document.activeElement)) link.focus(",
        "false) document.body.blur("),
    "the close button has no name": (by_mouse, INSIDE, 'ariaLabel: "Close", ', ""),
    "the second click opens again": (by_mouse, DURAND, "pressed !== link", "true"),
    "a click beside is remembered": (by_mouse, DURAND, "pressed = null;\nif (event.key",
                                     "if (event.key"),
    "the Back key leaves the page": (
        by_finger, DURAND, "if (sheet.matches && !stepping)", "if (0)"),
    "a closed sheet stays in the history": (
        by_finger, DURAND, "if (stepping) history.back();", ""),
    "a quick finger finds it closed": (
        by_finger, DURAND, "stepping = Boolean(history.state?.card);\nif (stepping)",
        "if (history.state?.card)"),
    "Back leaves the sheet": (
        by_finger, DURAND, 'addEventListener("popstate"', 'addEventListener("x"'),
    "the sheet covers its number": (by_finger, DURAND, "if (hidden > 0)", "if (hidden > 1e6)"),
    "the sheet hangs in the page": (by_finger, SHEET, "position:fixed;inset:auto 0 0;", ""),
    "the close button scrolls away": (enlarged, SHEET, "position:sticky;top:.4rem;", ""),
    "the card runs below the window": (enlarged, SHEET, "max-height:calc(100vh - 1rem);",
                                       "max-height:none;"),
    "dots on a root scale": (dots, INSIDE, "(94 * (value - least)) / (most - least)",
                             "94 * Math.sqrt((value - least) / (most - least))"),
    "dots from the least": (dots, INSIDE, "Math.min(0, ...all)", "Math.min(...all)"),
    "each list on its own scale": (dots, INSIDE, "most = Math.max(0, ...all)",
                                   "most = Math.max(0, ...read(rows[0]))"),
    "no row version": (citations, NUMBERS, ", QVERSIONQ", ""),
    "the newspaper is gone": (citations, NUMBERS, ", as reported by Dawn", ""),
    "another row's id": (citations, INSIDE, "ID: id,", "ID: `${id}-2`,"),
    "BibTeX in small letters": (
        citations, INSIDE, "bib: (text) => text", "bib: (text) => text.toLowerCase()"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_card_is_seen(chrome, base, site, fault):
    part, name, old, new = BROKEN[fault]
    text = (site / name).read_text(encoding="utf-8")
    assert old in text, f"{name} holds no {old!r} any more"
    kind = "text/css" if name == SHEET else "text/javascript"
    chrome.page.route(
        f"**/{name}*",
        lambda route: route.fulfill(body=text.replace(old, new), content_type=kind),
    )
    try:
        found = part(chrome, base + PAGE)
    except Error as error:  # the page was left while it was asked
        assert "context was destroyed" in str(error)
        found = [str(error)]
    finally:
        chrome.page.unroute_all()
    FAULTS.caught(f"card: {fault}", f"test_card: {part.__name__}", "\n".join(found), ".")


def test_every_row_is_cited_alike_by_page_and_library(chrome, base):
    begin(chrome, base + PAGE)
    for path in ("_static/card.js", "cite/numbers.js"):
        chrome.run(f"durand.load('{path}')")
    said = chrome.page.evaluate(
        "(rows) => rows.map((row) => ['text', 'bib', 'ris', 'csl']"
        ".map((form) => durand.cited(row, form)))",
        list(BOOK.ledger),
    )
    for name, found in zip(BOOK.ledger, said, strict=True):
        item = cited(name, "")
        assert found == [cite.apa(item), *forms(item)], name


# ------------------------------------------------------------------------------ an error, reported


HOSTILE = 'x"&body=y\r\nBcc: z@example.org#<b>%0D%0A?'


@pytest.mark.parametrize(
    ("channel", "subject"),
    [
        ("mailto:desk@example.org", "subject"),
        ("https://example.org/r/issues/new?labels=error", "title"),
        ("", ""),
    ],
)
def test_an_error_is_reported_with_id_version_and_text(chrome, base, site, channel, subject):
    said = json.loads((site / NUMBERS).read_text(encoding="utf-8")[len("durandNumbers(") : -3])
    said["channel"], said["things"][ROW][0] = channel, HOSTILE
    chrome.page.route(
        f"**/{NUMBERS}", lambda route: route.fulfill(body=f"durandNumbers({json.dumps(said)});")
    )
    begin(chrome, base + PAGE)
    chrome.run(f"{NUMBER}.click()")
    chrome.page.get_by_role("button", name="Report an error").click()
    block = chrome.page.locator(".num-card:popover-open .num-out pre")
    block.wait_for()
    text, link = block.text_content(), chrome.page.locator(".num-card:popover-open .num-out a")
    here = f"{base}{PAGE}#n-{ROW}-1"
    for part in (HOSTILE, ROW, "row version 1", BOOK.about["version"], here):
        assert part in text
    if channel:
        at = urlsplit(link.get_attribute("href"))
        assert link.get_attribute("href").startswith(channel)
        assert at.fragment == ""
        filled = parse_qs(at.query)
        assert filled.keys() == {subject, "body"} | ({"labels"} if "labels" in channel else set())
        assert filled[subject] == [f"Error: {ROW}"]
        assert filled["body"] == [text.replace("\r\n", "\n").replace("\n", "\r\n")]
    else:
        assert link.is_hidden()
    chrome.page.unroute_all()


def test_an_error_in_a_figure_and_in_a_row_is_reported(chrome, base):
    begin(chrome, base + PAGE)
    fold = chrome.page.locator("#fig-card-2024 details[name]").filter(has_text="Permanent page")
    fold.locator("summary").click()
    way = fold.locator("[data-report]")
    assert way.get_attribute("href") == "../book/corrections.html"  # without scripts
    way.click()
    said = fold.locator(".num-out pre")
    said.wait_for()
    for part in ("Figure 2.1: ", "fig-card-2024, figure version ", f"{PAGE}#fig-card-2024"):
        assert part in said.text_content()
    chrome.go(f"{base}book/ledger.html#{ROW}")
    row = chrome.page.locator(f"tr#{ROW}")
    way = row.locator(".cite-number")
    way.click()
    assert way.get_attribute("aria-expanded") == "true"
    for name, part in {
        "BibTeX": f"@misc{{{ROW},",
        "Report an error": f"{ROW}, row version 1",
    }.items():
        row.get_by_role("button", name=name).click()
        chrome.page.wait_for_function(
            "([id, part]) => document.querySelector(`#${id} pre`).textContent.includes(part)",
            arg=[ROW, part],
        )
    way.press("Enter")
    assert way.get_attribute("aria-expanded") == "false"
    assert row.locator(".num-tools").count() == 0


def test_an_address_that_is_none_is_refused(faults):
    assert cards.channel(" desk@example.org ") == "mailto:desk@example.org"
    assert cards.channel("https://example.org/r/issues/new") == "https://example.org/r/issues/new"
    assert cards.channel("") == ""
    for address in (
        "javascript:alert(1)", "JavaScript:alert(1)//@x.org", "data:text/html,x", "http://x.org/",
        "https://x.org/\" onclick=\"x", "desk@example.org?bcc=other@example.org", "//x.org",
        "desk@example.org, other@example.org", "https://x.org/\njavascript:x", "desk",
    ):  # fmt: skip
        said = refused(cards.channel, address)
        faults.caught(
            f"corrections_address: {address!r}", "site.cards", said, "is neither an e-mail"
        )


def test_a_row_of_a_later_version_says_so(data, tmp_path):
    folder = data.parent
    for name in ("CITATION.cff",):
        shutil.copy(BOOK.root / name, folder / name)
    lock = {"rows": {f"Evidence `{ROW}`": {"version": 3}}}
    (folder / "ledger.lock.json").write_text(json.dumps(lock), encoding="utf-8")
    rows = locks.lock(type(BOOK)(folder))
    assert cards.row_version(rows, ROW) == 3
    assert cards.row_version(rows, "attacks-2024-crss") == 1
