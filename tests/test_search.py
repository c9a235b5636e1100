"""Search, asked what people would type: the right answer has to be among the first.

``questions.csv`` has the questions, and the end of each address that answers one, chosen by reading
the book. A run writes the rank of each answer to ``_build/search-ranks.md``.
"""

import csv
import json

import pytest
from conftest import ROOT

QUESTIONS = list(csv.DictReader((ROOT / "tests" / "questions.csv").open(encoding="utf-8")))

# The addresses of each list on the page, in the order in which they are read.
LISTS = """() => {
  const lists = [];
  for (const part of document.querySelectorAll("#search-results ul")) {
    const hits = [...part.querySelectorAll("li:not([hidden]) a")];
    lists.push(hits.map((link) => link.href));
  }
  return lists;
}"""


def answers(question):
    """Return the ends of the addresses that answer a question."""
    return tuple(
        one if one.startswith("#") or ".html" in one else f"#{one}"
        for one in question["answers"].split("|")
    )


def rank(question, lists):
    """Return where an answer stands in the best of the lists, and on the page; 0 if nowhere."""
    ends = answers(question)
    own = [at for one in lists for at, address in enumerate(one, 1) if address.endswith(ends)]
    read = [address for one in lists for address in one]
    page = [at for at, address in enumerate(read, 1) if address.endswith(ends)]
    return min(own, default=0), min(page, default=0)


@pytest.fixture(scope="module")
def asked(chromium, base):
    """Return the lists that the search page shows for each question."""
    page = chromium.new_page()
    page.goto(base + "search.html?q=x")
    page.locator("#search-results [role=status]:not(:has-text('Loading'))").wait_for()
    found = {}
    for question in QUESTIONS:
        page.locator("main .search-field input").fill(question["question"])
        found[question["question"]] = page.evaluate(LISTS)
    page.close()
    return found


def told(site):
    """Return what the script of records holds."""
    text = (site / "search-records.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("(") + 1 : text.rindex(")")])


def test_every_answer_is_an_address_of_the_site(site):
    addresses = [one["address"] for one in told(site)["records"]]
    for question in QUESTIONS:
        for end in answers(question):
            assert sum(one.endswith(end) for one in addresses) == 1, (question["question"], end)


def test_the_right_answer_is_among_the_first(asked):
    ranks = {q["question"]: rank(q, asked[q["question"]]) for q in QUESTIONS}
    rows = [
        f"| {q['about']} | {q['question']} | {' | '.join(map(str, ranks[q['question']]))} |"
        for q in QUESTIONS
    ]
    head = ["| about | question | in its list | on the page |", "| --- | --- | --- | --- |"]
    (ROOT / "_build" / "search-ranks.md").write_text("\n".join([*head, *rows, ""]), "utf-8")
    late = [question for question, (own, _) in ranks.items() if not 1 <= own <= 3]
    assert len(late) <= 0.05 * len(QUESTIONS), late
