"""One edit, one command: accept drafts what changed, waits for reasons, and is all or nothing."""

import pytest
from conftest import tiny_book

from durand import Publication, locks, release

GATE = "durand.release.unexplained"


@pytest.fixture
def marsh(tmp_path):
    """The tiny book, its ledger locked."""
    copy = tiny_book(tmp_path / "marsh")
    locks.relock(Publication(copy.folder), "1.0.0", "2025-01-31", "")
    return copy


def _files(folder):
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".cache" not in path.parts
    }


CHANGELOG = "CHANGELOG.md"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_accept_drafts_and_waits_for_a_reason_on_any_console(marsh, encoding, faults):
    marsh.edit("data/evidence.csv", "2024,120,", "2024,130,")
    marsh.edit("data/indicators.csv", "that sang on the day", "that sang in the week")
    done = marsh.module("durand", "accept", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    text = (marsh.folder / CHANGELOG).read_text(encoding="utf-8")
    drafted = [line for line in text.splitlines() if line.endswith("Why: …")]
    assert "- Evidence `warblers-2024-warden`: value 120 → 130. Why: …" in drafted
    assert len(drafted) == 2
    assert "on the day" in drafted[1]
    assert "`warblers-2024-gap`" not in text  # computed, and follows
    found = "\n".join(release.unexplained(Publication(marsh.folder)))
    faults.caught(
        f"changelog: a draft of accept left as it is ({encoding})",
        GATE,
        found,
        "`warblers-2024-warden`’ leaves its reason open",
        "Row `indicators/warblers`’ leaves its reason open",
    )
    again = marsh.module("durand", "accept", PYTHONIOENCODING=encoding)
    assert again.returncode == 0, again.stderr
    assert (marsh.folder / CHANGELOG).read_text(encoding="utf-8").count("Why: …") == 2
    numbers = marsh.module("durand", "numbers", PYTHONIOENCODING=encoding)
    assert numbers.returncode == 0, numbers.stderr
    assert "130" in numbers.stdout


def test_accept_takes_an_open_draft_back_with_its_change(marsh):
    marsh.edit("data/evidence.csv", "2024,120,", "2024,130,")
    assert marsh.module("durand", "accept").returncode == 0
    marsh.edit("data/evidence.csv", "2024,130,", "2024,120,")
    done = marsh.module("durand", "accept")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("1 change. Look at")
    assert "Why:" not in (marsh.folder / CHANGELOG).read_text(encoding="utf-8")


def test_accept_is_all_or_nothing(marsh, faults):
    marsh.edit("notebooks/01-the-count.ipynb", '"from durand', '"1 / 0\\n", "from durand')
    marsh.edit("data/evidence.csv", "2024,120,", "2024,130,")
    before = _files(marsh.folder)
    done = marsh.module("durand", "accept")
    assert done.returncode == 1
    said = "Nothing was accepted; all files are as before"
    faults.caught("accept: a chapter fails", "python -m durand accept", done.stderr, said)
    assert _files(marsh.folder) == before


def test_a_row_has_a_version_and_a_history(marsh):
    marsh.edit("data/evidence.csv", "2024,120,", "2024,130,")
    with (marsh.folder / "data" / "places.csv").open("a", encoding="utf-8") as file:
        file.write("upper-marsh,Upper marsh,marsh,\n")
    assert marsh.module("durand", "accept").returncode == 0
    built = marsh.build()
    assert built.returncode == 0, built.stderr
    page = (marsh.site / "book" / "ledger.html").read_text(encoding="utf-8")
    assert "link, version 1, changed since</a>" in page
    assert "link, version 1</a>" in page
    unreleased = "- Evidence `warblers-2024-warden`: value 120 → 130. Why: he had missed a page."
    locks.relock(Publication(marsh.folder), "1.1.0", "2025-02-01", unreleased)
    rows = locks.lock(Publication(marsh.folder))
    entries = {name.split("`")[1]: row for name, row in rows.items() if "Evidence" in name}
    assert {name: entry["version"] for name, entry in entries.items()} == {
        "warblers-2024-warden": 2,
        "warblers-2024-club": 1,
        "warblers-2024-gap": 2,
    }
    (first,) = entries["warblers-2024-warden"]["history"]
    assert first["why"] == "he had missed a page."
    assert first["what"] == "value 120 → 130"
    assert entries["warblers-2024-warden"]["meaning"]["value"] == "130"
    assert "`warblers-2024-warden`" in entries["warblers-2024-gap"]["history"][0]["why"]
    assert locks.changes(Publication(marsh.folder)) == []
    assert marsh.build().returncode == 0
    page = (marsh.site / "book" / "ledger.html").read_text(encoding="utf-8")
    assert "Version 2 (1.1.0): value 120 → 130. he had missed a page." in page
    assert "link, version 2</a>" in page
    assert "changed since" not in page


def test_the_lock_is_the_same_each_time_and_a_row_a_line(marsh):
    text = (marsh.folder / locks.LOCK).read_text(encoding="utf-8")
    locks.relock(Publication(marsh.folder), "1.0.0", "2025-01-31", "")
    assert (marsh.folder / locks.LOCK).read_text(encoding="utf-8") == text
    assert len([line for line in text.splitlines() if "Evidence `warblers-2024-club`" in line]) == 1
