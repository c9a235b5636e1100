"""What a page in another language may say: right sentences pass, and wrong ones are refused."""

import re
import tomllib

import pytest
from conftest import BOOK, ROOT

from durand.prose.languages import Link, faults, fold, languages, own

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
    return [why for _, why in faults(text, links, language, own(BOOK, language), free=free)]


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
