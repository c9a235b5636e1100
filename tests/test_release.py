"""What was released stays visible; what changes is said. Proved on a scratch copy."""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile

import lxml.html
import pytest
from conftest import BOOK, copy_book

from durand import Publication, locks, release
from durand.figure.versions import digest


def test_what_was_released_is_as_it_was():
    locked, kept = release.lock(BOOK), release.kept(BOOK)
    assert set(locked) == set(kept)
    for name, versions in kept.items():
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))
        assert digest(versions[-1].spec) == locked[name]["sha256"]


CHANGED = "fig-deadliest-since"
LOCKED = "figure version 1, by the last release’s lock"
RETIRED = "fig-durand-line-dead-2024"
_FILE = re.compile(r"^figures/fig-.*-v1(?!\.html)\.")
"""A file of a first version; its page is none: what became of it stands there."""


class History:
    """A copy that is released, changed, and released again; what was seen on the way."""

    def __init__(self, copy):
        self.copy, self.files = copy, {}
        self.git("init", "--quiet")
        self.git("config", "user.name", "A")
        self.git("config", "user.email", "a@example.org")
        for name in ("releases", release.LOCK, locks.LOCK):
            path = copy.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
        table = copy.folder / "data" / "replaced.csv"  # nothing is released, nothing retired
        table.write_text(table.read_text(encoding="utf-8").splitlines(keepends=True)[0], "utf-8")
        head = "## Unreleased\n"  # after a release nothing stands there
        copy.edit("CHANGELOG.md", head, f"{head}\n- Something is new.\n")
        self.commit("Begin")

    def git(self, *arguments):
        done = subprocess.run(
            ["git", *arguments], cwd=self.copy.folder, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", message)

    def release(self, version):
        return self.copy.module("durand", "release", version)

    def unexplained(self):
        return str(release.unexplained(Publication(self.copy.folder)))

    def text(self, name):
        return (self.copy.folder / name).read_text(encoding="utf-8")

    def checked(self, name):
        """Return what the check of a page knows of a figure's data file."""
        text = (self.copy.site / "check-rows.js").read_text(encoding="utf-8")
        return json.loads(text.partition("(")[2].rpartition(")")[0])["figures"][name]

    def page(self, name):
        tree = lxml.html.fromstring((self.copy.site / name).read_bytes())
        return " ".join(tree.text_content().split())

    def retire(self):
        """Take a figure's cell out of its chapter."""
        path = self.copy.folder / "notebooks" / "02-operations-and-attacks.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = [c for c in notebook["cells"] if f'"{RETIRED}"' not in "".join(c["source"])]
        assert len(cells) == len(notebook["cells"]) - 1
        notebook["cells"] = cells
        path.write_text(json.dumps(notebook, indent=1) + "\n", encoding="utf-8")
        assert self.copy.module("durand", "notebooks").returncode == 0


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    return History(copy_book(tmp_path_factory.mktemp("release") / "book"))


# The steps below follow one another: each starts from what the one before left.


def test_a_release_is_refused_with_its_reason(history):
    for version, reason in [("9", "is no version"), ("0.0.0", "is not after 0.0.0")]:
        done = history.release(version)
        assert done.returncode == 1
        assert reason in done.stderr
    (history.copy.folder / "README.md").write_text("changed", encoding="utf-8")
    done = history.release("9.0.0")
    assert "not committed" in done.stderr
    history.git("checkout", "README.md")
    assert not (history.copy.folder / "figures.lock.json").exists()


def test_a_release_locks_keeps_tags_and_packs(history):
    done = history.release("9.0.0")
    assert done.returncode == 0, done.stderr
    locked = json.loads(history.text("figures.lock.json"))
    entries = json.loads((history.copy.site / "figures/figures.json").read_text(encoding="utf-8"))
    assert list(locked["figures"]) == sorted(entry["id"] for entry in entries)
    assert {one["version"] for one in locked["figures"].values()} == {1}
    assert history.git("tag").split() == ["v9.0.0"]
    assert history.git("status", "--porcelain") == ""
    assert "version: 9.0.0" in history.text("CITATION.cff")
    assert '"version": "9.0.0"' in history.text("data/datapackage.json")
    assert json.loads(history.text(".zenodo.json"))["version"] == "9.0.0"
    assert re.search(r"^## Unreleased\n\n## 9\.0\.0 \(\d{4}-", history.text("CHANGELOG.md"), re.M)
    packed = history.copy.folder / "_build" / "across-the-durand-line-9.0.0.zip"
    said = packed.with_suffix(".zip.sha256").read_text(encoding="utf-8").split()
    assert said == [hashlib.sha256(packed.read_bytes()).hexdigest(), packed.name]
    before = packed.read_bytes()
    again = history.copy.module("durand", "release", "--pack")
    assert again.stdout.split() == [str(packed), said[0]]
    assert packed.read_bytes() == before
    with zipfile.ZipFile(packed) as archive:
        assert {"index.html", f"figures/{CHANGED}-v1.html"} <= set(archive.namelist())
        history.files = {
            name: archive.read(name) for name in archive.namelist() if _FILE.search(name)
        }
    assert "Version 1" in history.page(f"figures/{CHANGED}.html")
    kept = history.text("data/anchors.csv")
    assert "\nindex,three-doors,\n" in kept, "each section of the release keeps its address"
    assert (history.copy.site / "data/anchors.csv").read_text("utf-8-sig") == kept
    folder = history.copy.site / "figures"
    assert locked["csv"] == {
        name: hashlib.sha256((folder / f"{name}.csv").read_bytes()).hexdigest()
        for name in locked["figures"]
    }
    assert history.checked(CHANGED) == [locked["csv"][CHANGED], LOCKED]
    assert history.unexplained() == "[]"
    assert "is not after 9.0.0" in history.release("9.0.0").stderr


def test_a_change_needs_a_line_in_the_changelog(history, faults):
    history.copy.edit("data/evidence.csv", "pakistan,2019,357,,,exact", "pakistan,2019,358,,,exact")
    for step in ("notebooks", "accept"):  # a figure that was drawn before is drafted, too
        assert history.copy.module("durand", step).returncode == 0
    assert "`people-killed-in-attacks-2019-pips`’ leaves its reason open" in history.unexplained()
    history.copy.edit(
        "CHANGELOG.md", "value 357 → 358. Why: …", "value 357 → 358. Why: a misprint."
    )
    assert history.unexplained() == "[]", "accept drafted the lines"
    drafted = history.text("CHANGELOG.md")
    lines = [line for line in drafted.splitlines() if f"Figure `{CHANGED}`" in line]
    (history.copy.folder / "CHANGELOG.md").write_text(
        "\n".join(line for line in drafted.splitlines() if line not in lines), encoding="utf-8"
    )
    said = history.unexplained()
    faults.caught(
        "figure: changed rows without a line in the changelog",
        "durand.release.unexplained",
        said,
        rf"{CHANGED} \(version 1, released in 9\.0\.0\) changed: .*357 → 358",
        r"Unreleased in CHANGELOG\.md",
    )
    (history.copy.folder / "CHANGELOG.md").write_text(drafted, encoding="utf-8")


def test_a_figure_is_retired_never_removed(history, faults):
    history.retire()
    faults.caught(
        "figure: released, and gone",
        "durand.release.unexplained",
        history.unexplained(),
        rf"{RETIRED} \(version 1, released in 9\.0\.0\) is gone",
    )
    history.copy.edit(
        "CHANGELOG.md",
        "## Unreleased\n\n",
        f"## Unreleased\n\n- Retired figure `{RETIRED}`: it said too little.\n",
    )
    faults.caught(
        "figure: retired, and nothing says what shows it now",
        "durand.release.unexplained",
        history.unexplained(),
        rf"{RETIRED} .* is retired, and no row of data/replaced\.csv",
    )
    with (history.copy.folder / "data" / "replaced.csv").open("a", encoding="utf-8") as file:
        file.write(f"{RETIRED},,It said too little.\n")
    assert history.unexplained() == "[]"


def test_between_releases_the_figure_says_that_it_changed(history):
    assert history.copy.build().returncode == 0
    cited = (history.copy.site / f"figures/{CHANGED}.txt").read_text(encoding="utf-8")
    assert "figure version 1, changed since its release" in cited
    assert "Since then, not yet released" in history.page(f"figures/{CHANGED}.html")
    assert history.checked(CHANGED)[1].endswith("changed since its release, by this build alone")
    assert history.checked(f"{CHANGED}-v1")[1] == LOCKED


def test_the_next_release_raises_the_version_and_keeps_the_old_one(history):
    history.commit("Change a number, retire a figure")
    done = history.release("9.1.0")
    assert done.returncode == 0, done.stderr
    entries = json.loads((history.copy.site / "figures/figures.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in entries if entry["retired"]] == [RETIRED]
    versions = {entry["id"]: entry["version"] for entry in entries if not entry["retired"]}
    assert versions.pop(CHANGED) == 2
    untouched = set(versions) - {
        one["id"]
        for one in entries
        if f"`{one['id']}`" in history.text("CHANGELOG.md").partition("## 9.0.0")[0]
    }
    assert untouched
    assert all(versions[name] == 1 for name in untouched)
    assert sorted(p.stem for p in (history.copy.folder / "releases/9.1.0").iterdir()) == sorted(
        name for name, version in {**versions, CHANGED: 2}.items() if version == 2
    )
    rows = [
        (history.copy.site / f"figures/{CHANGED}{v}.csv").read_text(encoding="utf-8")
        for v in ("-v1", "-v2", "")
    ]
    assert ",357," in rows[0]
    assert ",358," in rows[1]
    assert rows[1] == rows[2]
    assert history.checked(CHANGED)[1] == LOCKED.replace("1", "2")
    assert {f"figures/{CHANGED}-v1{end}" for end in (".svg", ".bib", ".ris")} <= set(history.files)
    then = history.files.pop(f"figures/{RETIRED}-v1.embed.html").decode()
    framed = history.copy.site / f"figures/{RETIRED}-v1.embed.html"
    now = framed.read_text(encoding="utf-8")
    told = re.search(r"<p>This figure is retired.*?</p>\n?", now, re.DOTALL)[0]
    assert now.replace(told, "") == then, "whoever frames it reads so, and finds it as it was"
    for name, then in history.files.items():
        assert (history.copy.site / name).read_bytes() == then, f"{name} is not as it was released"
    cited = [
        (history.copy.site / f"figures/{name}.txt").read_text(encoding="utf-8")
        for name in (f"{CHANGED}-v1", CHANGED, RETIRED + "-v1")
    ]
    said = ("9.0.0, figure version 1", "9.1.0, figure version 2", "9.0.0, figure version 1")
    assert all(f"(Version {text}) " in one for one, text in zip(cited, said, strict=True))
    old = history.page(f"figures/{CHANGED}-v1.html")
    assert "Figure 2.4, version 1. " in old
    assert "This is version 1, as released in 9.0.0" in old
    assert "The figure as it is now" in old
    changelog = history.page("book/changelog.html")
    assert f"{CHANGED}, version 1 → 2: " in changelog
    assert "357 → 358" in changelog
    since = {
        block.get("id"): [item.text_content() for item in block.iter("li")]
        for block in lxml.html.parse(str(history.copy.site / "book/changelog.html"))
        .getroot()
        .xpath("//details[starts-with(@id, 'since-')]")
    }
    row = "people-killed-in-attacks-2019-pips: value 357 → 358 (release 9.1.0)"
    assert row in since["since-9.0.0"]
    assert f"{CHANGED}: version 1 → 2 (release 9.1.0)" in since["since-9.0.0"]
    assert not any("9.1.0" in item for item in since["since-9.1.0"])
    retired = history.page(f"figures/{RETIRED}.html")
    assert "The figure is retired: the book holds it no more." in retired
    lock = json.loads(history.text("figures.lock.json"))
    assert lock["figures"][RETIRED]["retired"] == "9.1.0"
    assert f"releases/9.1.0/{CHANGED}.json" in lock["files"]
    row = json.loads(history.text(locks.LOCK))["rows"][
        "Evidence `people-killed-in-attacks-2019-pips`"
    ]
    assert row["version"] == 2
    assert row["history"][0]["why"] == "a misprint."
    assert "Version 2 (9.1.0): value 357 → 358. a misprint." in history.page("book/ledger.html")


def test_what_is_released_is_compared_with_its_tag(history, faults):
    name = f"releases/9.0.0/{CHANGED}.json"
    history.copy.edit(name, '"version":1', '"version":1 ')
    said = rf"{name} is not as the tag v9\.1\.0 has it"
    faults.caught("releases: edited", "durand.release.unexplained", history.unexplained(), said)
    done = history.release("9.2.0")
    assert done.returncode == 1
