"""Pages in Urdu and Dari as a reader gets them: their words, their direction, their ways."""

import json
import re
from types import SimpleNamespace

import pytest
import reading
from conftest import ROOT

from durand.prose.languages import languages
from durand.site import cards, reader, translated
from durand.site.state import Translation

LANGUAGES = list(languages().values())
PAGES = [path.relative_to(ROOT).with_suffix("").as_posix()
         for one in LANGUAGES for path in sorted((ROOT / one.code).glob("*.md"))]  # fmt: skip
MOST = 150
"""What a page may weigh with all that it loads, in KiB."""


def html(site, name):
    return (site / f"{name}.html").read_text(encoding="utf-8")


def body(site, name):
    """Return what stands around and in the text of a page, its English cards apart."""
    return html(site, name).partition("<body")[2].partition('<div class="num-cards">')[0]


def test_both_languages_have_every_page():
    assert [one.code for one in LANGUAGES] == ["prs", "ur"]
    names = [{name.partition("/")[2] for name in PAGES if name.startswith(f"{one.code}/")}
             for one in LANGUAGES]  # fmt: skip
    assert names[0] == names[1]
    assert len(names[0]) == 12


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_a_language_has_every_word_that_templates_say(language):
    said = " ".join(path.read_text(encoding="utf-8") for path in reader.THEME.glob("*.html"))
    words = set(re.findall(r'say\("([^"]+)"\)', said))
    assert len(words) > 15
    assert words <= language.page.keys()
    assert not [word for word, told in language.page.items() if not told.strip()]


def test_a_word_that_a_language_lacks_is_asked_for_by_name():
    with pytest.raises(Exception, match=r"ur\.toml, \[page\]: there is no ‘Nothing’"):
        translated.sayer(languages()["ur"])("Nothing")
    assert translated.sayer(None)("Nothing") == "Nothing"


def test_the_heads_that_a_phone_shows_are_those_of_the_table():
    sheet = (reader.ASSETS / "languages.css").read_text(encoding="utf-8")
    for one in LANGUAGES:
        rule = rf'table\.say:lang\({one.lang}\) td:nth-child\(\d\)::before {{ content: "([^"]+)"'
        assert tuple(re.findall(rule, sheet)) == one.say


@pytest.mark.parametrize(
    ("code", "text", "runs"),
    [
        ("ur", "مالی سال 2023–24 میں", ["bdi dir=ltr 2023–24"]),
        ("ur", "تقریباً 40%", ["bdi dir=ltr 40%"]),
        ("ur", "UCDP 2024", ["bdi lang=en UCDP"]),
        ("ur", "ادارہ Horizonte Geopolítico، SMAA-2", ["bdi lang=en Horizonte Geopolítico",
                                                      "bdi lang=en SMAA-2"]),
        ("ur", "(Afghan Taliban, TTP)", ["bdi lang=en Afghan Taliban, TTP"]),
        ("ur", "کم از کم 45", []),
        ("prs", "سال مالی ۲۰۲۳–۲۴", []),
        ("prs", "−۱۳٪", ["bdi dir=ltr −۱۳٪"]),
        ("prs", "۵۹٪ بود", []),
    ],
)  # fmt: skip
def test_names_and_some_numbers_keep_their_own_direction(code, text, runs):
    found = list(translated._runs(text, languages()[code]))
    asides = [one for one in found if isinstance(one, translated.Aside)]
    kept = [(name, one[name], one.astext()) for one in asides for name in ("lang", "dir")
            if name in one]  # fmt: skip
    assert [f"bdi {name}={value} {said}" for name, value, said in kept] == runs
    assert "".join(one.astext() for one in found).replace("\u061c", "") == text


def test_a_share_in_the_languages_own_digits_has_its_sign_on_the_left():
    (run,) = translated._runs("۵۹٪", languages()["prs"])
    assert run.astext() == "\u061c۵۹٪"


def test_a_report_is_filled_in():
    assert cards.sent("", "ur/index", "x") == ""
    assert cards.sent("mailto:a@b.org", "ur/index", "لفظ\n") == (
        "mailto:a@b.org?subject=Error%3A%20ur%2Findex&body=%D9%84%D9%81%D8%B8%0D%0A"
    )
    assert cards.sent("https://b.org/new?l=1", "ur/index", "x") == (
        "https://b.org/new?l=1&title=Error%3A%20ur%2Findex&body=x"
    )


# ------------------------------------------------------------------------------ in the built site


@pytest.mark.parametrize("name", PAGES)
def test_a_page_speaks_its_language(site, name):
    language = languages()[name.partition("/")[0]]
    page, text = html(site, name), body(site, name)
    assert f'<html lang="{language.lang}" dir="{language.dir}"' in page
    assert f'property="og:locale" content="{language.page["locale"]}"' in page
    assert 'rel="stylesheet" href="../_static/languages.css' in page
    for word in ("Skip to main content", "Contents", "Search", "Front page", "Previous"):
        assert f">{word}<" not in text, "English beside the text"
        if word != "Previous":
            assert f">{language.page[word]}<" in text
    assert language.page["notice"] in text
    assert text.index(language.page["notice"]) < text.index("<h1")
    assert "Check the" not in text
    assert "Link to this heading" not in text


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_to_its_languages_and_back(site, name):
    page = html(site, name)
    assert '<link rel="alternate" hreflang' not in page, "the site has no public address"
    switch = re.search(r'<nav class="languages".*?</nav>', page)[0]
    shown = re.findall(r'<a href="([^"]+)" rel="alternate" hreflang="(\w+)" lang="\2">', switch)
    language = languages()[name.partition("/")[0]]
    assert {lang for _, lang in shown} == {"en", "prs", "ur"} - {language.lang}
    for way, _ in shown:
        other = (site / name).parent.joinpath(way).resolve()
        back = other.read_text(encoding="utf-8")
        assert re.search(rf'hreflang="{language.lang}" lang="{language.lang}">', back)


@pytest.mark.parametrize("base", ["", "https://example.org/book/"])
def test_search_engines_get_whole_addresses_or_none(monkeypatch, base):
    """A relative address there costs the page its place in a search by language."""
    builder = SimpleNamespace(
        get_target_uri=lambda name: f"{name}.html",
        get_relative_uri=lambda _, name: f"../{name}.html",
    )
    env = SimpleNamespace(
        config=SimpleNamespace(html_baseurl=base), app=SimpleNamespace(builder=builder)
    )
    known = {"ur/the-gate": Translation("notebooks/05-the-gate", "", behind=False)}
    monkeypatch.setattr(translated, "state", lambda _: SimpleNamespace(translations=known))
    codes = {"ur/the-gate": languages()["ur"]}
    monkeypatch.setattr(translated, "language_of", lambda _, name: codes.get(name))
    found = {one.lang: one.address for one in translated.versions(env, "ur/the-gate")}
    whole = {"en": f"{base}notebooks/05-the-gate.html", "ur": f"{base}ur/the-gate.html"}
    assert found == (whole if base else dict.fromkeys(whole, ""))


def test_english_pages_without_translations_offer_none(site):
    assert 'class="languages"' not in html(site, "book/ledger")
    assert "languages.css" not in html(site, "index")
    assert 'dir="' not in html(site, "index").partition(">")[2].partition(">")[0]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.code)
def test_pages_of_a_language_follow_each_other(site, language):
    name, seen = f"{language.code}/index", []
    while name:
        seen.append(name)
        found = re.search(r'<a rel="next" href="([^"]+)\.html"', html(site, name))
        name = f"{language.code}/{found[1]}" if found else ""
        assert "/" not in (found[1] if found else ""), "out of the edition"
    assert sorted(seen) == [one for one in PAGES if one.startswith(f"{language.code}/")]
    menu = re.search(r'<nav id="menu".*?</nav>', html(site, seen[3]), re.S)[0]
    listed = re.findall(r'<a href="([\w#-]+?)(?:\.html)?"', menu)
    assert len(listed) == 12
    assert menu.count('class="current"') == 1


def test_search_records_keep_languages_apart(site):
    text = (site / "search-records.js").read_text(encoding="utf-8")
    told = json.loads(text[len("durandSearch(") :].rstrip().removesuffix(");"))
    assert {one["kind"] for one in told["languages"]} == {"ur", "prs"}
    for one in told["records"]:
        folder = one["address"].partition("/")[0]
        assert one["kind"] == folder if folder in languages() else one["kind"] not in languages()


# ------------------------------------------------------------------------------- in a browser


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desktop-light", "phone-dark"])
def opened(request, chromium, site):
    width, scheme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 760}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    page.go = lambda name: page.goto((site / f"{name}.html").as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_from_right_to_left_and_fits(opened, name):
    opened.go(name)
    assert opened.evaluate("getComputedStyle(document.body).direction") == "rtl"
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.evaluate(wide) <= 0
    title, main = (opened.locator(one).bounding_box() for one in ("h1", "main"))
    ends = [box["x"] + box["width"] for box in (title, main)]
    assert ends[0] == pytest.approx(ends[1], abs=1), "the title does not begin on the right"
    assert opened.evaluate("document.fonts.check('600 16px Vazirmatn', 'ا')")
    assert opened.evaluate(
        "[...document.querySelectorAll('article a.num:not(.is), article bdi')]"
        ".every((one) => getComputedStyle(one).unicodeBidi === 'isolate')"
    )


@pytest.mark.parametrize("code", ["ur", "prs"])
def test_a_card_begins_in_the_language_and_goes_on_in_english(opened, code):
    opened.go(f"{code}/the-gate")
    opened.locator("article a.num:not(.is)").first.click()
    card = opened.locator(".num-card:popover-open")
    card.wait_for()
    assert card.get_attribute("lang") == "en"
    assert card.evaluate("(one) => getComputedStyle(one).direction") == "ltr"
    first = card.locator(".num-first")
    assert first.get_attribute("lang") == code
    assert first.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= opened.viewport_size["width"]


@pytest.mark.parametrize("code", ["ur", "prs"])
def test_the_notice_hands_out_what_to_send(opened, code):
    opened.go(f"{code}/the-gate")
    opened.locator(".of-language a").click()
    told = opened.locator(".num-out pre")
    told.wait_for()
    assert f"{code}/the-gate" in told.inner_text()
    assert languages()[code].page["wrong"].split("\n")[0] in told.inner_text()


@pytest.mark.parametrize(("asked", "code"), [("دروازہ بند", "ur"), ("دروازهٔ بسته", "prs")])
def test_who_asks_in_a_script_reads_its_pages_first(opened, asked, code):
    opened.go("search")
    opened.locator("main input").fill(asked)
    opened.locator("#search-results li a").first.wait_for()
    first = opened.locator("#search-results ul").first
    assert first.get_attribute("lang") == code
    assert f"/{code}/" in first.locator("a").first.evaluate("(one) => one.href")
    opened.locator("main input").fill("torkham gate")
    opened.locator("#search-results h2").first.wait_for()
    opened.wait_for_timeout(300)
    assert opened.locator("#search-results [lang]").count() == 0, "English asks for English"


def test_pages_are_light_clear_and_complete(chromium, base):
    for load in reading.loads(chromium, base, [f"{name}.html" for name in PAGES]):
        assert load.bytes <= MOST * 1024, load.name
        assert [*load.faults, *load.pale] == [], load.name
        assert load.shift < 0.02, load.name


@pytest.mark.parametrize("name", ["ur/index", "prs/index", "ur/the-gate", "prs/the-gate"])
def test_axe_finds_nothing(opened, name):
    opened.go(name)
    assert reading.axe(opened) == []
    opened.locator(".menu-button").click()
    assert reading.axe(opened) == []
