"""What a page in another language may say: right sentences pass, and wrong ones are refused."""

import json
import re
import shutil
import tomllib

import lxml.html
import pytest
from conftest import BOOK, ROOT

from durand import Publication
from durand.chapters import figure_specs
from durand.errors import DataError
from durand.ledger.wording import mismatch
from durand.prose.languages import Link, fold, languages, own
from durand.prose.languages import faults as told_of
from durand.site import languages as site

LINKED = re.compile(r"\[([^\]]*)\]\(([a-z]+):([^)]*)\)")


def said(code: str, markdown: str, *, free: bool = False) -> list[str]:
    """Return what is wrong with a line of Markdown."""
    text, links, last = "", [], 0
    for match in LINKED.finditer(fold(markdown)):
        text += fold(markdown)[last : match.start()]
        links.append(Link(len(text), len(text) + len(match[1]), match[2], match[3]))
        text, last = text + match[1], match.end()
    text += fold(markdown)[last:]
    language = languages()[code]
    return [why for _, why in told_of(text, links, language, own(BOOK, language), free=free)]


SENTENCES = tomllib.loads((ROOT / "tests" / "languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(code, one) for code, listed in SENTENCES.items() for one in listed["right"]],
)
def test_right_sentences_pass(code, sentence):
    assert said(code, sentence) == []


@pytest.mark.parametrize(
    ("code", "sentence", "told"),
    [(code, *one) for code, listed in SENTENCES.items() for one in listed["wrong"]],
)
def test_wrong_sentences_are_refused(code, sentence, told):
    found = said(code, sentence)
    assert any(told in one for one in found), found
    assert len(found) <= 2  # a digit of another script is no number either


FRONT = """---
language: ur
follows: {follows}
digest: ""
orphan: true
myst:
  html_meta:
    description: {description}
---
# صفحہ

{body}
"""


def page(copy, name, body, follows="index.md", description="ایک صفحہ"):
    """Write a page of a language into a copy; return the line of its body's start."""
    path = copy.folder / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    text = FRONT.format(follows=follows, description=description, body=body)
    path.write_text(text, encoding="utf-8")
    return text.splitlines().index(body.splitlines()[0]) + 1


PAGE_FAULTS = {
    "a number that is wrong": (
        "CRSS کے مطابق [686](num:security-killed-2024-crss) اہلکار ہلاک ہوئے۔",
        "‘686’ for security-killed-2024-crss: the ledger says ‘685’",
    ),
    "a row that the English does not cite": (
        "CRSS کے مطابق [980](num:people-killed-2018-crss) ہلاک ہوئے۔",
        "people-killed-2018-crss, which index does not cite",
    ),
    "a literal that the English does not have": (
        "حد [26](lit:threshold) ہے۔",
        "‘26’ for lit:threshold, which index does not cite",
    ),
    "a comparison that the English does not make": (
        "راہداری تجارت [کم ہوئی](is:transit-fell-fy2024)۔",
        "transit-fell-fy2024, which index does not cite",
    ),
    "a heading with a loose number": ("## 300 حملے", "‘300’ is not checked"),
    "text of a link with a loose number": (
        "[300 حملے](https://example.org)۔",
        "‘300’ is not checked",
    ),
    "code with a number is shown, and prose is not": ("`300` اور 301۔", "‘301’ is not checked"),
    "HTML": ("<b>متن</b>", "HTML is not checked here"),
    "heads of another table": (
        "| کہیے | کیوں |\n| --- | --- |\n| متن | متن |",
        "the heads are کہیے | کیوں",
    ),
    "a row without a reason": (
        "| کہیے | نہ کہیے | کیوں |\n| --- | --- | --- |\n| متن | دہشت گرد | |",
        "has no word under کہیے or کیوں",
    ),
}


def test_every_fault_of_a_page_is_named_at_once(pages, faults):
    body = "\n\n".join(bad for bad, _ in PAGE_FAULTS.values())
    first = page(pages, "ur/index", body, description="کل 302 ہلاک")
    page(pages, "ur/nowhere", "متن", follows="book/none.md")
    page(pages, "prs/index", "متن")  # it says Urdu
    done = pages.build()
    assert done.returncode != 0
    for fault, (bad, told) in PAGE_FAULTS.items():
        line = first + body[: body.index(bad)].count("\n")
        where = rf"ur/index\.md, line {line + bad.count(chr(10))}: .*{re.escape(told)}"
        if "\n" in bad:
            where = rf"ur/index\.md, line \d+: .*{re.escape(told)}"
        faults.caught(f"language: {fault}", "the site's build", done.stderr, where)
    assert "‘302’ is not checked" in done.stderr
    assert "ur/nowhere.md, line 1: it says language ‘ur’ and follows ‘book/none.md’" in done.stderr
    assert "prs/index.md, line 1: it says language ‘ur’" in done.stderr
    assert f"{len(PAGE_FAULTS) + 3} things are wrong" in done.stderr
    assert not pages.site.exists()


def test_a_page_has_cards_in_two_languages_and_says_when_it_falls_behind(book):
    name, chapter = "ur/operations-and-attacks", "notebooks/02-operations-and-attacks.ipynb"
    (book.folder / "ur").mkdir()
    text = re.sub(r"\]\((?!num:|lit:|is:)[^)]*\)", "](../index.md)", urdu(name))
    (book.folder / f"{name}.md").write_text(text, encoding="utf-8")
    assert book.module("durand", "follow", name).returncode == 0
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    tree = lxml.html.parse(str(book.site / f"{name}.html")).getroot()
    card = tree.get_element_by_id("card-civilians-killed-2024-crss")
    assert (card.get("lang"), card.get("dir")) == ("en", "ltr")
    line = card.cssselect(".num-first")[0]
    assert (line.get("lang"), line.get("dir")) == ("ur", "rtl")
    assert line.text_content() == "927: ہمارے حساب سے، CRSS کے اعداد سے"
    figure = tree.cssselect("figure.translated")[0]
    for drawing in figure.cssselect("svg[role=img]"):
        for attribute in ("aria-labelledby", "aria-describedby"):
            said = figure.get_element_by_id(drawing.get(attribute)).text_content()
            assert re.search("[آ-ے]", said)
    assert not figure.cssselect("svg > title, svg > desc")
    assert figure.cssselect(".figure-note a")[0].get("href").endswith("figures/fig-card-2024.html")
    status = lxml.html.parse(str(book.site / "book" / "build-status.html")).getroot()
    assert "fell behind" not in status.text_content()
    text = (book.folder / chapter).read_text(encoding="utf-8")
    assert "Who attacked in Pakistan" in text
    book.edit(chapter, "Who attacked in Pakistan", "Who, then, attacked in Pakistan")
    done = book.build("-W", "--keep-going")
    assert done.returncode == 0, done.stderr
    status = lxml.html.parse(str(book.site / "book" / "build-status.html")).getroot()
    assert "fell behind: the English changed since" in status.text_content()


def urdu(name):
    return (ROOT / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture
def followers(tmp_path):
    """A chapter and a page that follows it, and what that page follows then."""
    for name in ("ur/the-gate.md", "notebooks/05-the-gate.ipynb", "data/datapackage.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    return Publication(tmp_path)


def edited(book, old, new):
    """Edit the chapter; return whether its page falls behind."""
    path = book.root / "notebooks/05-the-gate.ipynb"
    text = path.read_text(encoding="utf-8")
    assert old in text
    before = site.followed(book, "ur/the-gate").now
    path.write_text(text.replace(old, new), encoding="utf-8")
    return site.followed(book, "ur/the-gate").now != before


@pytest.mark.parametrize(
    ("old", "behind"),
    [
        ("# The gate", True),
        ("What does a shut gate cost", True),
        ("A shut gate holds up both sides", True),
        ("Jadoon argues that control of the crossings", False),
        ("Few effects could show here", False),
        ("What could change the answers comes first", False),
    ],
)
def test_only_what_is_translated_ages_a_translation(followers, old, behind):
    assert edited(followers, old, f"{old} now") == behind


def test_a_figure_and_what_to_say_age_a_translation(followers):
    title = figure_specs(followers.root / "notebooks/05-the-gate.ipynb")["fig-map-gates"]
    shown = json.dumps(title["usermeta"]["figure"]["title"], ensure_ascii=False)[1:30]
    assert edited(followers, shown, f"Now {shown}")
    assert edited(followers, "If Jadoon's share holds", "If Jadoon’s share held")
    path = followers.root / "ur/the-gate.md"
    path.write_text(path.read_text("utf-8").replace("fig-map-gates", "fig-none"), "utf-8")
    with pytest.raises(DataError, match=r"05-the-gate\.ipynb has no figure 'fig-none'"):
        site.followed(followers, "ur/the-gate")


def test_follow_writes_the_digest_and_names_what_there_is_not(followers, capsys):
    path = followers.root / "ur/the-gate.md"
    assert edited(followers, "# The gate", "# A gate")
    assert site.follow(followers, ["ur/the-gate"]) == 0
    told = site.followed(followers, "ur/the-gate")
    assert told.said == told.now
    assert f'digest: "{told.now}"' in path.read_text(encoding="utf-8")
    assert "ur/the-gate.md follows notebooks/05-the-gate" in capsys.readouterr().out
    with pytest.raises(DataError, match=r"no page ur/none\. There are: ur/the-gate"):
        site.follow(followers, ["ur/none"])


@pytest.mark.parametrize("language", languages().values(), ids=list(languages()))
def test_a_number_goes_into_a_language_and_back(language):
    """Each row is worded in the language so that its page would be held right."""
    for number in BOOK.ledger.values():
        shown = language.wording(number)
        assert mismatch(language.english(shown), number) is None, (number.evidence_id, shown)


@pytest.mark.parametrize("language", languages().values(), ids=list(languages()))
def test_a_language_has_all_that_others_have(language):
    """Each relation of the comparisons has words, each qualifier a form, each page its strings."""
    other = next(one for one in languages().values() if one != language)
    for part in ("qualifiers", "words", "forms", "relations", "page"):
        assert getattr(language, part).keys() == getattr(other, part).keys(), part
    assert len(language.months) == 12
    made = (one for one in BOOK.ledger.comparisons.values() if not one.declared)
    bases = {re.sub("^(not |nearly |more than |less than )+| since$", "", m.relation) for m in made}
    assert bases <= language.relations.keys()


def test_heads_of_what_to_say_are_the_same_on_a_phone():
    """There each cell has its head before it, which the sheet writes."""
    sheet = (ROOT / "durand" / "site" / "assets" / "languages.css").read_text(encoding="utf-8")
    cells = r'table\.say:lang\((\w+)\) td:nth-child\((\d)\)::before { content: "([^"]+)"; }'
    written = {(code, int(at)): head for code, at, head in re.findall(cells, sheet)}
    assert {key: fold(head) for key, head in written.items()} == {
        (code, at): head for code, one in languages().items() for at, head in enumerate(one.say, 1)
    }


def test_what_was_mended_stands_on_its_page():
    """A row of `translations.csv` tells what a page says now, not what it once said."""
    absent, rows = [], BOOK.data.load("translations")
    assert (rows["mended"] == "").sum() < len(rows) / 20, (
        "a sentence that has gone is the exception"
    )
    for row in rows.to_dict("records"):
        page = (ROOT / row["language"] / f"{row['page']}.md").read_text(encoding="utf-8")
        if row["mended"] not in LINKED.sub(r"\1", page):
            absent.append((row["language"], row["page"], row["mended"]))
    assert absent == []
