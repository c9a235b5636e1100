"""The editions: their numbers are the site's, and the PDF has what a reader by ear needs."""

import re
import zipfile
from types import SimpleNamespace

import pikepdf
import pytest
from conftest import BOOK
from lxml import etree

from durand import Publication, editions, release, stages
from durand.editions import briefs, check, epub, parts, pdf
from durand.errors import StageError

CHAPTER = "07-coercion-and-bargaining"
"""One with figures, tables and formulas."""


@pytest.fixture(scope="module")
def whole(site):
    """All parts, and the drawings."""
    every, drawings = parts.parts(BOOK, site)
    pdf.page(BOOK, every)
    return every, drawings


@pytest.fixture(scope="module")
def ebook(site, tmp_path_factory):
    path = tmp_path_factory.mktemp("ebook") / "book.epub"
    every, drawings = parts.parts(BOOK, site)
    epub.write(BOOK, every, drawings, "1.2.0", path)
    return path


@pytest.fixture(scope="module")
def paper(site, tmp_path_factory):
    """One chapter set, with the title page; links to other parts are text there."""
    every, drawings = parts.parts(BOOK, site)
    every = [part for part in every if part.name in ("title", CHAPTER)]
    known = {f"#{name}" for part in every for name in part.body.xpath(".//@id")}
    for link in (one for part in every for one in part.body.xpath(".//a[@href]")):
        if link.get("href").startswith("#") and link.get("href") not in known:
            del link.attrib["href"]
    path = tmp_path_factory.mktemp("paper") / "book.pdf"
    try:
        pdf.write(pdf.page(BOOK, every), drawings, path)
    except (ImportError, StageError) as error:
        if "Pango" not in str(error) and not isinstance(error, ImportError):
            raise
        pytest.skip(str(error))
    return path, every


def test_every_number_has_its_note_and_every_way_arrives(whole):
    every, _ = whole
    known = {name for part in every for name in part.body.xpath("descendant-or-self::*/@id")}
    numbers = 0
    for part in every:
        for link in part.body.iter("a"):
            href = link.get("href", "https:")
            assert href.startswith(("#", "https:", "http:", "mailto:")), href
            if href.startswith("#"):
                assert href[1:] in known or href == "#contents", href
            if "num" in link.get("class", "").split() and "is" not in link.get("class"):
                assert "-note-" in href, (part.name, parts.text(link))
                numbers += 1
                mark, (note,) = link.getnext(), part.body.xpath(f'.//li[@id="{href[1:]}"]')
                assert parts.text(mark) == f"[{note.getparent().index(note) + 1}]", "on paper"
        for note in parts.of_class(part.body, "notes"):
            for one in note:
                assert "Claimed by" in parts.text(one) or "ssum" in parts.text(one)
    assert numbers > 600


def test_what_a_screen_alone_needs_is_left_out(whole):
    every, drawings = whole
    tall = float(re.search(r"(?m)^\.chart img { max-height: (\d+)mm", pdf.PAPER)[1])
    for part in every:
        made = parts.written(part.body)
        assert not re.search(r"<(?:svg|button|script|form|details|nav)\b", made), part.name
        for said in ("from durand import", "Touch or click", "needs JavaScript", "Ready settings"):
            assert said not in parts.text(part.body), part.name
        heads = part.body.xpath(".//table[thead]/tbody/tr/td[not(@data-head)]")
        assert not heads, f"{part.name}: a narrow screen has this cell without its head"
        if "notebooks/" in part.page:
            assert f"notebooks/{part.name}.ipynb" in made
    for figure in (one for part in every for one in part.body.iter("figure")):
        said = parts.text(figure)
        assert re.match(r"Figure \d\.\d+", said) or figure.get("id").startswith("index")
        assert "Source: " in said
        assert "igure version" in said or figure.get("id").startswith("index")
        for image in figure.iter("img"):  # in mm of the page, which has 170 by 237
            width, height = (
                float(re.search(rf'{name}="([\d.]+)"', drawings[image.get("src")])[1])
                for name in ("width", "height")
            )
            assert 13 * min(170 / width, tall / height) >= 1.9, f"{said}: smaller than 5.4 pt"
        assert all(len(alt) > 40 for alt in figure.xpath(".//img/@alt"))
    assert all('"http://www.w3.org/2000/svg"' in svg for svg in drawings.values())


ELSEWHERE = {
    "another number": (rb'(class="num [^>]*>)[^<]+', rb"\g<1>1,000,000", "number 1 is"),
    "no claimant": (rb"Claimed by <b>[^<]*</b>", b"Claimed by ", r"number \d+ is"),
    "the note of another number": (
        rb'(class="num .*?-note-)[^"]*(".*-note-)([^"]*)"', rb'\1\3\2\3"', "number 1 is",
    ),
    "another number in a note": (rb'(-note-[^"]*"><strong>)[^<]+', rb"\g<1>1", r"number \d+ is"),
    "a picture without text": (rb' alt="[^"]+"', b' alt=""', "a picture has no text"),
    "a table without heads": (rb"(?s)<thead>.*?</thead>", b"", r"\d+ heads of tables"),
}  # fmt: skip


@pytest.mark.parametrize("fault", ELSEWHERE)
def test_the_numbers_of_the_epub_are_those_of_the_site(whole, ebook, site, tmp_path, faults, fault):
    every, _ = whole
    assert check.numbers(every, site, ebook) == []
    old, new, said = ELSEWHERE[fault]
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(ebook) as held, zipfile.ZipFile(broken, "w") as packed:
        for name in held.namelist():
            made = held.read(name)
            if name.endswith(f"{CHAPTER}.xhtml"):
                made, count = re.subn(old, new, made, count=1)
                assert count
            packed.writestr(name, made)
    found = "\n".join(check.numbers(every, site, broken))
    faults.caught(f"EPUB: {fault}", "editions", found, rf"{CHAPTER}: {said}")


def test_no_page_with_numbers_is_left_out(whole, ebook, site, faults):
    every = [part for part in whole[0] if part.name != CHAPTER]
    found = "\n".join(check.numbers(every, site, ebook))
    faults.caught("a chapter left out", "editions", found, rf"{CHAPTER}\.html has numbers")


def test_the_epub_is_packed_as_one_and_says_how_it_can_be_read(ebook, site, tmp_path):
    with zipfile.ZipFile(ebook) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        package = etree.fromstring(packed.read("book/package.opf"))
        held = set(packed.namelist())
    said = {one.get("property") for one in package.iter("{*}meta")}
    for name in ("accessMode", "accessModeSufficient", "accessibilityFeature",
                 "accessibilityHazard", "accessibilitySummary"):  # fmt: skip
        assert f"schema:{name}" in said
    listed = {f"book/{one.get('href')}" for one in package.iter("{*}item")}
    assert listed | {"mimetype", "META-INF/container.xml", "book/package.opf"} == held
    again = tmp_path / "again.epub"
    every, drawings = parts.parts(BOOK, site)
    epub.write(BOOK, every, drawings, "1.2.0", again)
    assert again.read_bytes() == ebook.read_bytes()


def test_no_page_of_the_epub_is_cut_off_in_a_narrow_reader(ebook, chromium, tmp_path):
    """A reader that turns pages shows nothing that is wider than they are."""
    with zipfile.ZipFile(ebook) as packed:
        packed.extractall(tmp_path)
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    wide = {}
    for path in sorted((tmp_path / "book").glob("*.xhtml")):
        page.goto(path.as_uri())
        page.add_style_tag(content="html { font-size: 150% }")
        wide[path.name] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert {name: width for name, width in wide.items() if width > 360} == {}


def test_the_pdf_can_be_read_by_ear(paper):
    path, every = paper
    assert check.pdf(path, every) == []


def damage(node, tag):
    return next(one for name, one, _ in check._walk(node.Root.StructTreeRoot.K, ()) if name == tag)


FAULTS = {
    "no language": (lambda made: made.Root.__delitem__("/Lang"), "has not a language"),
    "no title": (lambda made: made.docinfo.__delitem__("/Title"), "has not a title"),
    "not marked": (lambda made: made.Root.__delitem__("/MarkInfo"), "has not tags"),
    "no outline": (lambda made: made.Root.__delitem__("/Outlines"), "has not an outline"),
    "a figure without text": (lambda made: damage(made, "Figure").__delitem__("/Alt"), "no text"),
    "heads of a table as cells": (
        lambda made: [one.__setitem__("/S", pikepdf.Name.TD)
                      for name, one, _ in check._walk(damage(made, "Table").K, ()) if name == "TH"],
        "no heads",
    ),
    "another order": (lambda made: made.Root.StructTreeRoot.K[0].K.reverse(), "reads otherwise"),
    "a link to nowhere": (
        lambda made: next(
            one for page in made.pages for one in page.get("/Annots", []) if "/Dest" in one
        ).__setitem__("/Dest", pikepdf.String("nowhere")),
        "leads nowhere: nowhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_pdf_is_refused(paper, fault, tmp_path, faults):
    path, every = paper
    harm, said = FAULTS[fault]
    with pikepdf.open(path) as made:
        harm(made)
        made.save(tmp_path / "broken.pdf")
    found = "\n".join(check.pdf(tmp_path / "broken.pdf", every))
    faults.caught(f"PDF: {fault}", "editions", found, said)


def test_the_same_page_gives_the_same_pdf(paper, tmp_path):
    _, every = paper
    html = pdf.page(BOOK, [*every[:1]])
    for name in ("one.pdf", "two.pdf"):
        pdf.write(html, {}, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_brief_holds_what_its_chapter_says_and_its_ways_arrive(site):
    pages = [path.relative_to(BOOK.root).with_suffix("").as_posix() for path in BOOK.chapters]
    names = [parts.front(BOOK), *pages]
    for name, root in briefs.made(site, release.EDITIONS, names, BOOK.ledger):
        article = root.find(".//main/article")
        said = parts.text(article)
        chapter = "index.html" if name == "brief-book" else f"notebooks/{name[6:]}.html"
        whole = parts.read(site / chapter).find(".//main/article")
        for one in article.iter("p", "td", "figcaption"):
            if one.get("class") not in ("brief", "citation") and name != "brief-book":
                own = parts.text(one).partition(" Figure version ")[0]
                assert own in parts.text(whole), f"{name}: {own}"
        if name != "brief-book":
            assert " Figure version " in said, name
        assert len(parts.of_class(article, "finding", "first")) >= (
            1 if name == "brief-book" else 3
        )
        assert len(article.findall(".//figure")) == len(article.findall(".//table")) == 1
        cited = parts.cited(site).partition(")")[0] + ")"  # by whom and when, as the site has it
        assert cited.startswith("Across the Durand Line contributors. (") and cited in said
        here = site / release.EDITIONS
        for href in root.xpath(".//@href | .//@src"):
            path = href.partition("#")[0].partition("?")[0]
            if path and "://" not in href and path != f"{name}.pdf":
                assert (here / path).resolve().is_file(), f"{name}: {href}"
        cards = {card.get("id") for card in parts.of_class(article, "num-card")}
        for link in parts.of_class(article, "num"):
            row = link.get("href").partition("#")[2]
            assert {f"card-{row}", f"card-{link.get('id')}"} & cards, f"{name}: {row}"
        links = [a for a in parts.of_class(article, "num") if "is" not in a.get("class").split()]
        rows = {link.get("href").partition("#")[2] for link in links}
        assert {f"n-{row}-1" for row in rows} <= {link.get("id") for link in links}, name
        told = {meta.get("property") or meta.get("name") for meta in root.iter("meta")}
        assert {"description", "og:title", "og:description"} <= told, name
        if name != "brief-book":  # which says where limits are, as the front page does
            assert len(parts.of_class(article, "figure-caveats")) == 1, name
        asked = root.findtext(".//div[@class='check']/button", "0 numbers")
        assert int(asked.split()[0]) >= len(links), name


def test_the_front_page_leads_to_editions_of_just_this_and_to_no_others(pages):
    front, folder = pages.site / "index.html", pages.site.parent / release.EDITIONS
    assert pages.build().returncode == 0
    assert "take-book" not in front.read_text("utf-8")
    folder.mkdir()
    for name in ("a.pdf", "a.epub", "brief-02-a.html", "brief-02-a.pdf"):
        (folder / name).write_text("x" * 200_000)
    book = Publication(pages.folder)
    release.note_taken(book, sorted(folder.iterdir()), release.sources(book))
    assert pages.build().returncode == 0
    (line,) = parts.of_class(parts.read(front), "take-book")
    assert parts.text(line) == (
        "Take the whole book: EPUB (0.2 MB), PDF (0.2 MB). On one page, by chapter: 2."
    )
    for href in line.xpath(".//@href"):
        assert (pages.site / href).stat().st_size == 200_000
    pages.edit("index.md", "lets anyone run", "lets anybody run")
    assert pages.build().returncode == 0
    assert "take-book" not in front.read_text("utf-8"), "they are of an older text"
    assert not (pages.site / release.EDITIONS).exists()


def test_what_changes_while_they_are_made_makes_them_old(tmp_path, monkeypatch):
    """A page edited in these minutes is in no edition: none is then led to."""
    book = SimpleNamespace(root=tmp_path, slug="book")
    text, released = tmp_path / "index.md", tmp_path / "releases" / "0.1.0" / "fig.json"
    released.parent.mkdir(parents=True)
    for path in (text, released, tmp_path / "CITATION.cff"):
        path.write_text("version: 0.1.0")
    monkeypatch.setattr(stages, "site", lambda _: tmp_path / "site" / "index.html")
    monkeypatch.setattr(release, "edition", lambda _: ("0.1.0", ""))
    monkeypatch.setattr(parts, "parts", lambda *_: ([], {}))
    monkeypatch.setattr(pdf, "page", lambda *_: "")
    monkeypatch.setattr(check, "numbers", lambda *_: [])
    monkeypatch.setattr(check, "epub", lambda *_: [])
    monkeypatch.setattr(epub, "write", lambda *made: made[-1].write_text(""))
    monkeypatch.setattr(editions, "_brief", lambda *_: None)

    def sets(*made):
        made[-1].write_text("")

    monkeypatch.setattr(editions, "_set", sets)
    assert len(editions.make(book)) == 3
    for changed in (text, released):
        changed.write_text("another")
        assert release.taken(book) == {}, changed
        assert len(editions.make(book)) == 3
    monkeypatch.setattr(editions, "_set", lambda *made: (sets(*made), text.write_text("a third")))
    text.write_text("another still")
    with pytest.raises(StageError, match="changed while"):
        editions.make(book)
    assert release.taken(book) == {}


def test_a_release_has_the_site_once_and_every_edition():
    """The archive's digest is the maintainer's: it is packed before editions lie in the site."""
    said = (BOOK.root / ".github" / "workflows" / "release.yml").read_text("utf-8")
    assert said.index("release --pack") < said.index("make editions") < said.index("gh release")
    for files in ("_build/across-the-durand-line-*.zip", "editions/*.pdf", "editions/*.epub"):
        assert files in said.partition("gh release")[2]


def test_a_standard_is_claimed_only_where_an_independent_check_is_run():
    """VeraPDF judges the PDF of each release; until it passes, neither text nor file claims."""
    said = (BOOK.root / ".github" / "workflows" / "release.yml").read_text("utf-8")
    assert said.index("make editions") < said.index("--flavour ua1") < said.index("gh release")
    assert "neither PDF/UA nor" in (BOOK.root / "README.md").read_text("utf-8")
