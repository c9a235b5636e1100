"""How a source is named: what was read, never a report that nobody opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from durand import tables
from durand.ledger import Number, ledger

SOURCES_PAGE = "book/sources"


@lru_cache
def _counters() -> dict[str, list[str]]:
    """Return the counters whose figures were read in each source."""
    found: dict[str, list[str]] = {}
    for number in ledger().values():
        counters = found.setdefault(source_key(number), [])
        if number.origin.short not in counters:
            counters.append(number.origin.short)
    return found


def source_key(number: Number) -> str:
    """Return the key of sources.bib behind a number, or ``""`` where it is computed here."""
    if number.source in tables.sources().entries:
        return number.source
    if number.page:
        return number.page
    sources = tables.package().get_resource(number.source).sources or []
    return next((source["key"] for source in sources), "")


def name(key: str) -> str:
    """Return the short name of a source: ``CRSS, as reported by Dawn``, or an own title."""
    fields = tables.sources().entries[key].fields
    if "actor" in fields:
        author = ledger().actors[fields["actor"]]
        return fields["title"] if author.kind == "research institute" else author.name
    return f"{_counter(key)}, as reported by {fields['publisher']}"


def _counter(key: str) -> str:
    return " and ".join(_counters().get(key, [])) or tables.sources().entries[key].fields["title"]


def source_line(keys: Sequence[str], page: str) -> str:
    """Return the sources of a figure as HTML, the outlets of one counter together.

    Parameters
    ----------
    keys
        Keys of sources.bib.
    page
        Address of the sources page, from the page that shows the line.
    """
    entries = tables.sources().entries
    groups: dict[str, list[str]] = {}
    for key in keys:
        own = "actor" in entries[key].fields
        groups.setdefault(name(key) if own else f"{_counter(key)}, as reported by ", []).append(key)
    outlets = [entries[key].fields.get("publisher", "") for key in keys]
    parts = []
    for text, members in groups.items():
        links = []
        for key in members:
            fields = entries[key].fields
            shown = text if "actor" in fields else fields["publisher"]
            if "actor" not in fields and outlets.count(shown) > 1:
                shown += f" ({fields.get('date', fields['year'])})"
            links.append(f'<a href="{page}#{key}">{escape(shown)}</a>')
        parts.append(("" if "actor" in entries[members[0]].fields else text) + ", ".join(links))
    return "; ".join(parts)


def reference(key: str) -> str:
    """Return one source as HTML: who, what, when, where, how it was read."""
    entry = tables.sources().entries[key]
    fields = entry.fields
    people = [" ".join([*p.first_names, *p.last_names]) for p in entry.persons.get("author", [])]
    who = " and ".join(person.strip("{}") for person in people) or fields.get("publisher", "")
    parts = [f"<cite>{escape(fields['title'])}</cite>", escape(fields.get("date", fields["year"]))]
    if people and "publisher" in fields:
        parts.insert(1, escape(fields["publisher"]))
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
