"""What is cited can be found and held to what was read: by version, identifier and address."""

import json
import re
import subprocess
from html import escape
from xml.etree import ElementTree

import lxml.html
import pytest
import yaml
from conftest import BOOK, ROOT, tiny_book
from pybtex.database import parse_string
from pybtex.richtext import Text

from durand import Publication, release
from durand.site import cite
from durand.site.state import Build

BASE = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["html"]["baseurl"]
ENDINGS = tuple(cite.CITATIONS.values())
FRONT, CHAPTER, LEDGER = "index", "notebooks/02-operations-and-attacks", "book/ledger"
TABLES, TABLE, FIGURE = "book/data", "data/evidence", "figures/fig-card-2024"
CITED = (FRONT, CHAPTER, LEDGER, TABLES, TABLE, FIGURE)


def page(site, name):
    return lxml.html.parse(str(site / f"{name}.html")).getroot()


def tags(tree):
    """Return the tags of a head by name: all contents of each."""
    found = {}
    for tag in tree.xpath("//head/meta[@content]"):
        found.setdefault(tag.get("name") or tag.get("property"), []).append(tag.get("content"))
    return found


def schema(tree):
    return json.loads(tree.xpath("//script[@type='application/ld+json']")[0].text)


ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_tells_each_release_and_each_correction_once_and_leads_to_it(site):
    feed = ElementTree.parse(site / "feed.xml").getroot()
    entries = feed.findall(f"{ATOM}entry")
    log = BOOK.load("corrections").to_dict("records")
    heads = [head for head in release.sections(BOOK) if head != "Unreleased"]
    assert len(entries) == len(log) + len(heads)
    ids = [one.findtext(f"{ATOM}id") for one in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    days = [one.findtext(f"{ATOM}updated") for one in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    said = "".join(one.findtext(f"{ATOM}content") for one in entries)
    for row in log:
        assert f"<p>Wrong was: {escape(row['wrong'])}</p>" in said
        assert f"<p>Corrected to: {escape(row['right'])}</p>" in said
    for link in feed.iterfind(f"{ATOM}entry/{ATOM}link"):
        name, _, place = link.get("href").partition("#")
        assert page(site, name.removesuffix(".html")).get_element_by_id(place) is not None
    for name in CITED:
        (way,) = page(site, name).xpath("//link[@type='application/atom+xml']/@href")
        assert (site / f"{name}.html").parent.joinpath(way).resolve() == site / "feed.xml"


def issued(text):
    """Return what a citation in any form says of its year."""
    return re.search(r"\(\d{4}\)|^PY  -|year = |\"issued\"", text, re.MULTILINE)


def git(folder, *arguments):
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


# ------------------------------------------------------------------------------- identifiers


def test_what_git_makes_of_a_file_identifies_its_rows(site):
    files = sorted((site / "figures").glob("fig-*.csv"))
    made = git(site, "hash-object", "--no-filters", *map(str, files)).split()
    assert len(files) > 50
    for file, digest in zip(files, made, strict=True):
        identifier = f"swh:1:cnt:{digest}"
        for ending in ENDINGS:
            text = file.with_suffix(ending).read_text(encoding="utf-8")
            assert set(re.findall(r"swh:1:cnt:\w+", text)) == {identifier}, file.stem + ending
        tree = page(site, f"figures/{file.stem}")
        assert identifier in tags(tree)["DC.identifier"]
        assert identifier in schema(tree)["identifier"]
    table = site / "data" / "evidence.csv"
    digest = git(site, "hash-object", "--no-filters", str(table))
    assert schema(page(site, TABLE))["identifier"][-1] == f"swh:1:cnt:{digest}"


def test_a_release_is_told_from_what_comes_after_it(tmp_path):
    folder = tiny_book(tmp_path / "book").folder

    def edition():
        return release.edition(Publication(folder))

    after = ("unreleased, after 1.0.0", "")
    assert edition() == after, "its changelog has a line under Unreleased"
    log = folder / "CHANGELOG.md"
    text = log.read_text(encoding="utf-8")
    log.write_text("# Changelog\n\n## Unreleased\n", encoding="utf-8")
    assert edition() == ("1.0.0", ""), "without git there is no identifier"
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "Release")
    assert edition() == after, "no tag"
    git(folder, "tag", "-a", "v1.0.0", "-m", "1.0.0")
    released = ("1.0.0", f"swh:1:dir:{git(folder, 'rev-parse', 'v1.0.0^{tree}')}")
    assert edition() == released
    git(folder, "config", "status.showUntrackedFiles", "no")
    new = folder / "data" / "new.csv"
    new.write_text("id\n", encoding="utf-8")
    assert edition() == after, "a new file, which git is set not to tell of"
    new.unlink()
    log.write_text(text, encoding="utf-8")
    assert edition() == after, "a file differs"
    git(folder, "commit", "--quiet", "--all", "-m", "More")
    assert edition() == after, "the tag is at another commit"
    git(folder, "checkout", "--quiet", "v1.0.0")
    assert edition() == released


def test_a_tagged_build_is_cited_by_its_tree_and_a_later_one_is_not(pages):
    git(pages.folder, "init", "--quiet")
    git(pages.folder, "add", "--all")
    git(pages.folder, "commit", "--quiet", "-m", "Release")
    version = BOOK.about["version"]
    git(pages.folder, "tag", f"v{version}")
    assert pages.build().returncode == 0
    tree = f"swh:1:dir:{git(pages.folder, 'rev-parse', f'v{version}^{{tree}}')}"
    stems = [pages.site / "cite" / name for name in ("publication", "data")]
    for stem in stems:
        for ending in ENDINGS:
            text = stem.with_suffix(ending).read_text(encoding="utf-8")
            assert f"Release: {tree}" in text, stem.name + ending
            assert "nreleased" not in text
            assert issued(text), "a release has its day"
    assert schema(page(pages.site, FRONT))["identifier"] == [tree]
    assert tree in (pages.site / "cite" / "rows.txt").read_text(encoding="utf-8")
    assert tree in (pages.site / "cite" / "numbers.js").read_text(encoding="utf-8")
    past = (pages.site / "figures" / "fig-card-2024-v1.txt").read_text(encoding="utf-8")
    assert "swh:1:cnt:" in past
    assert tree not in past, "an earlier release had another tree"

    pages.edit("README.md", "# ", "# More: ")
    assert pages.build().returncode == 0
    for path in pages.site.rglob("*.*"):
        if path.suffix in (".txt", ".bib", ".ris", ".json", ".html", ".js"):
            assert "swh:1:dir" not in path.read_text(encoding="utf-8"), path
    for stem in stems:
        for ending in ENDINGS:
            text = stem.with_suffix(ending).read_text(encoding="utf-8")
            assert f"nreleased, after {version}" in text
            assert not issued(text), "the day of the release is not that of what came after it"
    text = stems[0].with_suffix(".txt").read_text(encoding="utf-8")
    assert "(n.d.)." in text
    assert ", n.d. Data to" in text
    assert "datePublished" not in schema(page(pages.site, FRONT))
    assert "DC.date" not in tags(page(pages.site, FRONT))
    assert f"Unreleased, after {version} of " in page(pages.site, LEDGER).text_content()


def test_the_page_on_citing_says_how_git_makes_them(site, tmp_path):
    text = (ROOT / "book" / "read-rerun-cite.md").read_text(encoding="utf-8")
    whole, rows = re.findall(r"^git .*$", text, re.MULTILINE)
    copy = tiny_book(tmp_path / "book")
    copy.edit("CHANGELOG.md", "- The first count.\n", "")
    copy.edit("CITATION.cff", "version: 1.0.0", "version: 1.1.0")
    git(copy.folder, "init", "--quiet")
    git(copy.folder, "add", "--all")
    git(copy.folder, "commit", "--quiet", "-m", "Release")
    edition = release.edition(Publication(copy.folder))
    assert edition[1] == "", "no tag yet"
    git(copy.folder, "tag", "v1.1.0")
    edition = release.edition(Publication(copy.folder))
    assert edition[1] == f"swh:1:dir:{copy.run('sh', '-c', whole).stdout.strip()}"
    done = subprocess.run(rows, shell=True, cwd=site / "figures", capture_output=True, text=True)
    assert f"swh:1:cnt:{done.stdout.strip()}" in tags(page(site, FIGURE))["DC.identifier"]


# --------------------------------------------------------------------------------- addresses


FILES = re.compile(r'(?:src|href)="\.\./(\w+)/').findall


def test_a_copy_without_an_address_gives_none_to_paste(site):
    if BASE:
        pytest.skip("this site has a public address")
    files = [
        path
        for folder in ("cite", "figures")
        for path in (site / folder).iterdir()
        if path.name.endswith(ENDINGS) and ".sources." not in path.name
    ]
    assert len(files) > 200
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "Local copy, " in text, path
        assert not re.search(r"(figures|notebooks|book)/|\.html|\bURL\b|\bUR  -", text), path
    for path in (site / "figures").glob("fig-*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "figures/" not in text, path
    for name in CITED:
        tree = page(site, name)
        assert not {"og:image", "og:url", "twitter:card"} & set(tags(tree))
        assert not tree.xpath("//link[@rel='canonical']")
        assert not {"url", "contentUrl", "distribution"} & set(schema(tree))
        for block in tree.cssselect(".copyable pre"):
            first, _, rest = block.text_content().partition("-->\n")
            if rest:  # a frame says what must stand beside the page, and it is enough
                beside = re.findall(r"figures|_static", first)
                loaded = re.findall('src="([^"]+)"', rest)
                assert all(path.startswith(beside[0]) for path in loaded)
                embeds = (site / "figures").glob("*.embed.html")
                more = {way for one in embeds for way in FILES(one.read_text("utf-8"))}
                assert {*beside} == {"figures", *more}
                continue
            assert not re.search(r"(figures|notebooks|book)/[a-z0-9]", first), (name, first)
    (code,) = [
        block.text_content()
        for block in page(site, FIGURE).cssselect(".copyable pre")
        if "read_csv" in block.text_content()
    ]
    assert '"fig-card-2024.csv"' in code


def test_the_environment_gives_an_address_to_all_that_is_taken(pages, monkeypatch):
    monkeypatch.setenv("BASE_URL", "https://example.org/book")
    assert pages.build().returncode == 0
    site, there = pages.site, "https://example.org/book/"
    stem = site / "figures" / "fig-card-2024-v1"
    for ending in (*ENDINGS, ".svg"):
        text = stem.with_suffix(ending).read_text(encoding="utf-8")
        assert f"{there}figures/fig-card-2024-v1.html" in text, ending
        assert "ocal copy" not in text
    tree = page(site, "figures/fig-card-2024-v1")
    assert f'pd.read_csv("{there}figures/fig-card-2024-v1.csv")' in tree.text_content()
    (frame,) = tree.xpath("//pre[contains(., '<iframe')]")
    assert f'src="{there}figures/fig-card-2024-v1.embed.html"' in frame.text_content()
    assert frame.text_content().startswith("<div")
    assert tags(tree)["og:image"] == [f"{there}figures/fig-card-2024-v1.card.png"]
    assert schema(tree)["contentUrl"] == f"{there}figures/fig-card-2024-v1.svg"
    assert (site / "sitemap.xml").is_file()
    assert page(site, FRONT).xpath("//link[@rel='canonical']/@href") == [f"{there}index.html"]
    feed = ElementTree.parse(site / "feed.xml").getroot()
    assert feed.get("{http://www.w3.org/XML/1998/namespace}base") == there
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == ["feed.xml"]
    row = "attacks-2024-crss"
    (said,) = re.findall(f"^{row}: .*$", (site / "cite" / "rows.txt").read_text("utf-8"), re.M)
    assert said.endswith(f"{there}book/ledger.html#{row}")
    pages.edit("_config.yml", 'baseurl: ""', "baseurl: https://example.net/")
    assert pages.build().returncode == 0
    (named,) = page(site, FRONT).xpath("//link[@rel='canonical']/@href")
    assert named == "https://example.net/index.html", "the file's own address comes first"


def test_the_published_site_is_built_with_its_address_and_its_tags():
    path = ROOT / ".github" / "workflows" / "publish.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    steps = jobs["publish"]["steps"]
    used = [step.get("uses", step.get("run")).partition("@")[0] for step in steps]
    at = {name: used.index(f"actions/{name}") for name in (
        "checkout", "configure-pages", "upload-pages-artifact", "deploy-pages",
    )}  # fmt: skip
    (build,) = [at for at, step in enumerate(steps) if "jupyter-book build" in step.get("run", "")]
    assert list(at.values()) == sorted(at.values())
    assert at["configure-pages"] < build < at["upload-pages-artifact"]
    assert steps[at["checkout"]]["with"] == {"fetch-depth": 0}
    name = steps[at["configure-pages"]]["id"]
    assert steps[build]["env"] == {"BASE_URL": f"${{{{ steps.{name}.outputs.base_url }}}}"}
    others = [step for name, job in jobs.items() if name != "publish" for step in job["steps"]]
    assert not [step for step in others if "pages" in step.get("uses", "")]


DOI = "10.5281/zenodo.1234567"


def test_a_doi_given_once_is_in_every_citation_and_head(pages):
    assert pages.build().returncode == 0
    for path in [*(pages.site / "cite").iterdir(), *(pages.site / f"{FRONT}.html",)]:
        assert not re.search(r"doi|\bDO  -", path.read_text(encoding="utf-8"), re.IGNORECASE), path
    pages.edit("CITATION.cff", "\nversion:", f"\ndoi: {DOI}\nversion:")
    assert pages.build().returncode == 0
    for name in ("publication", "data"):
        stem = pages.site / "cite" / name
        for ending in ENDINGS:
            assert DOI in stem.with_suffix(ending).read_text(encoding="utf-8"), name + ending
    assert DOI in (pages.site / "cite" / "numbers.js").read_text(encoding="utf-8")
    for name in (FRONT, LEDGER, TABLES, TABLE):
        tree = page(pages.site, name)
        assert tags(tree)["citation_doi"] == [DOI]
        assert tags(tree)["DC.identifier"][0] == f"https://doi.org/{DOI}"
        assert schema(tree)["identifier"][0] == f"https://doi.org/{DOI}"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("_config.yml", 'baseurl: ""', "baseurl: example.org/book", "no public address"),
        ("_config.yml", 'baseurl: ""', "baseurl: https:///book", "no public address"),
        ("_config.yml", 'baseurl: ""', "baseurl: https://example.org/<b>", "no public address"),
        ("CITATION.cff", "\nversion:", f"\ndoi: https://doi.org/{DOI}\nversion:", "no DOI"),
        ("CITATION.cff", "\nversion:", '\ndoi: ""\nversion:', "no DOI"),
    ],
)
def test_an_address_or_doi_that_is_none_is_refused(pages, faults, file, old, new, said):
    pages.edit(file, old, new)
    done = pages.build()
    assert done.returncode != 0
    faults.caught(f"{file}: {new!r}", "build", done.stderr, f"{file}, .*{said}")


@pytest.mark.parametrize("at", ["missing", "book/missing.html", "a/b/c/missing.html"])
@pytest.mark.parametrize("folder", ["", "some/book/"])
def test_the_error_page_leads_on_from_any_depth(chromium, site, folder, at):
    if BASE:
        pytest.skip("its links begin with the site's own address")
    home = f"http://site.test/{folder}"

    def host(route):
        file = site / route.request.url.removeprefix(home)
        if route.request.url.startswith(home) and file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404, path=site / "404.html")

    context = chromium.new_context()
    tab = context.new_page()
    tab.route("**/*", host)
    tab.goto(home + at)
    try:
        tab.wait_for_function(
            "(home) => [...document.links].every((a) => a.href.startsWith(home))"
            " && document.links[0].href === `${home}index.html`",
            arg=home,
            timeout=5000,
        )
        tab.locator("main a").nth(1).click()
        assert "Evidence ledger" in tab.title()
    finally:
        context.close()


# ------------------------------------------------------------------------- reference managers


def test_every_ris_begins_with_its_type_and_ends(site):
    files = sorted(site.rglob("*.ris"))
    assert len(files) > 50
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert re.fullmatch(r"TY  - [A-Z]+\n(?:[A-Z][A-Z0-9]  - .*\n)+ER  - \n", text), path


ITEM_TYPES = {"dataset", "webpage", "book"}
"""Those of Zotero's own names that a type of Dublin Core here may be, letter for letter."""
DC_TYPES = {"book": "book", "bookchapter": "bookSection", "illustration": "artwork"}


def zotero(tree):
    """Return what Zotero's translators *Embedded Metadata* and *RDF* make of a head (2024)."""
    said = {name: contents[0] for name, contents in tags(tree).items()}
    kind = said.get("DC.type", "")
    known = kind if kind in ITEM_TYPES else DC_TYPES.get(kind.lower().replace(" ", ""))
    site = {"book": "book", "website": "webpage"}.get(said.get("og:type"))
    guess = "journalArticle" if "citation_title" in said else "webpage"
    if "citation_journal_title" in said:
        item = {"type": "journalArticle"}
    elif "citation_book_title" in said:
        item = {"type": "bookSection"}
    else:
        item = {"type": site or known or guess}
    names = []
    for name in tags(tree).get("citation_author", []):
        first, comma, last = name.strip(" .,").rpartition(" ")
        whole = "," in name and not name.split(",")[1].strip()
        names.append(name.strip(" .,") if whole else (first, last) if not comma else (last, first))
    mapped = {
        "title": "citation_title",
        "date": "citation_publication_date",
        "publisher": "citation_publisher",
        "book": "citation_book_title",
        "edition": "prism.edition",
        "extra": "z.extra",
        "rights": "DC.rights",
    }
    return item | {"authors": names} | {k: said[v] for k, v in mapped.items() if v in said}


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        (FRONT, "book", "Across the Durand Line"),
        (CHAPTER, "bookSection", "Chapter 2: Operations and attacks"),
        (LEDGER, "dataset", "Across the Durand Line: Evidence ledger"),
        (TABLES, "dataset", "Across the Durand Line: data"),
        (TABLE, "dataset", "Across the Durand Line: Evidence ledger"),
        (FIGURE, "artwork", "Figure 2.1: CRSS counts 444 attacks"),
        ("book/glossary", "webpage", None),
    ],
)
def test_zotero_knows_a_page_for_what_it_is(site, name, kind, title):
    item = zotero(page(site, name))
    assert item["type"] == kind
    if title is None:
        return
    about = cite.about(Build(BOOK))
    assert item["title"].startswith(title)
    assert item["authors"] == [author["name"] for author in about["authors"]]
    unreleased = about["version"].startswith("unreleased")
    assert item.get("date", "") == ("" if unreleased else about["date-released"].replace("-", "/"))
    assert item["publisher"] == item["authors"][0]
    assert item["edition"].startswith(about["version"])
    assert item.get("book") == (about["title"] if kind == "bookSection" else None)
    if kind == "artwork":  # it has no such fields
        assert item["extra"].splitlines() == [
            f"Version: {item['edition']}",
            f"Publisher: {item['publisher']}",
        ]


def test_a_source_keeps_its_outlet_and_names_wherever_it_is_printed(site):
    seen, done = set(), set()
    for path in sorted((site / "figures").glob("*.sources.bib")):
        text = path.read_text(encoding="utf-8")
        if set(re.findall(r"^@\w+\{(.*),$", text, re.MULTILINE)) <= done:
            continue
        assert not re.search(r"^ +url = (?!\{)", text, re.MULTILINE), "% begins a comment"
        for key, entry in parse_string(text, "bibtex").entries.items():
            done.add(key)
            own, fields = BOOK.data.sources[key], entry.fields
            outlet = own.fields.get("journal") or own.fields.get("publisher", "")
            # the one field that biblatex, plain BibTeX and citeproc each print of such an entry
            field = {"misc": "howpublished", "article": "journal", "book": "publisher"}[entry.type]
            said = {"howpublished", "journal", "publisher", "organization"} & set(fields)
            assert Text.from_latex(fields.get(field, "")).render_as("text") == outlet, key
            assert said <= {field} or entry.type == "article", f"{key}: its outlet is said twice"
            plain = re.sub(r"\{[^{}]*\}", "", fields["title"])  # what a style may write small
            assert not re.search(r"\B[A-Z]|(?<!^)\b[A-Z]", plain), f"{key}: {plain}"
            assert fields.get("url") == own.fields.get("url"), "escaped, it leads nowhere"
            said = "a day on which nobody says that it was opened"
            assert fields.get("urldate") == own.fields.get("urldate"), f"{key}: {said}"
            assert not re.search(
                r"(?<!\\)[$&#%_]",
                "".join(said for name, said in fields.items() if name not in ("url", "doi")),
            ), f"{key}: TeX takes a sign for its own"
            assert list(entry.persons) == list(own.persons)
            seen.add(entry.type)
    assert seen >= {"misc", "article"}
    text = (site / "figures" / "fig-card-2024.sources.bib").read_text(encoding="utf-8")
    assert "Report on {CRSS}'s annual security report" in text
