"""How a source is named (what was read), and how this publication and its parts are cited."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from durand.errors import DataError
from durand.figure.spec import LICENCE

if TYPE_CHECKING:
    from pybtex.database import Entry

    from durand.publication import Publication
    from durand.site.state import Build


def name(book: Publication, key: str) -> str:
    """Return the short name of a source: ``CRSS, as reported by Dawn``, or an own title.

    Literature, which counts nothing here, is named by its authors: ``Gartzke and Li (2003)``.
    """
    entry = book.data.sources[key]
    fields = entry.fields
    if "actor" in fields:
        author = book.ledger.actors[fields["actor"]]
        return fields["title"] if author.kind == "research institute" else author.name
    if book.data.sources.literature(key):
        surnames = (" ".join(person.last_names) for person in entry.persons["author"])
        return f"{' and '.join(surnames)} ({fields['year']})"
    return f"{_counter(book, key)}, as reported by {fields['publisher']}"


def _own(book: Publication, key: str) -> bool:
    """Whether a source speaks for itself: the page of an actor, or literature."""
    return "actor" in book.data.sources[key].fields or book.data.sources.literature(key)


def _counter(book: Publication, key: str) -> str:
    counters = book.ledger.counters.get(key, [])
    return " and ".join(counters) or book.data.sources[key].fields["title"]


def source_line(book: Publication, keys: Sequence[str], page: str) -> str:
    """Return the sources of a figure as HTML, the outlets of one counter together.

    Parameters
    ----------
    book
        The publication.
    keys
        Keys of sources.bib.
    page
        Address of the sources page, from the page that shows the line.
    """
    entries = book.data.sources
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(
            name(book, key) if _own(book, key) else f"{_counter(book, key)}, as reported by ", []
        ).append(key)
    outlets = [entries[key].fields.get("publisher", "") for key in keys]
    parts = []
    for text, members in groups.items():
        links = []
        for key in members:
            fields = entries[key].fields
            shown = text if _own(book, key) else fields["publisher"]
            if not _own(book, key) and outlets.count(shown) > 1:
                shown += f" ({fields.get('date', fields['year'])})"
            links.append(f'<a href="{page}#{key}">{escape(shown)}</a>')
        before = "" if _own(book, members[0]) else escape(text)
        parts.append(before + ", ".join(links))
    return "; ".join(parts)


def reference(book: Publication, key: str) -> str:
    """Return one source as HTML: who, what, when, where, how it was read."""
    entry = book.data.sources[key]
    fields = entry.fields
    people = [" ".join([*p.first_names, *p.last_names]) for p in entry.persons.get("author", [])]
    who = " and ".join(person.strip("{}") for person in people) or fields.get("publisher", "")
    parts = [f"<cite>{escape(fields['title'])}</cite>", escape(fields.get("date", fields["year"]))]
    venue = fields.get("publisher") or fields.get("journal")
    if people and venue:
        parts.insert(1, escape(venue))
    text = f"{escape(who)}. " if who else ""
    text += ", ".join(parts) + "."
    if "doi" in fields:
        text += (
            f' <a href="https://doi.org/{escape(fields["doi"])}">doi:{escape(fields["doi"])}</a>.'
        )
    elif "url" in fields:
        host = fields["url"].split("/")[2].removeprefix("www.")
        text += f' <a href="{escape(fields["url"])}">{escape(host)}</a>.'
    text += f" Read on {escape(fields['urldate'])}." if "urldate" in fields else ""
    if "archived" in fields:
        text += f' <a href="{escape(fields["archived"])}">Archived copy</a>.'
    return text


# ---------------------------------------------------------------- citations of this publication

CITATIONS = {"text": ".txt", "bib": ".bib", "ris": ".ris", "csl": ".csl.json"}
"""Ending of the file of each form of citation."""

_LABELS = {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON", "text": "text"}
_RIS = {"graphic": "FIGURE", "chapter": "CHAP", "book": "BOOK", "dataset": "DATA"}
_SCHEMA = {"graphic": "ImageObject", "chapter": "Chapter", "book": "Book", "dataset": "Dataset"}
_DUBLIN = {"graphic": "Illustration", "chapter": "BookChapter", "book": "Book"}
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
_APA = {"graphic": " [Figure]", "dataset": " [Data]"}


def about(build: Build) -> dict[str, Any]:
    """Return what CITATION.cff says, DOI included; the edition, and the cut-off of the data."""
    version, tree = build.edition
    return {**build.book.about, "version": version, "tree": tree, "cutoff": build.book.cutoff}


def check_doi(book: Publication) -> None:
    """Refuse a DOI that is none.

    Raises
    ------
    DataError
        If CITATION.cff has a ``doi`` that is not bare: ``10.5281/zenodo.1234567``.
    """
    doi = book.about.get("doi")
    if doi is not None and not re.fullmatch(r"10\.\d{4,9}/[\w.;()/:-]+", str(doi), re.ASCII):
        raise DataError(
            f"CITATION.cff, doi: {doi!r} is no DOI. Write it bare, such as 10.5281/zenodo.1234567, "
            "or take the line out."
        )


def content_id(data: bytes) -> str:
    """Return the SWHID of a file, which is git's hash of it: ``git hash-object`` gives the same."""
    digest = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return f"swh:1:cnt:{digest}"


def item(
    about: dict[str, Any],
    kind: str,
    name: str,
    title: str,
    address: str,
    version: str = "",
    rows: str = "",
) -> dict[str, Any]:
    """Return an item of CSL-JSON: the one source of all citations.

    Parameters
    ----------
    about
        The publication as it was when the part appeared; see `about`.
    kind
        ``graphic``, ``chapter``, ``dataset``, or ``book`` for the publication itself.
    name
        Its key.
    title, address
        What it is called, and its permanent address; ``""`` in a copy that has none.
    version
        What to add to the version of the publication.
    rows
        The SWHID of its rows, if it has any of its own.
    """
    inside = {} if kind == "book" else {"container-title": about["title"]}
    day = [int(n) for n in str(about["date-released"]).split("-")]
    # what comes after a release was not issued on its day, and has none of its own
    issued = {} if _unreleased(about) else {"issued": {"date-parts": [day]}}
    where = {"DOI": about.get("doi"), "URL": address}
    notes = [
        f"Data to {about['cutoff']}",
        "" if kind == "dataset" else LICENCE,
        about["tree"] and f"Release: {about['tree']}",
        rows and f"Rows: {rows}",
        "" if address else f"Local copy, {name}",
    ]
    return {
        "id": name,
        "type": kind,
        "title": title,
        "author": [{"literal": author["name"]} for author in about["authors"]],
        **inside,
        "version": str(about["version"]) + (f", {version}" if version else ""),
        **issued,
        **{field: text for field, text in where.items() if text},
        "note": ". ".join(filter(None, notes)),
    }


def apa(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of APA."""
    what = _APA.get(item["type"], "")
    version = edition(item)
    return " ".join([
        f"{_authors(item)}. ({_year(item)}). {item['title']} ({version[0].upper()}{version[1:]})"
        f"{what}. {_inside(item, '. ')}{item['note']}.",
        *_where(item),
    ])  # fmt: skip


def chicago(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of Chicago (notes and bibliography)."""
    title = item["title"] if item["type"] == "book" else f"“{item['title']}.”"
    return " ".join([
        f"{_authors(item)}. {title}{',' if item['type'] == 'book' else ''} "
        f"{_inside(item, ', ')}{edition(item)}, {_year(item).rstrip('.')}. {item['note']}.",
        *(f"{address}." for address in _where(item)),
    ])  # fmt: skip


def edition(about: dict[str, Any]) -> str:
    """Return the version of a publication or an item in words: ``version 0.1.2``, or unreleased."""
    return str(about["version"]) if _unreleased(about) else f"version {about['version']}"


def _unreleased(about: dict[str, Any]) -> bool:
    return str(about["version"]).startswith("unreleased")


def _where(item: dict[str, Any]) -> list[str]:
    doi = [f"https://doi.org/{item['DOI']}"] if "DOI" in item else []
    return doi + ([item["URL"]] if "URL" in item else [])


def _inside(item: dict[str, Any], end: str) -> str:
    return f"{item['container-title']}{end}" if "container-title" in item else ""


def _authors(item: dict[str, Any]) -> str:
    return " and ".join(author["literal"] for author in item["author"])


def _year(item: dict[str, Any]) -> str:
    return _day(item)[:4] or "n.d."


def _day(item: dict[str, Any]) -> str:
    parts = item["issued"]["date-parts"][0] if "issued" in item else []
    return "-".join(f"{part:02}" for part in parts)


def bibtex(item: dict[str, Any]) -> str:
    """Return a CSL item as BibTeX."""
    return _bibtex(json.dumps(item))


@cache  # a page shows what a file holds, too, and LaTeX's signs take time
def _bibtex(said: str) -> str:
    item = json.loads(said)
    from pybtex.database import Entry, Person

    fields = {
        # braces and backslashes are BibTeX's own, and no reader agrees how to escape them
        "title": "{" + re.sub(r"[{}\\]", "", item["title"]) + "}",
        "howpublished": item.get("container-title", ""),
        "year": _day(item)[:4],
        "version": item["version"],
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "note": item["note"],
    }
    people = [Person(last=f"{{{author['literal']}}}") for author in item["author"]]
    entry = Entry("misc", fields={k: v for k, v in fields.items() if v}, persons={"author": people})
    return written(item["id"], entry)


def source(entry: Entry) -> Entry:
    """Return a source as every reader of BibTeX prints it: with its outlet, its names as written.

    Of an ``@online`` biblatex prints no publisher, and plain BibTeX knows no such type; with more
    than one field for an outlet, citeproc prints it more than once. So what is neither a book nor
    in a journal is a ``@misc``, ``howpublished`` by its outlet. A word with a capital is braced, or
    styles write it small.
    """
    from pybtex.database import Entry

    def kept(word: re.Match[str]) -> str:
        tail = word[0] if word.start() else word[0][1:]  # any first word has its capital
        return word[0] if tail == tail.lower() else f"{{{word[0]}}}"

    fields = dict(entry.fields)
    fields["title"] = re.sub(r"[^\W_]+", kept, fields["title"])
    if entry.type != "book" and "journal" not in fields:
        named = {"howpublished" if name == "publisher" else name: fields[name] for name in fields}
        return Entry("misc", fields=named, persons=entry.persons)
    return Entry(entry.type, fields=fields, persons=entry.persons)


_BARE = ("doi", "url", "archived")


def written(key: str, entry: Entry) -> str:
    """Return an entry of a bibliography as BibTeX."""
    from pybtex.database import BibliographyData, Entry
    from pybtex.database.output.bibtex import Writer  # by name: a search of plugins is slow

    plain = {name: entry.fields[name] for name in _BARE if name in entry.fields}
    gaps = {**entry.fields, **{name: f"Q{name}Q" for name in plain}}
    entry = Entry(entry.type, fields=gaps, persons=entry.persons)
    text = Writer().to_string(BibliographyData({key: entry})).replace("$", r"\$")
    for name, address in plain.items():  # as it is: a sign escaped would be in it, and in braces,
        text = text.replace(f'"Q{name}Q"', f"{{{address}}}")  # or a per cent began a comment
    return text


def ris(item: dict[str, Any]) -> str:
    """Return a CSL item as RIS."""
    import rispy

    class Writer(rispy.RisWriter):
        def set_header(self, count: int) -> str:
            return ""  # strict readers want TY first, and no number before it

    inside = {"secondary_title": item["container-title"]} if "container-title" in item else {}
    text = rispy.dumps(
        [
            {
                "type_of_reference": _RIS[item["type"]],
                "id": item["id"],
                "title": item["title"],
                **inside,
                "authors": [author["literal"] for author in item["author"]],
                **({"year": _year(item)} if "issued" in item else {}),
                "edition": item["version"],
                **({"doi": item["DOI"]} if "DOI" in item else {}),
                **({"urls": [item["URL"]]} if "URL" in item else {}),
                "notes": [item["note"]],
            }
        ],
        implementation=Writer,
    )
    return text.lstrip()


def head(item: dict[str, Any]) -> dict[str, str | list[str]]:
    """Return a CSL item as the tags of a page's head that reference managers read.

    Zotero tells what a page is from few of them: a book's title makes a chapter, a type of Dublin
    Core that it knows, in its own spelling for a dataset, makes anything else; left without, a page
    with a title is an article of a journal. Nor has it a version and a publisher for a picture but
    in the field *Extra*.
    """
    kind, names = item["type"], [author["literal"] for author in item["author"]]
    date, publisher = _day(item), " and ".join(names)
    extra = f"Version: {item['version']}\nPublisher: {publisher}"
    tags = {
        "citation_title": item["title"],
        # the comma keeps a name whole: without one its last word is taken for a surname
        "citation_author": [f"{name}," for name in names],
        "citation_publication_date": date.replace("-", "/"),
        "citation_publisher": publisher,
        "citation_book_title": item.get("container-title", "") if kind == "chapter" else "",
        "citation_doi": item.get("DOI", ""),
        "DC.title": item["title"],
        "DC.creator": names,
        "DC.date": date,
        "DC.publisher": publisher,
        "DC.rights": "" if kind == "dataset" else LICENCE_URL,
        "DC.type": _DUBLIN.get(kind, "dataset"),
        "DC.identifier": _identifiers(item),
        "prism.edition": item["version"],
        "z.extra": extra if kind == "graphic" else "",
        "og:type": "book" if kind == "book" else "",
    }
    return {name: said for name, said in tags.items() if said}


def json_ld(item: dict[str, Any]) -> dict[str, Any]:
    """Return a CSL item as schema.org's data."""
    names = [{"@type": "Organization", "name": one["literal"]} for one in item["author"]]
    said = {
        "@context": "https://schema.org",
        "@type": _SCHEMA[item["type"]],
        "name": item["title"],
        "version": item["version"],
        "license": "" if item["type"] == "dataset" else LICENCE_URL,
        "creator": names,
        "publisher": names,
        "datePublished": _day(item),
        "identifier": _identifiers(item),
        "url": item.get("URL"),
    }
    if "container-title" in item:
        said["isPartOf"] = {"@type": "CreativeWork", "name": item["container-title"]}
    return {name: what for name, what in said.items() if what}


def _identifiers(item: dict[str, Any]) -> list[str]:
    """Return a DOI and the SWHIDs of an item."""
    doi = [f"https://doi.org/{item['DOI']}"] if "DOI" in item else []
    return doi + re.findall(r"swh:1:[a-z]{3}:[0-9a-f]{40}", item["note"])


def citations(item: dict[str, Any]) -> dict[str, str]:
    """Return a CSL item in every form, by file ending."""
    return {
        CITATIONS["text"]: f"APA: {apa(item)}\n\nChicago: {chicago(item)}\n",
        CITATIONS["bib"]: bibtex(item),
        CITATIONS["ris"]: ris(item),
        CITATIONS["csl"]: json.dumps([item], indent=2, ensure_ascii=False) + "\n",
    }


def files(stem: str) -> list[tuple[str, str]]:
    """Return label and path of the files of a citation, from the site root."""
    return [(label, f"{stem}{CITATIONS[form]}") for form, label in _LABELS.items()]


_FORMS: dict[str, Callable[[dict[str, Any]], str]] = {
    "APA": apa,
    "Chicago": chicago,
    "BibTeX": bibtex,
    "RIS": ris,
    "CSL-JSON": lambda item: json.dumps([item], ensure_ascii=False),
}


def forms(item: dict[str, Any], *labels: str) -> str:
    """Return the forms of a citation that are asked for, or every one, as HTML to copy."""
    return "".join(copyable(label, _FORMS[label](item)) for label in labels or _FORMS)


def copyable(label: str, text: str) -> str:
    """Return text that a reader may copy whole, as HTML."""
    return (
        f'<div class="copyable"><p>{escape(label)}</p>'
        f'<pre tabindex="0" role="group" aria-label="{escape(label)}">'
        f"{escape(text.strip())}</pre></div>"
    )


def links(files: Sequence[tuple[str, str]], root: str) -> str:
    """Return links to files, given by label and path from the site root, as HTML."""
    return ", ".join(f'<a href="{root}{path}" download>{label}</a>' for label, path in files)
