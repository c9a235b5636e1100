"""All rows of ``data/evidence.csv``, resolved: who counts what, who disagrees.

A row is one number as one source states it, a cell of a table of the package, or a number computed
here from other rows. Nothing is averaged, and claims about the same deaths are never added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, NoReturn

from durand.data.text import did_you_mean, near_to, suggest
from durand.errors import LedgerError
from durand.ledger.comparisons import Comparisons
from durand.ledger.formulas import derive, misdated
from durand.ledger.number import Actor, Indicator, Number, Term, word_bounds
from durand.ledger.periods import last_day, say_period, span
from durand.ledger.wording import agrees

if TYPE_CHECKING:
    import pandas as pd

    from durand.data.package import Package


@dataclass(frozen=True)
class Identity:
    """A sum that published parts should make: ``gap`` is the total less the parts."""

    identity_id: str
    total: Number
    parts: tuple[Number, ...]
    holds: bool
    expected_gap: int
    note: str

    @property
    def gap(self) -> float:
        """The total less the parts, as the ledger has them now."""
        return _exact(self.total) - sum(_exact(part) for part in self.parts)

    @property
    def broken(self) -> str:
        """How the sum misses, where that is not the gap that is declared; else ``""``."""
        if self.gap == self.expected_gap:
            return ""
        return (
            f"{' + '.join(part.wording for part in self.parts)} misses {self.total.wording} by "
            f"{self.gap:g}, expected {self.expected_gap} (data/identities.csv, "
            f"'{self.identity_id}'). Look again at both; if sources differ so, write the gap there."
        )


@dataclass(frozen=True)
class Corroboration:
    """How many counters stand behind a number: origins, not newspapers."""

    agree: frozenset[str]
    differ: frozenset[str]
    inferred: int
    """Of the agreeing origins, those that no source states."""


class _Noted(dict[str, Any]):
    """Rows of a table by their id; one that is asked for is noted as read."""

    def __init__(self, package: Package, name: str, made: Callable[[dict[str, Any]], Any]) -> None:
        self._package, self._name = package, name
        rows = package.peek(name).to_dict("records")
        super().__init__({next(iter(row.values())): made(row) for row in rows})

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - an actor, an indicator, a name
        self._package.note(self._name, key)
        return self.peek(key)

    def __missing__(self, key: str) -> NoReturn:  # so that pandas asks for each row
        raise KeyError(key)

    def peek(self, key: str) -> Any:  # noqa: ANN401
        """Return a row that is not thereby read."""
        return super().__getitem__(key)


def _actor(row: dict[str, Any]) -> Actor:
    return Actor(**{**row, "names": tuple(row["names"].split("|")), "party": row["party"] == "yes"})


class Ledger(Mapping[str, Number]):
    """All rows of ``data/evidence.csv``, resolved, by their id.

    Raises
    ------
    LedgerError
        If a formula misses a row or runs in a circle, a locator finds no cell, or an identity
        leans on a derived row.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self.actors = _Noted(package, "actors", _actor)
        """Who claims or counts, by id."""
        self.indicators = _Noted(package, "indicators", lambda row: Indicator(**row))
        """What is counted, by id."""
        self.places = _Noted(package, "places", lambda row: row["name"])
        """The names of places, by id."""
        self._indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}
        self._noted: set[str] = set()
        self._all_noted = False
        self._numbers: dict[str, Number] = {}
        rows = {row["evidence_id"]: row for row in package.peek("evidence").to_dict("records")}
        order, problems = _in_order(rows)
        for evidence_id, inputs in order.items():
            try:
                if self._numbers.keys() >= inputs:  # else an input is at fault, and is told
                    self._numbers[evidence_id] = self._resolve(rows[evidence_id])
            except LedgerError as error:
                problems += error.args
        if problems:
            raise LedgerError(*problems)
        self._numbers = {evidence_id: self._numbers[evidence_id] for evidence_id in rows}
        self._groups: dict[tuple[str, ...], list[Number]] = {}
        for number in self._numbers.values():
            for group in (subject(number), _question(number)):
                self._groups.setdefault(group, []).append(number)

    def __repr__(self) -> str:
        """Say what this is, and how to ask it."""
        return (
            f"<Ledger of {len(self)} numbers, data/evidence.csv. ledger['an-id'] is one, "
            "ledger.frame() all as a table, ledger.frame(origin='…', period='2024') some.>"
        )

    def __getitem__(self, evidence_id: str) -> Number:
        """Return one row; an unknown id names its nearest neighbours."""
        try:
            self._note(evidence_id)
            return self._numbers[evidence_id]
        except KeyError:
            raise LedgerError(self._unknown(evidence_id)) from None

    def _unknown(self, evidence_id: str) -> str:
        near = suggest(evidence_id, self._numbers)
        return f"There is no evidence '{evidence_id}' in data/evidence.csv.{near}"

    def get(self, evidence_id: str, default: Any = None) -> Any:  # noqa: ANN401 - as a mapping's
        """Return one row, or the default; a mapping's own looks for a KeyError."""
        return self[evidence_id] if evidence_id in self._numbers else default

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in the table's order."""
        self._note_all()
        return iter(self._numbers)

    def values(self) -> ValuesView[Number]:
        """Return all rows, in the table's order."""
        self._note_all()
        return self._numbers.values()

    def __len__(self) -> int:
        """Count the rows."""
        return len(self._numbers)

    def __contains__(self, evidence_id: object) -> bool:
        """Say whether a row has this id (``Mapping`` would ask for ``KeyError``)."""
        return evidence_id in self._numbers

    def _note(self, evidence_id: str) -> None:
        """Note a row, who and what it names, and the rows and the table behind it."""
        if evidence_id in self._noted:
            return
        self._noted.add(evidence_id)
        number = self._numbers[evidence_id]
        package = self._package
        package.note("evidence", evidence_id)
        package.note("actors", number.claimant.actor_id, number.origin.actor_id)
        package.note("indicators", number.indicator.indicator)
        package.note("places", number.place)
        if number.locator and number.source in package.names:  # a derived row names its own table
            package.note(number.source)
        for name in number.inputs:
            self._note(name)

    def _note_all(self) -> None:
        if not self._all_noted:
            self._all_noted = True
            for evidence_id in self._numbers:
                self._note(evidence_id)
            self._package.note("evidence")

    def _like(self, group: tuple[str, ...]) -> list[Number]:
        """Return the rows of one quantity, or of one question: another could be added to them."""
        self._note_all()
        return self._groups[group]

    def vintages(self, evidence_id: str) -> list[Number]:
        """Return all statements of one origin about one quantity, oldest first.

        The last is current; the others show what was first published.
        """
        number = self[evidence_id]
        same = [
            other
            for other in self._like(subject(number))
            if other.origin == number.origin
            and (other.status == "derived") == (number.status == "derived")
            and other.status != "rejected"
        ]
        return sorted(same, key=lambda other: (last_day(other.published), other.evidence_id))

    def rivals(self, evidence_id: str) -> list[Number]:
        """Return rows with the same indicator, place and period but another origin."""
        number = self[evidence_id]
        return [
            other
            for other in self._like(subject(number))
            if other.origin != number.origin and other.status != "rejected"
        ]

    def other_counts(self, evidence_id: str) -> list[Number]:
        """Return rows that answer the same question about the same place, but differ in what.

        Another indicator, or an overlapping period: never the same quantity.
        """
        number = self[evidence_id]
        start, end = span(number.period)
        return [
            other
            for other in self._like(_question(number))
            if subject(other) != subject(number)
            and span(other.period)[0] <= end
            and start <= span(other.period)[1]
            and other.evidence_id not in number.inputs
            and other.status != "rejected"
        ]

    def differs(self, number: Number, other: Number) -> str:
        """Say in what another count differs: ``officers and soldiers killed; to 31 October``."""
        what = []
        if other.indicator != number.indicator:
            what.append(other.indicator.label)
        if other.period != number.period:
            what.append(say_period(other.period))
        if other.place != number.place:
            what.append(self.places[other.place])
        return "; ".join(what)

    def corroboration(self, evidence_id: str) -> Corroboration:
        """Count the origins that agree and differ on a row's quantity.

        Ten newspapers that repeat one think tank are one origin. Derived and rejected rows
        corroborate nothing.
        """
        number = self[evidence_id]
        stated: dict[str, list[Number]] = {}
        for other in self._like(subject(number)):
            if other.status == "reported":
                stated.setdefault(other.origin.actor_id, []).append(other)
        agree = {origin for origin, rows in stated.items() if any(agrees(number, r) for r in rows)}
        inferred = sum(
            all(row.origin_basis == "inferred" for row in stated[origin]) for origin in agree
        )
        return Corroboration(frozenset(agree), frozenset(stated.keys() - agree), inferred)

    def identities(self) -> list[Identity]:
        """Return the declared identities.

        Raises
        ------
        LedgerError
            If a total or part is missing, or derived: a remainder proves nothing about the sum
            it was taken from.
        """
        found, problems = [], []
        for row in self._package.load("identities").to_dict("records"):
            names = [row["total"], *row["parts"].split("|")]
            try:
                total, *parts = [self._member(row, name) for name in names]
            except LedgerError as error:
                problems += error.args
                continue
            found.append(
                Identity(
                    row["identity_id"], total, tuple(parts), row["holds"], row["gap"], row["note"]
                )
            )
        if problems:
            raise LedgerError(*problems)
        return found

    def _member(self, identity: Mapping, evidence_id: str) -> Number:
        where = f"data/identities.csv, '{identity['identity_id']}'"
        if evidence_id not in self:
            raise LedgerError(
                f"{where}: there is no evidence '{evidence_id}'." + suggest(evidence_id, self)
            )
        if self[evidence_id].status == "derived":
            raise LedgerError(
                f"{where}: '{evidence_id}' is derived, and a remainder cannot prove the identity "
                "it came from. Use parts that were published on their own."
            )
        return self[evidence_id]

    def frame(
        self,
        chosen: str | Iterable[str] | Mapping[str, str | Iterable[str]] | None = None,
        *,
        claimant: str | Iterable[str] | None = None,
        origin: str | Iterable[str] | None = None,
        place: str | Iterable[str] | None = None,
        period: str | int | Iterable[str] | None = None,
        question: str | Iterable[str] | None = None,
    ) -> pd.DataFrame:
        """Return rows as a table, in the order given; all rows if none are chosen.

        Parameters
        ----------
        chosen
            An id of a row, or several; or ``{id: label}``; or ``{group: [ids]}``.
        claimant, origin, place, period, question
            Without ``chosen``: only rows that this one asserts, that this one counted, of this
            place (ids or names), of exactly this period (``"2024"``, ``"2024-11"``), of this
            question (as ``indicators.csv`` words it); one or several of each.

        Returns
        -------
        pandas.DataFrame
            ``evidence_id``, ``group``, ``label`` (its own, else the indicator's; ours marked as
            derived where not all are), ``place`` and ``when`` (in words), ``period``, ``value``,
            ``low``, ``high`` (in ``unit``), ``wording``, ``by`` (short name of who counted, the
            origin), ``claimant`` (of who asserts it), ``scope`` (`scope`), ``derived`` (bool),
            ``role`` and ``sources`` (keys, separated by ``|``). Without ``chosen`` also
            ``question``, ``status`` (reported, derived, rejected, assumption) and ``published``
            (ISO 8601).

        Raises
        ------
        LedgerError
            If there is no such row, or no row at all has one thing asked for: the near ones are
            named. Where each is there, but never together, the table is empty.
        """
        import pandas as pd

        asked = {
            "claimant": claimant,
            "origin": origin,
            "place": place,
            "period": period,
            "question": question,
        }
        only = {
            field: [str(wanted)] if isinstance(wanted, str | int) else [*map(str, wanted)]
            for field, wanted in asked.items()
            if wanted is not None
        }
        if chosen is None:
            numbers = self._only(only)
            more = {
                "question": [n.indicator.question for n in numbers],
                "status": [n.status for n in numbers],
                "published": [n.published for n in numbers],
            }
            return self.frame([n.evidence_id for n in numbers]).assign(**more)
        if only:
            raise LedgerError(f"Choose rows by their ids, or by {', '.join(only)}; not by both.")
        groups: dict[str, list[str]] = {}
        labels: dict[str, str] = {}
        if isinstance(chosen, Mapping):
            for key, value in chosen.items():
                if isinstance(value, str):
                    groups.setdefault("", []).append(key)
                    labels[key] = value
                else:
                    groups[key] = list(value)
                    labels.update(value if isinstance(value, Mapping) else {})
        else:
            groups[""] = [chosen] if isinstance(chosen, str) else list(chosen)
        if unknown := [n for names in groups.values() for n in names if n not in self]:
            raise LedgerError(*map(self._unknown, unknown))
        picked = [(group, self[name]) for group, names in groups.items() for name in names]
        numbers = [number for _, number in picked]
        mixed = bool(labels) and len({n.status == "derived" for n in numbers}) > 1
        return pd.DataFrame(
            {
                "evidence_id": [n.evidence_id for n in numbers],
                "group": [group for group, _ in picked],
                "label": [
                    labels.get(n.evidence_id, n.indicator.label)
                    + (" (derived)" if mixed and n.status == "derived" else "")
                    for n in numbers
                ],
                "place": [self.places[n.place] for n in numbers],
                "when": [say_period(n.period) for n in numbers],
                "period": [n.period for n in numbers],
                **{
                    name: pd.Series([getattr(n, name) for n in numbers], dtype="float64")
                    for name in ("value", "low", "high")
                },
                "unit": [n.indicator.unit for n in numbers],
                "wording": [n.wording for n in numbers],
                "by": [n.origin.short for n in numbers],
                "claimant": [n.claimant.short for n in numbers],
                "scope": [scope(n) for n in numbers],
                "derived": [n.status == "derived" for n in numbers],
                "role": [n.indicator.role for n in numbers],
                "sources": ["|".join(self.sources(n)) for n in numbers],
            }
        )

    def _only(self, only: Mapping[str, list[str]]) -> list[Number]:
        """Return the rows that have what is asked for, whatever its case."""
        having: dict[str, Callable[[Number], Iterable[str]]] = {
            "claimant": lambda n: (n.claimant.actor_id, n.claimant.name, *n.claimant.names),
            "origin": lambda n: (n.origin.actor_id, n.origin.name, *n.origin.names),
            "place": lambda n: (n.place, self.places[n.place]),
            "period": lambda n: (n.period,),
            "question": lambda n: (n.indicator.question,),
        }
        found, problems = list(self.values()), []
        for field, wanted in only.items():
            known = {one.lower(): one for n in self.values() for one in having[field](n)}
            for one in wanted:
                if one.lower() not in known:
                    near = [known[near] for near in near_to(one.lower(), known, least=0.5)]
                    problems.append(f"No row has the {field} '{one}'.{did_you_mean(near)}")
            asked = set(map(str.lower, wanted))
            found = [n for n in found if not asked.isdisjoint(map(str.lower, having[field](n)))]
        if problems:
            raise LedgerError(*problems)
        return found

    def say(self, number: Number) -> str:
        """Return a number in a line: what, where, when, who counted, and where that was read."""
        label = self.lowered(number.indicator.label)
        key = self.source_key(number)
        by = (
            f"derived from {number.origin.short}"
            if number.status == "derived"
            else (
                f"{number.origin.short}, as read in {self._read_in(key)}"
                if key
                else number.origin.short
            )
        )
        odd = "" if number.status in ("reported", "derived") else f" ({number.status})"
        where = f"{self.places.peek(number.place)}, {say_period(number.period)}"
        return f"{word_bounds(number)} {label} ({where}), {by}{odd}"

    def lowered(self, text: str) -> str:
        """Return a text as it goes on in a sentence: *attacks*, but *TTP*, *Pakistani*."""
        stems = tuple(name.removesuffix("istan") for name in self.places.values())
        named = text[:2].isupper() or text.startswith(stems)
        return text if named else text[:1].lower() + text[1:]

    def told(self, number: Number) -> dict[str, str]:
        """Return what a number's card says, by label."""
        rivals = self.rivals(number.evidence_id)
        key = self.source_key(number)
        rows = {
            "Counted": number.indicator.definition,
            "Claimed by": number.claimant.name,
            "Counted by": f"{number.origin.name} ({number.origin_basis})",
            "Read in": f"{self._read_in(key)}, {number.locator}" if key else "",
            "Computed": f"{number.formula} of {', '.join(number.inputs)}" if number.formula else "",
            "Rivals": "; ".join(f"{word_bounds(n)}, {n.origin.short}" for n in rivals),
            "Note": number.note,
            "Row": f"{number.evidence_id} ({number.status})",
        }
        return {label: text for label, text in rows.items() if text}

    def _read_in(self, key: str) -> str:
        fields = self._package.sources[key].fields
        return fields.get("publisher") or fields["title"]

    def cells(self, table: str, locator: str) -> dict[str, float]:
        """Return the cells of a table that a locator points to, by their own locators.

        A key may hold a range of whole numbers, ``year=2015..2023``; the table's order stays.
        """
        where = f"'{locator}' of {table or 'no table'}"
        if table not in self._package.names:
            raise LedgerError(f"{where}: there is no such table. Correct its name.")
        frame = self._package.peek(table)
        *keys, column = locator.split(";")
        if unknown := [key for key in (*keys, column) if key.partition("=")[0] not in frame]:
            raise LedgerError(
                f"{where}: there is no column '{unknown[0].partition('=')[0]}'. Correct the name."
            )
        for field, _, wanted in (key.partition("=") for key in keys):
            first, _, last = wanted.partition("..")
            texts = frame[field].astype(str)
            inside = [str(at) for at in range(int(first), int(last) + 1)] if last else [wanted]
            frame = frame[texts.isin(inside)]
        self._package.note(table)
        fields = [key.partition("=")[0] for key in keys]
        found = {
            ";".join([*(f"{field}={row[field]}" for field in fields), column]): float(row[column])
            for row in frame.to_dict("records")
        }
        if not found:
            raise LedgerError(f"{where}: no row matches. Correct the locator.")
        return found

    @cached_property
    def comparisons(self) -> Comparisons:
        """What is said of several numbers at once, checked."""
        held = "comparisons" in self._package.names
        frame = self._package.peek("comparisons") if held else None
        return Comparisons(self, frame.to_dict("records") if frame is not None else [])

    def sources(self, number: Number) -> list[str]:
        """Return the keys of sources.bib behind a number, those of its inputs if it is derived."""
        if number.status == "derived":
            inputs = (self._numbers[name] for name in number.inputs)
            return list(dict.fromkeys(key for one in inputs for key in self.sources(one)))
        return [key] if (key := self.source_key(number)) else []

    @cached_property
    def terms(self) -> list[Term]:
        """The words that say what a number counts."""
        rows = self._package.peek("terms").to_dict("records")
        return [Term(**{**row, "words": tuple(row["words"].split("|"))}) for row in rows]

    @cached_property
    def counted(self) -> str:
        """The words for what is counted, as the alternatives of a pattern, the longest first."""
        words = {w for term in self.terms if term.counts for w in term.words}
        return "|".join(sorted(words, key=len, reverse=True))

    @cached_property
    def doers(self) -> dict[str, tuple[str, ...]]:
        """The words for those whose deeds are counted, by their term."""
        found: dict[str, tuple[str, ...]] = {term.doer: () for term in self.terms if term.doer}
        for term in self.terms:
            one = term.doer if term.facet == "doer" else term.term_id
            if one in found:
                found[one] += term.words
        return found

    def ours(self, kind: str) -> str:
        """Return the words beside which a number of a kind is no finding, as alternatives."""
        own = [term for term in self.terms if term.facet == "literal" and term.unit == kind]
        return "|".join(word for term in own for word in term.words)

    @cached_property
    def bases(self) -> set[str]:
        """The words for what any percentage is a share of."""
        bases = (row.base.lower().split("|") for row in self.indicators.values())
        return {word for words in bases for word in words} - {"none"}

    @cached_property
    def within(self) -> dict[str, str]:
        """The place that holds each place, or ``""``."""
        rows = self._package.peek("places").to_dict("records")
        return {row["place_id"]: row["within"] for row in rows}

    def told_by(self, number: Number) -> str:
        """Return who published, or wrote, the page that a number was read in."""
        key = self.source_key(number)
        fields = self._package.sources[key].fields if key else {}
        return f"{fields.get('publisher', '')}|{fields.get('founding', '')}"

    @property
    def founding(self) -> dict[str, str]:
        """The articles that the book began with: key, and what a label calls its author."""
        return self._package.sources.founding

    def source_key(self, number: Number) -> str:
        """Return the key of sources.bib behind a number, or ``""`` where it is computed here."""
        if number.source in self._package.sources:
            return number.source
        if number.page:
            return number.page
        if not number.source:
            return ""
        sources = self._package.described(number.source).get("sources", [])
        return next((source["key"] for source in sources), "")

    @cached_property
    def counters(self) -> dict[str, list[str]]:
        """The short names of the counters whose figures were read in each source, by its key."""
        found: dict[str, list[str]] = {}
        for number in self._numbers.values():
            names = found.setdefault(self.source_key(number), [])
            if number.origin.short not in names:
                names.append(number.origin.short)
        return found

    def _resolve(self, row: Mapping) -> Number:
        number = Number(
            **{
                **row,
                "indicator": self.indicators.peek(row["indicator"]),
                "claimant": self.actors.peek(row["claimant"]),
                "origin": self.actors.peek(row["origin"]),
                "inputs": tuple(filter(None, row["inputs"].split("|"))),
                **{key: _none(row[key]) for key in ("value", "low", "high")},
                "ledger": self,
            }
        )
        try:
            span(number.period)
        except LedgerError as error:
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column period: {error}"
            ) from error
        if number.status == "derived":
            return self._derive(number)
        if number.source in self._package.names:
            return self._read(number)
        if number.value is None and number.qualifier != "range":
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column value: blank. Write the "
                "number, or name a table of the package as source and a cell of it as locator."
            )
        return number

    def _read(self, number: Number) -> Number:
        """Return the number with the value, and the bounds, that its locator points to."""
        where = f"data/evidence.csv, '{number.evidence_id}', column locator: '{number.locator}'"
        frame = self._package.peek(number.source)
        *keys, column = number.locator.split(";")
        fields = tuple(key.partition("=")[0] for key in keys)
        wanted = tuple(key.partition("=")[2] for key in keys)
        for field in (*fields, column):
            if field not in frame:
                raise LedgerError(f"{where}: {number.source} has no column '{field}'.")
        found = self._index(number.source, fields).get(wanted, [])
        if len(found) != 1:
            raise LedgerError(
                f"{where}: {len(found)} rows of {number.source} match; name exactly one."
            )
        if number.value is not None:
            raise LedgerError(
                f"data/evidence.csv, '{number.evidence_id}', column value: typed, though "
                f"{number.source} holds it. Leave the cell blank: it is read."
            )
        cell = frame.iloc[found[0]]
        table = self._package.described(number.source)
        low, high = table.get("bounds", {}).get(column, (None, None))
        cites = table.get("cites", [])
        return replace(
            number,
            value=float(cell[column]),
            low=float(cell[low]) if low else None,
            high=float(cell[high]) if high else None,
            page=cell[cites[0]].partition("|")[0] if cites else "",
        )

    def _index(self, name: str, fields: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        """Return the places of a table's rows, by what they hold in some fields."""
        if (name, fields) not in self._indexes:
            frame = self._package.peek(name)
            found = self._indexes[name, fields] = {}
            texts = [frame[field].astype(str) for field in fields]
            for at in range(len(frame)):
                found.setdefault(tuple(text.iat[at] for text in texts), []).append(at)
        return self._indexes[name, fields]

    def _derive(self, number: Number) -> Number:
        inputs = [self._numbers[name] for name in number.inputs]
        try:
            made = replace(number, **derive(number.formula, inputs))
            if wrong := misdated(number.formula, inputs):
                raise LedgerError(wrong)
        except (LedgerError, ZeroDivisionError) as error:
            raise LedgerError(f"data/evidence.csv, '{number.evidence_id}': {error}") from error
        return made


def _in_order(rows: Mapping[str, Mapping]) -> tuple[dict[str, set[str]], list[str]]:
    """Return the ids and their inputs, every input before what is computed from it; and problems.

    A problem is an input that is no row.
    """
    graph = {name: set(filter(None, row["inputs"].split("|"))) for name, row in rows.items()}
    unknown = [
        f"data/evidence.csv, '{evidence_id}', column inputs: there is no evidence '{name}'."
        + suggest(name, rows)
        for evidence_id, inputs in graph.items()
        for name in sorted(inputs - rows.keys())
    ]
    try:
        order = TopologicalSorter(graph).static_order()
        return {name: graph[name] for name in order if name in graph}, unknown
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        raise LedgerError(
            f"data/evidence.csv, column inputs: {circle} runs in a circle. "
            "Let one of these rows be reported instead of derived."
        ) from error


def scope(number: Number) -> str:
    """Say in a few words what part of a quantity, or of a year, a row covers; ``""`` if all."""
    first, last = span(number.period)
    cut = (first.month, first.day) == (1, 1) and (last.month, last.day) != (12, 31)
    words = [number.indicator.scope, f"to {last.day} {last:%b}" if cut else ""]
    return ", ".join(filter(None, words))


def subject(number: Number) -> tuple[str, str, str]:
    """Return what a number is about: indicator, place and period."""
    return number.indicator.indicator, number.place, number.period


def _question(number: Number) -> tuple[str, str]:
    return number.indicator.question, number.place


def _exact(number: Number) -> float:
    if number.value is None:
        raise LedgerError(f"evidence '{number.evidence_id}' is a range; an identity needs a value.")
    return number.value


def _none(value: float) -> float | None:
    return None if value != value else float(value)  # NaN alone differs from itself
