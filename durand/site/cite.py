"""How a source is named (what was read), and how this publication and its parts are cited."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from durand.figure.spec import LICENCE

if TYPE_CHECKING:
    from pybtex.database import Entry

    from durand.publication import Publication


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
    return text


# ---------------------------------------------------------------- citations of this publication

CITATIONS = {"text": ".txt", "bib": ".bib", "ris": ".ris", "csl": ".csl.json"}
"""Ending of the file of each form of citation."""

_LABELS = {"bib": "BibTeX", "ris": "RIS", "csl": "CSL-JSON", "text": "text"}
_RIS = {"graphic": "FIGURE", "chapter": "CHAP", "book": "BOOK", "dataset": "DATA"}
_APA = {"graphic": " [Figure]", "dataset": " [Data]"}


def about(book: Publication) -> dict[str, Any]:
    """Return title, authors, version and date from CITATION.cff, and the cut-off of the data."""
    return {**book.about, "cutoff": book.cutoff}


def item(
    about: dict[str, Any],
    kind: str,
    name: str,
    title: str,
    address: str,
    version: str = "",
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
        What it is called, and its permanent address.
    version
        What to add to the version of the publication.
    """
    inside = {} if kind == "book" else {"container-title": about["title"]}
    return {
        "id": name,
        "type": kind,
        "title": title,
        "author": [{"literal": author["name"]} for author in about["authors"]],
        **inside,
        "version": str(about["version"]) + (f", {version}" if version else ""),
        "issued": {"date-parts": [[int(n) for n in str(about["date-released"]).split("-")]]},
        "URL": address,
        "note": f"Data to {about['cutoff']}" + ("" if kind == "dataset" else f". {LICENCE}"),
    }


def apa(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of APA."""
    what = _APA.get(item["type"], "")
    return (
        f"{_authors(item)}. ({_year(item)}). {item['title']} (Version {item['version']}){what}. "
        f"{_inside(item, '. ')}{item['note']}. {item['URL']}"
    )


def chicago(item: dict[str, Any]) -> str:
    """Return a CSL item in the manner of Chicago (notes and bibliography)."""
    title = item["title"] if item["type"] == "book" else f"“{item['title']}.”"
    return (
        f"{_authors(item)}. {title}{',' if item['type'] == 'book' else ''} "
        f"{_inside(item, ', ')}version {item['version']}, {_year(item)}. {item['note']}. "
        f"{item['URL']}."
    )


def _inside(item: dict[str, Any], end: str) -> str:
    return f"{item['container-title']}{end}" if "container-title" in item else ""


def _authors(item: dict[str, Any]) -> str:
    return " and ".join(author["literal"] for author in item["author"])


def _year(item: dict[str, Any]) -> int:
    return item["issued"]["date-parts"][0][0]


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
        "year": str(_year(item)),
        "version": item["version"],
        "url": "QURLQ",  # an address is written as it is: no sign in it is escaped
        "note": item["note"],
    }
    people = [Person(last=f"{{{author['literal']}}}") for author in item["author"]]
    entry = Entry("misc", fields={k: v for k, v in fields.items() if v}, persons={"author": people})
    return written(item["id"], entry).replace("QURLQ", item["URL"])


def written(key: str, entry: Entry) -> str:
    """Return an entry of a bibliography as BibTeX."""
    from pybtex.database import BibliographyData
    from pybtex.database.output.bibtex import Writer  # by name: a search of plugins is slow

    return Writer().to_string(BibliographyData({key: entry}))


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
                "year": str(_year(item)),
                "edition": item["version"],
                "urls": [item["URL"]],
                "notes": [item["note"]],
            }
        ],
        implementation=Writer,
    )
    return text.lstrip()


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
