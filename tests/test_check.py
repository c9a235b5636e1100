"""Check this page, in Chromium: its rules are Python's, and one altered digit is named."""

import random
import re
from contextlib import nullcontext
from dataclasses import replace
from itertools import zip_longest

import pytest
import reading
from conftest import BOOK

from durand.errors import LedgerError
from durand.ledger.formulas import derive
from durand.ledger.number import QUALIFIERS, word_bounds
from durand.ledger.wording import mismatch, reword
from durand.site import check

CHAPTER = "notebooks/02-operations-and-attacks.html"
FIGURE = "figures/fig-card-2024"
DERIVED = "civilians-killed-2024-crss"


@pytest.fixture(scope="module")
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.faults.append(said.text))
    yield page
    context.close()


def pressed(page, address):
    """Press the control of a page; return the whole of what it says, and the list of faults."""
    page.goto(address)
    page.locator(".check button").first.click()
    out = page.locator(".check > div")
    out.filter(has_text=re.compile("hold|differ|loaded")).wait_for()
    return out.inner_text(), out.locator("li").all_inner_texts()


def copied(site, folder, **edits):
    """Make a site of links to the built one, with a piece of some files replaced, once."""
    folder.mkdir()
    for path in site.iterdir():
        (folder / path.name).symlink_to(path)
    for name, (old, new) in edits.items():
        path = folder / name
        if path.parent.is_symlink():
            path.parent.unlink()
            path.parent.mkdir()
            for one in (site / name).parent.iterdir():
                (path.parent / one.name).symlink_to(one)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.unlink()
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


# ------------------------------------------------------------------------- the rules, in both


def generated(count, seed=25):
    """Return rows that are no book's: values of all sizes, bounds or none, every qualifier."""
    dice, known = random.Random(seed), [*BOOK.ledger.values()]
    made = []
    for at in range(count):
        like = dice.choice(known)
        size, places = dice.choice([1, 9, 99, 1e3, 1e5, 1e7, 1e10]), dice.choice([0, 0, 1, 2, 3, 9])
        kind = dice.choice([*QUALIFIERS])
        low, value, high = sorted(round(dice.uniform(0, size), places) for _ in range(3))
        if dice.random() < 0.1:
            low = value = 0.0
        bounded = kind == "range" or dice.random() < 0.4
        made.append(
            replace(
                like,
                evidence_id=f"made-{at}",
                value=None if kind == "range" else value,
                low=low if bounded else None,
                high=high if bounded else None,
                qualifier=kind,
                formula="",
                inputs=(),
            )
        )
    return made


def derived(formula, inputs):
    try:
        return derive(formula, inputs)
    except (LedgerError, ZeroDivisionError):
        return None


def rounded(text, decimals):
    """Return a text with its numbers cut to so many decimals: some are right, some are not."""
    return re.sub(rf"(\.\d{{{decimals}}})\d+", r"\1", text)


def texts(number, dice):
    """Return ways in which a page might show a number, right and wrong."""
    said = word_bounds(number)
    bare = said.partition(" (")[0]
    near = re.sub(r"\d", str(dice.randint(0, 9)), said, count=1)
    ways = [said, bare, near, bare.replace(",", ""), bare.replace("\u00a0%", " per cent"),
            bare.replace("\u00a0%", ""), f"about {bare}", f"Over {bare}", bare.replace("−", ""),
            rounded(said, 1), rounded(said, 2), f"{bare}5", f"0{bare}",
            f"{bare} %", f"{bare} dead", ""]  # fmt: skip
    return [said, *dice.sample(ways, 4), reword(dice.choice(ways), number)]


def test_formulas_displays_and_comparisons_are_the_same_in_both(page, site):
    ledger, dice = BOOK.ledger, random.Random(7)
    made = generated(300)
    computed = [one for one in ledger.values() if one.formula]
    assert len(computed) > 200
    cases = [(one.formula, [ledger[name] for name in one.inputs]) for one in computed]
    for formula in ("sum", "difference", "ratio", "share", "change", "part"):
        cases += [
            (formula, dice.sample(made, dice.choice([1, 2, 2, 2, 2, 3, 6]))) for _ in range(80)
        ]
    sums = [derived(*case) for case in cases]
    assert sums.count(None) > 50
    assert {one["qualifier"] for one in sums if one} == {*QUALIFIERS}
    numbers = [*ledger.values(), *made]
    for formula, inputs in cases:  # what is computed has more digits than anybody types
        if found := derived(formula, inputs):
            numbers.append(replace(dice.choice(computed), formula="", inputs=(), **found))
    shown = [(at, way) for at, one in enumerate(numbers) for way in texts(one, dice)]
    agree = [mismatch(way, numbers[at]) is None for at, way in shown]
    assert 0.2 < sum(agree) / len(agree) < 0.8
    page.goto(f"{(site / 'index.html').as_uri()}")
    pressed(page, page.url)
    as_read = []
    for one in numbers:
        (said,) = check.rows([replace(one, formula="")]).values()
        fields = ("unit", "qualifier", "value", "low", "high")
        as_read.append(dict(zip_longest(fields, said)))
    by_id = {id(one): at for at, one in enumerate(numbers)}
    told = page.evaluate(
        """([rows, cases, shown]) => {
            const { derive, worded, agrees } = durand.rules;
            const made = cases.map(([formula, inputs]) => {
                try { return derive(formula, inputs.map((at) => rows[at])); } catch { return null; }
            });
            return [made, rows.map(worded), shown.map(([at, text]) => agrees(text, rows[at]))];
        }""",
        [
            as_read,
            [(formula, [by_id[id(one)] for one in inputs]) for formula, inputs in cases],
            shown,
        ],
    )
    for case, here, there in zip(cases, sums, told[0], strict=True):
        assert (here is None) == (there is None), case
        for name in here or ():
            same = here[name] == there[name]
            if isinstance(here[name], float) and there[name] is not None:
                same = here[name] == pytest.approx(there[name], rel=1e-9, abs=1e-9)
            assert same, (case, name, here[name], there[name])
    assert [
        one for one in zip(map(word_bounds, numbers), told[1], strict=True) if one[0] != one[1]
    ] == []
    assert [
        (shown[at], numbers[shown[at][0]]) for at, one in enumerate(agree) if one != told[2][at]
    ] == []


# ---------------------------------------------------------------------------- pages as they are


def whole(site):
    """Return every page with the control, of figures' pages two."""
    found = [name for name in reading.pages(site) if not name.startswith("figures/")]
    found = [name for name in found if '<div class="check">' in (site / name).read_text("utf-8")]
    assert len([name for name in found if name.startswith("notebooks/")]) > 8
    assert {"index.html", "book/ledger.html"} <= {*found}
    return [*found, f"{FIGURE}.html", f"{FIGURE}-v1.html"]


def test_a_page_of_each_kind_holds_from_disk(page, site):
    for name in whole(site):
        said, wrong = pressed(page, (site / name).as_uri())
        assert wrong == [], name
        assert said.startswith("All hold."), (name, said)
        assert "are as the build wrote them, by their digest" in said, name
        told = "cannot be read from disk" in said
        assert told is name.startswith(("notebooks/", "figures/")), name
        told = page.locator(".check button").first.inner_text()
        counted = re.search(r"([\d,]+) numbers? on this page", said)[1]
        assert told == f"{counted} numbers on this page. Check them.", name
        assert "whether a source is right" in said
    assert page.faults == []


def test_over_http_the_files_of_figures_are_compared_too(page, base, site):
    for name in ("index.html", CHAPTER, f"{FIGURE}.html", f"{FIGURE}-v1.html"):
        said, wrong = pressed(page, base + name)
        assert (wrong, said[:9]) == ([], "All hold."), name
        assert "Not fetched" not in said
        if name != "index.html":
            assert re.search(
                r"Fetched and compared by SHA-256: \d+ data files? \(\d+ of figure version", said
            )
    assert page.faults == []


# ------------------------------------------------------------------------------- pages altered

WORDS = "not as the build wrote it"
NUM = 'class="num reference internal" href="../book/ledger.html'
TYPO = f'id="n-{DERIVED}-1">927</a>', f'id="n-{DERIVED}-1">972</a>'
ROW = f'"{DERIVED}":["people","exact",927,null,null,"difference"'
INPUT = '"security-killed-2024-crss":["people","exact",685'
ALTERED = {
    "a digit of the text": (
        {CHAPTER: TYPO},
        CHAPTER, ["by our subtraction", "the page shows 972", "the ledger says 927", DERIVED]),
    "a qualifier left out": (
        {CHAPTER: (">over 71</a>", ">71</a>")}, CHAPTER, ["shows 71", "says over 71"]),
    "a digit of a card": (
        {CHAPTER: ('id="card-security-killed-2024-crss"', 'id="card-security-killed-2024-picss"')},
        CHAPTER, ["On the card of", "the page shows 685", "the ledger says 527"]),
    "a digit of a figure's table in a chapter": (
        {CHAPTER: ('<td class="number">465</td>', '<td class="number">456</td>')},
        CHAPTER, ["fig-card-2024", "in row 2 shows 456; the figure has 465"]),
    "a digit of a figure's table of a released version": (
        {f"{FIGURE}-v1.html": ('<td class="number">685</td>', '<td class="number">686</td>')},
        f"{FIGURE}-v1.html", [WORDS]),
    "a number that is no link any more": (
        {CHAPTER: (f'<a {NUM}#{DERIVED}" id="n-{DERIVED}-1">927</a>', "972")},
        CHAPTER, [WORDS]),
    "a digit beside the link": ({CHAPTER: (TYPO[0], f"{TYPO[0]}0")}, CHAPTER, [WORDS]),
    "a claimant": ({CHAPTER: ("gives <a", "denies <a")}, CHAPTER, [WORDS]),
    "a digit of the arithmetic of a card": ({CHAPTER: ("= 595;", "= 559;")}, CHAPTER, [WORDS]),
    "a digit in the words of a chart": (
        {CHAPTER: ("-wide-title\">CRSS counts 444", "-wide-title\">CRSS counts 445")},
        CHAPTER, [WORDS]),
    "a link to another row of the same value": (
        {CHAPTER: ('-crss">444</a>', '-crss-aaj">444</a>')}, CHAPTER, [WORDS]),
    "a digit of the ledger's page": (
        {"book/ledger.html": ("<strong>927</strong>", "<strong>926</strong>")},
        "book/ledger.html", ["the page shows 926", "the ledger says 927"]),
    "a computed row that its formula does not give": (
        {"check-rows.js": (ROW, ROW.replace("927", "928"))},
        CHAPTER, ["the page shows 927, the ledger says 928", "its formula (difference) gives 927"]),
    "an input of a computed row": (
        {"check-rows.js": (INPUT, INPUT.replace("685", "686"))},
        f"{FIGURE}.html", ["the page shows 685, the ledger says 686", "gives 926"]),
    "a newer ledger, which lacks a row": (
        {"check-rows.js": (f'"{DERIVED}":', '"another":')},
        CHAPTER, [f"927 has no row in the ledger ({DERIVED})"]),
    "a ledger of another edition": (
        {"check-rows.js": ('"edition":"', '"edition":"Version 9 and ')},
        "index.html", ["another edition"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("how", "name"), [*(("disk", name) for name in ALTERED), ("http", next(iter(ALTERED)))]
)
def test_an_altered_digit_is_found_and_named(page, site, tmp_path, name, how, faults):
    edits, at, parts = ALTERED[name]
    folder = copied(site, tmp_path / "site", **edits)
    serving = reading.served(folder) if how == "http" else nullcontext(f"{folder.as_uri()}/")
    with serving as address:
        said, wrong = pressed(page, address + at)
    assert not said.startswith("All hold")
    faults.caught(
        f"check this page, {how}: {name}",
        "the page's own check",
        "\n".join(wrong),
        *map(re.escape, parts),
    )
    shown = page.locator(".check li button")
    assert shown.count() == sum(WORDS not in one for one in wrong)  # a digest tells no place
    if not shown.count():
        return
    shown.first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.differs')")
    assert page.locator(".differs").first.is_visible()


def test_a_released_version_is_compared_with_what_was_released(page, site, tmp_path):
    newer = {"check-rows.js": (INPUT, INPUT.replace("685", "686"))}
    folder = copied(site, tmp_path / "site", **newer)
    said, _ = pressed(page, (folder / f"{FIGURE}-v1.html").as_uri())
    assert said.startswith("All hold.")
    assert "changed since: 685 is now 686 (security-killed-2024-crss)" in said
    newer |= {f"{FIGURE}-v1.html": (">685</a>", ">687</a>")}
    folder = copied(site, tmp_path / "altered", **newer)
    _, wrong = pressed(page, (folder / f"{FIGURE}-v1.html").as_uri())
    assert "the page shows 687, the ledger says 686" in "".join(wrong)
    assert WORDS in wrong[-1]


def test_what_a_reader_did_to_a_page_is_no_difference(page, site):
    page.goto((site / CHAPTER).as_uri())
    page.locator("main a.num").nth(3).click()
    page.locator(".num-card .num-dots svg").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("button.explore").first.click()
    page.locator(".chart-live svg, .chart-live canvas").first.wait_for()
    for _ in range(2):
        page.evaluate("for (const _ of 'abc') document.querySelector('.check button').click()")
        page.locator(".check li, .check p + p").first.wait_for()
        page.wait_for_timeout(300)  # the other two, should they write as well
        assert page.locator(".check [role=status]").all_inner_texts() == ["All hold."]
        assert page.locator(".check > div > *").count() == 2
        page.goto((site / "book/ledger.html").as_uri())
        page.locator("[name=sort]").select_option("largest")
        page.locator("[name=words]").fill("CRSS")


def test_a_browser_without_digests_says_what_was_not_compared(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    said, _ = pressed(page, (site / CHAPTER).as_uri())
    assert said.startswith("The numbers hold; text and tables were not compared.")
    context.close()


def test_an_altered_data_file_is_found_over_http_alone(page, site, tmp_path, faults):
    folder = copied(site, tmp_path / "site", **{f"{FIGURE}.csv": ("444", "445")})
    with reading.served(folder) as address:
        _, wrong = pressed(page, f"{address}{CHAPTER}")
    part = r"fig-card-2024\.csv is not the file"
    faults.caught(
        "check this page, http: a digit of a data file",
        "the page's own check",
        "\n".join(wrong),
        part,
    )
    said, wrong = pressed(page, (folder / CHAPTER).as_uri())
    assert wrong == []
    assert "cannot be read from disk by a page" in said


def test_a_fall_in_words_stands_for_its_sign_and_only_there(page, site):
    fall = next(
        one
        for one in BOOK.ledger.values()
        if one.value and one.value < -10 and mismatch(word_bounds(one).replace("−", ""), one)
    )
    for names, holds in (("num falls", True), ("num", False)):
        page.goto((site / CHAPTER).as_uri())
        link = page.locator("main a.num:not(.is)").first
        given = {"textContent": fall.wording.replace("−", ""), "className": names}
        link.evaluate("Object.assign", {**given, "hash": fall.evidence_id})
        page.locator(".check button").first.click()
        page.locator(".check li").last.wait_for()  # the text differs anyhow
        wrong = page.locator(".check li").all_inner_texts()
        assert any("the page shows" in one for one in wrong) is not holds
        assert WORDS in wrong[-1]


def test_a_page_says_which_falls_are_in_words(pages):
    fall = "[59 %](num:change-transit-fy2024) in the fiscal year 2023–24, derived from"
    head = "## What a reader can check\n"
    said = f"Transit fell by {fall} Pakistani customs.\n\n"
    pages.edit("book/methods.md", head, said + said.replace("fell by [", "changed by [−") + head)
    done = pages.build()
    assert done.returncode == 0, done.stderr
    text = (pages.site / "book/methods.html").read_text(encoding="utf-8")
    links = re.findall('<a class="num (falls )?[^>]*>(.?59)', text)
    assert links == [("falls ", "59"), ("", "−59")]


# -------------------------------------------------------------------------------- the control


def test_it_is_told_to_a_screen_reader_fits_a_small_phone_and_is_not_printed(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    pressed(page, (site / CHAPTER).as_uri())
    assert page.locator(".check [role=status]").inner_text() == "All hold."
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = page.locator(".check button").first.bounding_box()
    assert box["height"] >= 24
    assert reading.axe(page, ".check") == []
    page.emulate_media(media="print")
    assert page.locator(".check").is_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_without_scripts_and_without_its_files_it_says_nothing_wrong(
    chromium, page, site, tmp_path
):
    context = chromium.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto((site / CHAPTER).as_uri())
    assert bare.locator(".check").is_hidden()
    context.close()
    folder = copied(site, tmp_path / "site")
    (folder / "check-rows.js").unlink()
    said, _ = pressed(page, (folder / CHAPTER).as_uri())
    assert said.startswith("What checks could not be loaded.")
