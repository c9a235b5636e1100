"""How a source is named: what was read, never a report that nobody opened."""

from __future__ import annotations

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
        counters = found.setdefault(number.source, [])
        if number.origin.short not in counters:
            counters.append(number.origin.short)
    return found


def source_key(number: Number) -> str:
    """Return the key of sources.bib behind a number, or ``""`` where it is computed here."""
    if number.source in tables.sources().entries:
        return number.source
    described = tables.package().get_resource(number.source).to_descriptor()
    return next((source["key"] for source in described.get("sources", [])), "")


def name(key: str) -> str:
    """Return the short name of a source: ``CRSS, as reported by Dawn``, or an own title."""
    fields = tables.sources().entries[key].fields
    if "actor" in fields:
        author = ledger().actors[fields["actor"]]
        return fields["title"] if author.kind == "research institute" else author.name
    counters = " and ".join(_counters().get(key, [])) or fields["title"]
    return f"{counters}, as reported by {fields['publisher']}"


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
