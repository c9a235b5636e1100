"""What was released keeps its meaning, and its files: a change is named, and needs a reason."""

import json
import re
import shutil
import subprocess

import pytest
from conftest import BOOK, ROOT, opened

from durand import Publication, locks, release

GATE = "durand.release.unexplained"
BUILD = "jupyter-book build"


def test_every_change_since_the_last_release_is_in_the_changelog():
    assert release.unexplained(BOOK) == [], (
        "see the message above: it says what to write, and where"
    )


def test_the_lock_holds_all_that_was_released():
    then, now = locks.lock(BOOK), locks.meanings(BOOK)
    released = [
        json.loads((ROOT / n).read_text("utf-8"))["release"] for n in (release.LOCK, locks.LOCK)
    ]
    assert released[0] == released[1]
    assert then.keys() <= now.keys()
    tables = {name: BOOK.data.described(name) for name in BOOK.data.names}
    kinds = {re.split("[/`]", name)[1] if name[0] in "TR" else name[0] for name in now}
    assert kinds == {"E", "S", "comparisons"} | {
        name for name, table in tables.items()
        if "locked" in table or any("sha256" in s for s in table.get("sources", []))
    }  # fmt: skip


# ------------------------------------------------------------------------------------- meaning

MEANING = {
    "a number ten times as high that no page shows": (
        "evidence.csv",
        "people-injured-2024-q2-crss,people-injured,pakistan,2024-04-01/2024-06-30,220,",
        "people-injured-2024-q2-crss,people-injured,pakistan,2024-04-01/2024-06-30,2200,",
        "Evidence `people-injured-2024-q2-crss` .* changed: value 220 → 2,200",
    ),
    "the period of a rival, a day shorter": (
        "evidence.csv",
        "civilians-killed,pakistan,2024,489,",
        "civilians-killed,pakistan,2024-01-01/2024-12-30,489,",
        "`civilians-killed-2024-picss` .* changed: period 2024 → 2024-01-01/2024-12-30",
    ),
    "a count that becomes another's": (
        "evidence.csv",
        "521,,,exact,pips,pips,",
        "521,,,exact,pips,satp,",
        "`attacks-2024-pips` .* changed: origin pips → satp",
    ),
    "an inference made a statement": (
        "evidence.csv",
        "900,,,over,jadoon2025,crss,inferred,",
        "900,,,over,jadoon2025,crss,stated,",
        "`civilians-killed-2024-jadoon` .* changed: origin_basis inferred → stated",
    ),
    "more than, made exactly": (
        "evidence.csv",
        "killed-2024-rift,civilians-and-security-killed-in-attacks,pakistan,2024,900,,,over,",
        "killed-2024-rift,civilians-and-security-killed-in-attacks,pakistan,2024,900,,,exact,",
        "`civilians-and-security-killed-2024-rift` .* changed: qualifier over → exact",
    ),
    "the fewest days read for the most": (
        "evidence.csv",
        "closure_id=torkham-2024-05;days_low",
        "closure_id=torkham-2024-05;days_high",
        r"`days-shut-torkham-2024-05` .* changed: .*value 3 → 4.*locator",
    ),
    "a row renamed": (
        "evidence.csv",
        "\npeople-injured-2024-q1-crss,",
        "\npeople-injured-2024-first-quarter-crss,",
        "Evidence `people-injured-2024-q1-crss` .* removed. An id is permanent: .*rejected",
    ),
    "the injured no casualties": (
        "indicators.csv",
        'militants",,people,true,people,,,,,\npeople-killed,',
        'militants",,people,false,people,,,,,\npeople-killed,',
        "Row `indicators/people-injured` .* changed: casualty true → false",
    ),
    "attacks of all groups defined as those of one": (
        "indicators.csv",
        "Attacks that the counter attributes to militants of any group, whoever the target",
        "Attacks that the counter attributes to the TTP, whoever the target",
        "Row `indicators/attacks-all` .* changed: definition .*any group.* → .*the TTP",
    ),
    "a name given to another": (
        "actors.csv",
        "PIPS|Pak Institute for Peace Studies,",
        "Pak Institute for Peace Studies,",
        "Row `actors/pips` .* changed: names PIPS.Pak",
    ),
    "the same name, taken": (
        "actors.csv",
        "SATP|South Asia Terrorism Portal,",
        "SATP|PIPS|South Asia Terrorism Portal,",
        "Row `actors/satp` .* changed: names .* → SATP.PIPS",
    ),
    "a party made an observer": (
        "actors.csv",
        "Media wing of Pakistan's armed forces,yes,pakistan",
        "Media wing of Pakistan's armed forces,no,pakistan",
        "Row `actors/ispr` .* changed: party yes → no",
    ),
    "a page read in full that was not": (
        "sources.bib",
        "date = {2026-02-11},\n  year = {2026},\n  url = {https://www.afghanverified.com/article/"
        "prolonged-closure-of-afghanistan-pakistan-border-crossings-paralyzes-trade},\n"
        "  access = {excerpt}",
        "date = {2026-02-11},\n  year = {2026},\n  url = {https://www.afghanverified.com/article/"
        "prolonged-closure-of-afghanistan-pakistan-border-crossings-paralyzes-trade},\n"
        "  access = {full text}",
        "Source `hashtesubh2026closed` .* changed: access excerpt → full text",
    ),
    "a gate that reopens a month later": (
        "closures.csv",
        "2024-07-22,day",
        "2024-08-22,day",
        "Row `closures/chaman-2023-11` .* changed: end 2024-07-22 → 2024-08-22",
    ),
    "an event a month earlier": (
        "events.csv",
        "\ntalks-on-ttp-dawn,talks-on-ttp-2021-2025,2021-08-15/2025-01-13,",
        "\ntalks-on-ttp-dawn,talks-on-ttp-2021-2025,2021-07-15/2025-01-13,",
        "Row `events/talks-on-ttp-dawn` .* changed: date 2021-08-15/2025-01-13 → 2021-07-15",
    ),
    "a province of the other country": (
        "places.csv",
        "khyber-pakhtunkhwa,Khyber Pakhtunkhwa,province,pakistan",
        "khyber-pakhtunkhwa,Khyber Pakhtunkhwa,province,afghanistan",
        "Row `places/khyber-pakhtunkhwa` .* changed: within pakistan → afghanistan",
    ),
    "what failed came true": (
        "forecasts.csv",
        "strikes-february-2026|kabul-hospital,did not,,",
        "strikes-february-2026|kabul-hospital,came true,,",
        "Row `forecasts/isolation-horizonte` .* changed: provisional did not → came true",
    ),
    "a score of another": (
        "scores.csv",
        "comprehensive-counter-terrorism,civilians,first,4,",
        "comprehensive-counter-terrorism,civilians,first,5,",
        "Row `scores/comprehensive-counter-terrorism;civilians;first` .* changed: score 4 → 5",
    ),
    "a copy altered, and its checksum with it": (
        "datapackage.json",
        '"version": "26.1",\n          "sha256": "',
        '"version": "26.1",\n          "sha256": "0',
        "Table `ucdp_dyads` .* changed: sha256 ",
    ),
}


def locked(folder):
    """Copy the data to a folder, as if they had been released as they are."""
    shutil.copytree(BOOK.data.folder, folder / "data")
    locks.relock(opened(folder), "0.1.2", "2026-11-26", "")
    return folder


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """A copy of the data in which every meaning above is another, and what the lock says."""
    folder = locked(tmp_path_factory.mktemp("meaning"))
    for name, old, new, _ in MEANING.values():
        path = folder / "data" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")
    return opened(folder)


def test_a_meaning_that_changed_is_named(changed, faults, monkeypatch):
    monkeypatch.setattr("durand.data.invariants.altered", lambda *_: [])  # a copy's is another gate
    said = locks.unexplained(changed, "")
    text = "\n".join(said)
    for fault, (name, _, _, expected) in MEANING.items():
        faults.caught(f"{name}: {fault}", GATE, text, expected)
    assert len(said) == len(MEANING)
    assert all("CHANGELOG.md: ‘- " in one or "is permanent" in one for one in said)
    drafted = "\n".join(locks.drafts(locks.untold(changed, "")))
    assert len(drafted.splitlines()) == len(MEANING) - 1  # an id that is gone is no change
    reasons = drafted.replace("Why: …", "Why: the page was read again.")
    left = locks.unexplained(changed, reasons)
    assert len(left) == 1
    assert "is permanent" in left[0]


LINES = {
    "nothing": ("", "changed: value 220 → 2,200. Say why"),
    "a line without a reason": (
        "- Evidence `people-injured-2024-q2-crss`: value 220 → 2,200.",
        "leaves its reason open",
    ),
    "a line whose reason is left open": (
        "- Evidence `people-injured-2024-q2-crss`: value 220 → 2,200. Why: …",
        "‘- Evidence `people-injured-2024-q2-crss`’ leaves its reason open",
    ),
    "a reason of dots": (
        "- Evidence `people-injured-2024-q2-crss`: value 220 → 2,200. Why: ...",
        "leaves its reason open",
    ),
    "a reason for another number": (
        "- Evidence `people-injured-2024-q2-crss`: value 220 → 22. Why: read again.",
        "changed: value 220 → 2,200. Say why",
    ),
    "a reason for the start of it": (
        "- Evidence `people-injured-2024-q2-crss`: value 220 → 2,2009. Why: read again.",
        "changed: value 220 → 2,200. Say why",
    ),
    "a reason for another row": (
        "- Evidence `people-injured-2024-q2`: value 220 → 2,200. Why: read again.",
        "changed: value 220 → 2,200. Say why",
    ),
    "a reason for another kind": (
        "- Source `people-injured-2024-q2-crss`: value 220 → 2,200. Why: read again.",
        "changed: value 220 → 2,200. Say why",
    ),
}


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """A copy of the data in which one number is another."""
    folder = locked(tmp_path_factory.mktemp("one"))
    path = folder / "data" / "evidence.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2024-06-30,220,", "2024-06-30,2200,"), encoding="utf-8")
    return opened(folder)


@pytest.mark.parametrize("fault", LINES)
def test_a_reason_is_of_this_change(fault, one, faults):
    line, said = LINES[fault]
    found = "\n".join(locks.unexplained(one, line))
    faults.caught(f"changelog: {fault}", GATE, found, said)


def test_one_reason_covers_many_rows_and_what_is_computed_from_them(one):
    line = "- Evidence `x`, `people-injured-2024-q2-crss`: value 220 → 2,200; low 1 → 2. Why: so."
    assert locks.unexplained(one, line) == []


# --------------------------------------------------------------------------- what was released


TAG = f"v{json.loads((ROOT / release.LOCK).read_text(encoding='utf-8'))['release']}"
"""The tag of the last release."""


class Kept:
    """The kept files of the releases, in a folder under git, with a tag."""

    def __init__(self, folder, *, tag):
        self.folder = folder
        shutil.copytree(ROOT / release.FOLDER, folder / release.FOLDER)
        for name in (release.LOCK, locks.LOCK):
            shutil.copy(ROOT / name, folder)
        if tag:
            for command in (
                ["init", "--quiet"], ["add", "--all"],
                ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "All"],
                ["tag", "v0.0.9"], ["tag", TAG], ["tag", "elsewhere"],
            ):  # fmt: skip
                subprocess.run(["git", *command], cwd=folder, check=True)

    def edit(self, name, old, new):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def relock(self):
        """Bring the lock into line with the files, as one would by hand."""
        path = self.folder / release.LOCK
        lock = json.loads(path.read_text(encoding="utf-8"))
        lock["files"] = release._digests(Publication(self.folder))
        path.write_text(json.dumps(lock), encoding="utf-8")

    def altered(self):
        return "\n".join(release.altered(Publication(self.folder)))


OLD, WORDS = "releases/0.1.0/fig-ttp-fighters.json", "releases/0.1.2/fig-spread-2024.json"
EDITS = {
    "an old version's row": lambda kept: kept.edit(OLD, '"derived":false', '"derived":true'),
    "a caption": lambda kept: kept.edit(WORDS, '"caption":"', '"caption":"By our count. '),
    "a caveat": lambda kept: kept.edit(WORDS, '"caveats":"', '"caveats":"None. '),
    "one character of space": lambda kept: kept.edit(OLD, "\n", " \n"),
    "a file deleted": lambda kept: (kept.folder / OLD).unlink(),
    "two versions swapped": lambda kept: shutil.copy(kept.folder / OLD, kept.folder / WORDS),
}


@pytest.mark.parametrize("tag", [False, True], ids=["without git", "with a tag"])
@pytest.mark.parametrize("fault", EDITS)
def test_what_was_released_is_refused_if_edited(fault, tag, tmp_path, faults):
    kept = Kept(tmp_path, tag=tag)
    assert kept.altered() == ""
    EDITS[fault](kept)
    gate = "durand.release.altered" + (", by its tag" if tag else ", by its SHA-256")
    by = f"the tag {TAG}|figures.lock.json"
    name = f"(?:{re.escape(OLD)}|{re.escape(WORDS)})"
    said = rf"{name} is not as (?:{by}) has it\. What was released stays"
    faults.caught(f"releases: {fault}", gate, kept.altered(), said)
    if tag:
        kept.relock()
        said = rf"{name} is not as the tag {re.escape(TAG)} has it"
        faults.caught(f"releases: {fault}, and the lock with it", gate, kept.altered(), said)


def test_a_file_of_no_release_is_refused(tmp_path, faults):
    kept = Kept(tmp_path, tag=False)
    (tmp_path / "releases/0.1.1/fig-new.json").write_text("{}", encoding="utf-8")
    said = r"releases/0\.1\.1/fig-new\.json is not as figures.lock.json has it.*delete it"
    faults.caught("releases: a file put in", "durand.release.altered", kept.altered(), said)


def test_the_lock_of_the_ledger_is_as_its_tag_has_it(tmp_path, faults):
    kept = Kept(tmp_path, tag=True)
    kept.edit(locks.LOCK, '"value": "260"', '"value": "261"')
    said = re.escape(f"ledger.lock.json is not as the tag {TAG} has it")
    faults.caught("ledger.lock.json: a value edited", GATE, kept.altered(), said)


def test_the_build_refuses_an_edited_release(pages, faults):
    pages.edit(OLD, '"derived":false', '"derived":true')
    done = pages.build()
    assert done.returncode == 2
    faults.caught("releases: an old version's row", BUILD, done.stderr, re.escape(OLD))
    assert "Traceback" not in done.stderr
    assert not pages.site.exists()
