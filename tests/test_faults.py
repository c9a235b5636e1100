"""Faults, injected one at a time: the right gate catches each, and says where it is.

Rules of tables are broken one by one as ``datapackage.json`` lists them, so that a new rule is
tried as soon as it is written. `conftest.Faults` keeps the record.
"""

import ast
import csv
import json
import re
import shutil

import pytest
import reading
from conftest import (
    BOOK,
    ROOT,
    Copy,
    add_chapters,
    copy_book,
    opened,
    refused,
    reread,
    without_chapters,
)

from durand import Publication, chapters, release
from durand.data.invariants import RULES

LOAD = "Publication.load"
BUILD = "jupyter-book build"
RESOURCES = json.loads((BOOK.data.folder / "datapackage.json").read_text(encoding="utf-8"))[
    "resources"
]

# ------------------------------------------------------------------ every rule of every table

NO_ROWS = {
    "corrections": {
        "date": "2026-09-01", "page": "book/methods", "wrong": "one", "right": "two",
        "why": "seen", "figures": "", "evidence": "",
    },
}  # fmt: skip
_UNLIKE = ("no such thing", "No-Such", "no-such", "?", "", "0", "1999-99-99", "<b>", "a||b")


def _typed(text, kind):
    if text == "":
        return None
    return {"integer": int, "number": float, "boolean": "true".__eq__}.get(kind, str)(text)


class Table:
    """A table with every rule it has, and for each rule a row that breaks it."""

    def __init__(self, resource):
        self.resource = resource
        self.fields = {field["name"]: field for field in resource["schema"]["fields"]}
        path = BOOK.data.folder / resource["path"]
        with path.open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))
        if not self.rows:
            spare = NO_ROWS[resource["name"]]
            self.rows = [spare, spare]

    def damages(self):
        """Yield for each rule: its name, the rows, the number of the bad one, what is said."""
        first, second, *_ = self.rows

        def change(column, value, said):
            row = next((row for row in self.rows if row[column]), first)
            other = second if row is first else first
            return [{**row, column: value}, other], 2, [rf"column [^:]*\b{column}\b", said]

        for name, field in self.fields.items():
            kind, rules = field["type"], field.get("constraints", {})
            if kind != "string":
                yield f"{name}: {kind}", *change(name, "58x", f"does not read as {kind}")
            for rule, limit in rules.items():
                yield f"{name}: {rule}", *self._break(name, rule, limit, change)
        schema = self.resource["schema"]
        if key := schema.get("primaryKey"):
            same = {name: first[name] for name in ([key] if isinstance(key, str) else key)}
            said = [", ".join(same), "unique-error|primary-key"]
            yield "primary key", [first, {**second, **same}], 3, said
        for foreign in schema.get("foreignKeys", []):
            (name,) = foreign["fields"]
            target = foreign["reference"]["resource"]
            yield f"{name}: foreign key", *change(name, "no-such-id", f"no row of {target}")
        for check in self.resource.get("checks", []):
            yield check["formula"], *self._break_check(check)
        for name in self.resource.get("cites", []):
            yield f"{name}: cites", *change(name, "nosuchsource", "no entry of sources.bib")
        for name, target in self.resource.get("lists", {}).items():
            yield f"{name}: lists", *change(name, "no-such-id", f"no row of {target}")
        for name, (low, _) in self.resource.get("bounds", {}).items():
            above = str(int(first[name]) + 1)
            yield f"{name}: bounds", *change(low, above, "in this order")
        for name in RULES.keys() & self.resource:
            yield name, *getattr(self, f"_{name}")(self.resource[name])

    def _read(self, said):
        row = next(row for row in self.rows if row["published"])
        spare = next(one for one in self.rows if one is not row)
        bad = {**row, "published": "1999", "note": "Restated"}
        return [bad, spare], 2, ["column published: ‘1999’.*dates"]

    def _once(self, said):
        first = self.rows[0]
        again = {**first, "evidence_id": "the-same-again"}
        return [first, again], 3, [f"column indicator: row 2 has the same .*{said['columns'][-1]}"]

    def _names(self, said):
        first, second, *_ = self.rows
        bad = {**second, "names": first["name"].upper()}
        return [first, bad], 3, [f"column names: .*names {first['actor_id']} too"]

    def _spans(self, said):
        row = next(row for row in self.rows if row["end"] and row["days_high"])
        spare = next(one for one in self.rows if one is not row)
        bad = {**row, "end": f"{int(row['end'][:4]) + 1}{row['end'][4:]}"}
        return [bad, spare], 2, [r"column end: .* are \d{3} days, and"]

    def _series(self, said):
        value, by = said["values"][0], said["by"]
        row = next(row for row in self.rows if row[value] and re.match(r"\d{4}(-\d\d)?$", row[by]))
        one, two = ("2010", "2011") if len(row[by]) == 4 else ("2021-05", "2021-06")
        more = {value: f"{float(row[value]) * 10 + 100:.0f}"}
        bad = {**row, by: two, **more, **{"evidence_id": "its-next", "note": ""}}
        bad = {name: bad[name] for name in self.fields}
        said = rf"column {value}: \d+ after \S+ in {one}: more than 3 times"
        return [{**row, by: one}, bad], 3, [said]

    def _break(self, name, rule, limit, change):
        number = self.fields[name]["type"] in ("integer", "number")
        if rule == "required":
            assert limit is True
            return change(name, "", "the cell is blank")
        if rule == "unique":
            one, two = [row for row in self.rows if row[name]][:2]
            return [one, {**two, name: one[name]}], 3, [name, "unique-error|primary-key"]
        if rule == "enum":
            return change(name, "987654" if number else "no-such-thing", r"\(enum\)|none of")
        if rule == "pattern":
            bad = next(text for text in _UNLIKE if text and not re.fullmatch(limit, text))
            return change(name, bad, "does not match the pattern")
        step = {"minimum": -1, "maximum": 1}[rule]
        return change(name, f"{limit + step}", f'constraint "{rule}"')

    def _break_check(self, check):
        """Return a row that breaks a check, and no other one, in a single cell."""
        code = compile(check["formula"], "check", "eval")
        names = [n.id for n in ast.walk(ast.parse(check["formula"])) if isinstance(n, ast.Name)]
        others = [compile(c["formula"], "check", "eval") for c in self.resource["checks"]]
        for row in self.rows:
            for name in names:
                for value in self._values(name, row):
                    bad = {**row, name: value}
                    typed = {n: _typed(bad[n], f["type"]) for n, f in self.fields.items()}
                    try:
                        broken = [other for other in others if not eval(other, {}, dict(typed))]
                    except TypeError:  # a formula that compares with a blank cell
                        continue
                    if broken == [code]:
                        spare = next(r for r in self.rows if r is not row)
                        said = [re.escape(check["rule"]), rf"column [^:]*\b{name}\b"]
                        return [bad, spare], 2, said
        raise AssertionError(f"no cell breaks {check['formula']} alone")

    def _values(self, name, row):
        """Return what a cell may hold by its own rules: what others hold, one more, or nothing."""
        rules = self.fields[name].get("constraints", {})
        found = dict.fromkeys(other[name] for other in self.rows)
        if not rules.get("required"):
            found[""] = None
        if self.fields[name]["type"] in ("integer", "number") and row[name]:
            found[f"{float(row[name]) + 1:g}"] = None
        return [value for value in found if value or not rules.get("required")]


def rules_of(resource):
    """Count the rules of a table as datapackage.json has them; any text is a string."""
    schema = resource["schema"]
    own = sum(len(resource.get(name, ())) for name in ("checks", "cites", "lists", "bounds"))
    own += len(RULES.keys() & resource)
    keys = ("primaryKey" in schema) + len(schema.get("foreignKeys", []))
    fields = sum(
        len(field.get("constraints", {})) + (field["type"] != "string")
        for field in schema["fields"]
    )
    return own + keys + fields


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_every_rule_of_a_table_is_kept(resource, data, faults):
    table = Table(resource)
    name, path = resource["name"], data / resource["path"]
    package = (data / PACKAGE).read_text(encoding="utf-8")  # two rows are no copy of anything
    (data / PACKAGE).write_text(package.replace('"sha256"', '"was"'), encoding="utf-8")
    book = opened(data.parent)

    def load(rows):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.fields, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return refused(reread, book, name)

    if table.rows[0] is not table.rows[1]:
        assert load(table.rows[:2]) == "nothing: it was accepted"
    count = 0
    for rule, rows, number, said in table.damages():
        place = f"data/{resource['path']}, row {number} "
        lines = [line for line in load(rows).splitlines() if line.startswith(place)]
        faults.caught(f"{name}, {rule}", f"{LOAD}: rule", "\n".join(lines), *said)
        count += 1
    assert count == rules_of(resource)


def test_no_kind_of_rule_is_left_out():
    """A property of a schema that is new here needs a damage above."""
    kinds = {
        kind for r in RESOURCES for f in r["schema"]["fields"] for kind in f.get("constraints", {})
    }
    assert kinds <= {"required", "unique", "enum", "pattern", "minimum", "maximum"}
    said = {
        "name", "path", "title", "description", "limits", "licenses", "sources", "schema",
        "redistribution", "may_be_empty", "locked", "profile", "format", "mediatype", "encoding",
        "type",
    }  # fmt: skip
    own = {"checks", "cites", "lists", "bounds", *RULES}
    assert {key for r in RESOURCES for key in r} - said <= own
    assert sum(map(rules_of, RESOURCES)) > 500


# -------------------------------------------------------------------------- files and cells


def _sub(old, new):
    def damage(raw):
        assert old.encode() in raw
        return raw.replace(old.encode(), new.encode(), 1)

    return damage


def _described(**properties):
    """Return a damage that describes the ledger's table otherwise."""

    def damage(raw):
        package = json.loads(raw)
        next(one for one in package["resources"] if one["name"] == "evidence").update(properties)
        return json.dumps(package).encode()

    return damage


DYADS, PACKAGE = "ucdp_dyads.csv", "datapackage.json"
FILES = {
    "Latin-1": (
        "evidence.csv",
        lambda raw: raw.replace("¶".encode(), b"\xb6", 1),
        r"csv, line \d+: byte 0xb6",
    ),
    "UTF-16": ("actors.csv", lambda raw: raw.decode().encode("utf-16"), "line 1: byte 0xff"),
    "byte-order mark": ("actors.csv", lambda raw: b"\xef\xbb\xbf" + raw, "byte-order mark"),
    "CRLF": ("actors.csv", lambda raw: raw.replace(b"\n", b"\r\n"), "line 1: .*Unix line ends"),
    "one CRLF": ("actors.csv", _sub("\nttp,", "\r\nttp,"), r"line \d+: .*Unix line ends"),
    "cut off inside a row": (DYADS, lambda raw: raw[:-12], r"line \d+: .*cut off"),
    "cut off inside its last number": (DYADS, lambda raw: raw[:-2], r"line \d+: .*cut off"),
    "cut off inside a quotation": (
        "evidence.csv",
        lambda raw: raw[: raw.rfind(b',"') + 5] + b"\n",
        r"line \d+: .*quotation mark",
    ),
    "empty": ("evidence.csv", lambda raw: b"", "evidence.csv.*empty"),
    "its header alone": ("evidence.csv", lambda raw: raw[: raw.index(b"\n") + 1], "table is empty"),
    "semicolons": (DYADS, lambda raw: raw.replace(b",", b";"), "row 1: one cell.*commas"),
    "missing column": ("actors.csv", _sub(",side\n", "\n"), "actors.csv.*side.*missing-label"),
    "swapped columns": (DYADS, _sub("bd_low,bd_high", "bd_high,bd_low"), "bd_low.*incorrect-label"),
    "column twice": (DYADS, _sub("bd_low,bd_high", "bd_low,bd_low"), "bd_high.*duplicate-label"),
    "trailing garbage": (DYADS, lambda raw: raw + b"garbage\n", r"row 65 \(garbage\)"),
    "a comma too many": (DYADS, _sub("2007,585,", "2007,5,85,"), "row 2 .*too many cells"),
    "mark of a merge": (DYADS, _sub("\n", "\n<<<<<<< HEAD\n"), "row 2 .*too few cells"),
    "empty line": (DYADS, _sub("\n", "\n\n"), "row 2: blank row"),
    "thousands separator": (
        DYADS,
        _sub("7,585,", '7,"5,850",'),
        "row 2 .*bd_best: '5,850'.*integer",
    ),
    "digits of another script": (
        DYADS,
        _sub("7,585,", "7,٥٨٥,"),
        "row 2 .*bd_best: '٥٨٥'.*integer",
    ),
    "digits of another width": (DYADS, _sub("7,585,", "7,５８５,"), "row 2 .*bd_best.*integer"),
    "an invisible space": (DYADS, _sub("7,585,", "7,585\u00a0,"), "row 2 .*bd_best.*integer"),
    "Python's separator": (DYADS, _sub("7,585,", "7,5_85,"), "row 2 .*bd_best: '5_85'.*integer"),
    "decimal comma": (
        "evidence.csv",
        _sub("2020,260,", '2020,"2,6",'),
        r"row \d+ .*value: '2,6'.*number",
    ),
    "no number": (
        "evidence.csv",
        _sub("2020,260,", "2020,NaN,"),
        r"row \d+ .*value: 'NaN'.*number",
    ),
    "infinity": ("evidence.csv", _sub("2020,260,", "2020,inf,"), r"row \d+ .*value: 'inf'.*number"),
    "exponent": ("evidence.csv", _sub("2020,260,", "2020,2e2,"), r"row \d+ .*value: '2e2'.*number"),
    "yes for true": (
        "identities.csv",
        _sub(",true,0,", ",yes,0,"),
        r"row \d+ .*holds: 'yes'.*true or",
    ),
    "broken package": (PACKAGE, lambda raw: b"{", "datapackage.json cannot be read"),
    "unknown type": (
        PACKAGE,
        _sub('"integer"', '"whole"'),
        "datapackage.json cannot be read.*whole",
    ),
    "cites of no column": (
        PACKAGE,
        _described(cites=["page_read"]),
        "'evidence', cites: .*'page_read'",
    ),
    "lists of no column": (PACKAGE, _described(lists={"x": "actors"}), "'evidence', lists: .*'x'"),
    "bounds of no column": (
        PACKAGE,
        _described(bounds={"value": ["lo", "high"]}),
        "datapackage.json, table 'evidence', bounds: there is no column 'lo'",
    ),
    **{
        f"{name} of no column": (
            PACKAGE,
            _described(**{name: said}),
            f"evidence.csv, row 1 .*column 'page': datapackage.json names it under {name}",
        )
        for name, said in {
            "read": {"source": "page", "published": "published"},
            "once": {"columns": ["page"], "apart": [], "except": {}},
            "series": {"values": ["value"], "by": "period", "per": ["page"]},
            "spans": {"start": "page", "end": "published", "days": ["low", "high"], "slack": 1},
            "names": ["page"],
        }.items()
    },
    "locked of no column": (PACKAGE, _described(locked=["page"]), "'evidence', locked: .*'page'"),
    "check of no column": (
        PACKAGE,
        _described(checks=[{"formula": "lo <= high", "rule": "x"}]),
        "table 'evidence', checks: there is no column 'lo'",
    ),
    "check that is no formula": (
        PACKAGE,
        _described(checks=[{"formula": "low <=", "rule": "x"}]),
        "table 'evidence', checks: there is no column 'low <='",
    ),
    "bib: no such access": (
        "sources.bib",
        _sub("access = {excerpt}", "access = {hearsay}"),
        "field access: 'hearsay' is none",
    ),
    "bib: no licence": (
        "sources.bib",
        _sub("  licence = {facts cited},\n", ""),
        "entry 'horizonte2025': no licence",
    ),
    "bib: unknown actor": (
        "sources.bib",
        _sub("actor = {horizonte2025}", "actor = {horizont}"),
        "field actor: 'horizont'",
    ),
    "bib: nobody behind it": (
        "sources.bib",
        _sub("  publisher = {DNA News},\n", ""),
        "'dna2024crss': no publisher, no author, and no actor",
    ),
    "bib: key twice": (
        "sources.bib",
        _sub("@online{jadoon2025,", "@online{horizonte2025,"),
        "sources.bib cannot be read.*horizonte",
    ),
    "bib: brace left open": (
        "sources.bib",
        _sub("title = {Sitrep", "title = {{Sitrep"),
        "sources.bib cannot be read",
    ),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_damaged_file_is_refused(fault, data, faults):
    name, damage, said = FILES[fault]
    path = data / name
    raw = path.read_bytes()
    path.write_bytes(damage(raw))
    assert path.read_bytes() != raw
    table = name.removesuffix(".csv") if name.endswith(".csv") else "evidence"
    found = refused(lambda: opened(data.parent).load(table))
    faults.caught(f"{name}: {fault}", f"{LOAD}: file", found, said)


def test_a_copy_that_is_none_is_refused(data, faults):
    """The checksum is of all cells in their order, so that a series cannot be moved."""
    path = data / DYADS
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    moved = [re.sub(r",(20\d\d),", lambda m: f",{int(m[1]) - 1},", row) for row in rows]
    moved = [row for row in moved if ",2006," not in row]
    for fault, lines in {
        "its last row lost": rows[:-1],
        "two rows in a wrong order": [rows[1], rows[0], *rows[2:]],
        "a series moved by a year": moved,
        "a value ten times as high": [
            rows[0].replace(",585,585,727,", ",5850,5850,7270,"),
            *rows[1:],
        ],
        "a bound raised by one": [rows[0].replace(",727,", ",728,"), *rows[1:]],
    }.items():
        path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
        said = refused(lambda: opened(data.parent).load("ucdp_dyads"))
        copy = r"data/ucdp_dyads\.csv differs from the copy taken from ‘UCDP.*version 26\.1"
        faults.caught(f"{DYADS}: {fault}", f"{LOAD}: copy", said, copy)


def test_rows_that_nothing_refers_to_can_be_lost(data, faults):
    """No schema counts rows of a table that is no copy and not locked: `git diff` does."""
    path = data / "positions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    assert refused(lambda: opened(data.parent).load("positions")) == "nothing: it was accepted"
    faults.missed("positions.csv: its last row lost", "`git diff` shows it")
    assert "lose rows" in _uncaught()


def test_all_errors_of_all_tables_are_told_at_once(data, edit, faults):
    edit("evidence.csv", "attacks-all,pakistan,2020,260,", "attacks-all,pakistan,2020,26O,")
    edit("evidence.csv", "propakistani2021crss,excerpt read,2021-01-01", "nosuch,excerpt read,2021")
    edit("evidence.csv", "dawn2022crss,excerpt read,", "dawn2022crss,¶2,")
    edit("closures.csv", "2023-02-25,day", "2023-04-25,day")
    edit("gdp.csv", "Afghanistan,2003,4515.56", "Afghanistan,2003,45155.6")
    edit("actors.csv", "PIPS|Pak Institute", "PIPS|CRSS|Pak Institute")
    edit("sources.bib", "  publisher = {Organiser},\n", "")
    said = refused(opened(data.parent).data.check)
    for fault, line in {
        "no number": r"^data/evidence\.csv, row 2 \(attacks-2020-crss\), column value: '26O'",
        "no source": r"^data/evidence\.csv, row 2 .*column source.*nosuch",
        "excerpt read as a text": r"^data/evidence\.csv, row 3 .*column locator: ‘¶2’.*Write",
        "days that do not fit": r"^data/closures\.csv, row 3 .*are 65 days, .*are 6 and 6",
        "no copy": r"^data/gdp\.csv differs from the copy .*Restore",
        "a jump": r"^data/gdp\.csv, row \d+ .*column gdp_usd_m: .*Correct it",
        "nobody's source": r"^data/sources\.bib, entry 'organiser2025crss': no publisher.*Add one",
        "a name of two": r"^data/actors\.csv, row \d+ \(pips\).*‘crss’ names crss too",
    }.items():
        faults.caught(f"eight at once: {fault}", "Package.check", said, f"(?m){line}")
    assert len(said.splitlines()) == 8


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_sub("title = {Sitrep", "title = {{Sitrep"), "sources.bib cannot be read: syntax error"),
        (lambda raw: raw + b"@online{horizonte2025,}\n", "cannot be read: repeated"),
        (lambda raw: raw.replace(b"Sitrep", b"S\xedtrep", 1), "line 7: byte 0xed is not UTF-8"),
    ],
    ids=["brace left open", "key twice", "not UTF-8"],
)
def test_a_bibliography_that_cannot_be_read_hides_no_other_fault(damage, said, data, edit, faults):
    edit("evidence.csv", "attacks-all,pakistan,2020,260,", "attacks-all,pakistan,2020,26O,")
    edit("evidence.csv", "propakistani2021crss,excerpt read", "nosuch,excerpt read")
    edit("sources.bib", "  publisher = {Organiser},\n", "")
    bib = data / "sources.bib"
    bib.write_bytes(damage(bib.read_bytes()))
    found = refused(opened(data.parent).data.check)
    faults.caught("sources.bib damaged, and three faults", "Package.check", found, said,
        "'26O'", "column source.*nosuch", "entry 'organiser2025crss': no publisher",
    )  # fmt: skip
    assert len(found.splitlines()) == 4, found


def _uncaught():
    methods = (ROOT / "book" / "methods.md").read_text(encoding="utf-8")
    return methods.split("## What no check can catch")[1].split("\n## ")[0]


def test_a_missing_file_and_an_unknown_table(data, faults):
    (data / "places.csv").unlink()
    said = refused(lambda: opened(data.parent).load("places"))
    faults.caught("places.csv: missing", f"{LOAD}: file", said, r"places\.csv is missing")
    said = refused(lambda: opened(data.parent).load("plces"))
    faults.caught("a table that is none", f"{LOAD}: file", said, "no table 'plces'.*mean places")


# -------------------------------------------------------------------------------- the ledger

LEDGER = {
    "remainder proving itself": (
        "identities.csv",
        "civilians-and-security-killed-2024-crss|outlaws-killed-2024-crss",
        "civilians-killed-2024-crss|security-killed-2024-crss|outlaws-killed-2024-crss",
        "crss-2024-killed.*'civilians-killed-2024-crss' is derived.*cannot prove",
    ),
    "identity of an unknown part": (
        "identities.csv",
        "|operations-2024-crss",
        "|operation-2024-crss",
        "identities.csv, 'crss-2024-incidents'.*Did you mean operations-2024-crss",
    ),
    "missing input": (
        "evidence.csv",
        "killed-2024-q1-crss|people",
        "killed-2024-q9-crss|people",
        "evidence.csv, 'people-killed-2024-9m-crss', column inputs.*q9.*Did you mean",
    ),
    "circular input": (
        "evidence.csv",
        "civilians-and-security-killed-2024-crss|security-killed-2024-crss",
        "civilians-and-security-killed-2024-crss|civilians-killed-2024-crss",
        "column inputs: civilians-killed-2024-crss → civilians-killed-2024-crss runs in a circle",
    ),
    "rejected input": (
        "evidence.csv",
        "people-killed-in-attacks-2024-pips|attacks-2024-pips",
        "people-killed-in-attacks-2024-pips|attacks-on-forces-2024-horizonte",
        "'killed-per-attack-2024-pips': input 'attacks-on-forces-2024-horizonte' is rejected",
    ),
    "ratio of three": (
        "evidence.csv",
        "people-killed-in-attacks-2024-pips|attacks-2024-pips",
        "people-killed-in-attacks-2024-pips|attacks-2024-pips|attacks-2024-crss",
        "'killed-per-attack-2024-pips': a ratio takes 2 inputs, not 3",
    ),
    "a change that runs backwards": (
        "evidence.csv",
        "customs-export-fy2024|customs-export-fy2025",
        "customs-export-fy2025|customs-export-fy2024",
        "'change-customs-export-fy2025': a change goes from the earlier input to the later",
    ),
    "a share of another year": (
        "evidence.csv",
        "share,refugees-children-2025|refugees-2025-unhcr",
        "share,refugees-children-2025|refugees-2024-unhcr",
        "'share-children-refugees-2025': a share is of a whole of its own time",
    ),
    "cell of no row": (
        "evidence.csv",
        "dyad_id=857;year=2024;bd_best",
        "dyad_id=857;year=1999;bd_best",
        "column locator: 'dyad_id=857;year=1999;bd_best': 0 rows of ucdp_dyads match",
    ),
    "cell of four rows": (
        "evidence.csv",
        "dyad_id=857;year=2024;bd_best",
        "year=2024;bd_best",
        "column locator.*4 rows of ucdp_dyads match",
    ),
    "cell of no column": (
        "evidence.csv",
        "dyad_id=857;year=2024;bd_best",
        "dyad_id=857;year=2024;best",
        "column locator.*no column 'best'",
    ),
    "key of no column": (
        "evidence.csv",
        "dyad_id=857;year=2024;bd_best",
        "dyad=857;yeer=2024;bd_best",
        "column locator.*no column 'yeer'",
    ),
    "typed value of a cell": (
        "evidence.csv",
        "2024,,,,exact,ucdp,ucdp,stated,ucdp_dyads",
        "2024,5,,,exact,ucdp,ucdp,stated,ucdp_dyads",
        "column value: typed, though ucdp_dyads",
    ),
    "a row gone that others need": (
        "evidence.csv",
        "\nsecurity-killed-in-attacks-2024-picss,",
        "\nsecurity-killed-in-attacks-2023-picss,",
        "column inputs: there is no evidence 'security-killed-in-attacks-2024-picss'",
    ),
    "blank value": (
        "evidence.csv",
        "attacks-all,pakistan,2020,260,",
        "attacks-all,pakistan,2020,,",
        "'attacks-2020-crss', column value: blank",
    ),
    "a day that is none": (
        "evidence.csv",
        "attacks-all,pakistan,2020,260,",
        "attacks-all,pakistan,2020-02-30,260,",
        "'attacks-2020-crss', column period: '2020-02-30'",
    ),
    "a period that ends before it starts": (
        "evidence.csv",
        "attacks-all,pakistan,2020,260,",
        "attacks-all,pakistan,2020-03-01/2020-02-01,260,",
        "column period.*ends before it starts",
    ),
}


@pytest.mark.parametrize("fault", LEDGER)
def test_a_ledger_that_cannot_be_true_is_refused(fault, data, edit, faults):
    name, old, new, said = LEDGER[fault]
    edit(name, old, new)
    found = refused(lambda: opened(data.parent).ledger.identities())
    faults.caught(f"ledger: {fault}", "Publication.ledger", found, said)


def test_all_that_is_wrong_in_a_ledger_is_told_at_once(data, edit, faults):
    at_once = ["missing input", "ratio of three", "cell of no row", "blank value"]
    for fault in at_once:
        name, old, new, _ = LEDGER[fault]
        edit(name, old, new)
    found = refused(lambda: opened(data.parent).ledger)
    for fault in at_once:
        faults.caught(f"four at once: {fault}", "Publication.ledger", found, LEDGER[fault][3])
    assert len(found.splitlines()) == len(at_once), "what follows from another is not told"


# ------------------------------------------------------------------------ a person's commands


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (f"data/{DYADS}", "585,585,727", "585,585,100", "ucdp_dyads.csv, row 2"),
        ("data/evidence.csv", "|people-killed-2024-q2", "|people-killed-2024-q7", "q7-crss"),
        ("data/sources.bib", "@online{dna2024crss,", "@online{dna,", "dna2024crss"),
        ("_toc.yml", "book/sources", "book/missing-page", "_toc.yml lists book/missing-page, and"),
    ],
)  # fmt: skip
def test_bad_data_stops_the_build_with_one_message(pages, name, old, new, said, faults):
    pages.edit(name, old, new)
    done = pages.build()
    assert done.returncode != 0
    faults.caught(f"{name}: {new}", BUILD, done.stderr, "The site was not built.", said)
    assert "Traceback" not in done.stderr
    assert not pages.site.exists()


def test_bad_data_stops_every_command_and_changes_nothing(book, faults):
    book.edit("data/evidence.csv", "|people-killed-2024-q2", "|people-killed-2024-q7")
    before = (book.folder / "index.md").read_bytes()
    for command, said in (
        ("accept", "Nothing was changed"),
        ("notebooks", "Nothing was run"),
    ):
        done = book.module("durand", command)
        assert done.returncode == 1
        faults.caught(
            "ledger: missing input", f"python -m durand {command}", done.stderr, said, "q7-crss"
        )
    assert (book.folder / "index.md").read_bytes() == before


# ---------------------------------------------------------------------------------- sentences

PROSE = {
    "wrong number": (
        "CRSS counts [445](num:attacks-on-forces-2024-crss) attacks on forces.",
        r"index\.md, line \d+: ‘445’ for attacks-on-forces-2024-crss: the ledger says ‘444’",
    ),
    "number of a wrong row": (
        "CRSS counts [444](num:attacks-2024-crss) attacks.",
        "‘444’ for attacks-2024-crss: the ledger says ‘909’",
    ),
    "unknown id": (
        "CRSS counts [444](num:attacks-on-force-2024-crss) attacks on forces.",
        "‘444’: There is no evidence 'attacks-on-force-2024-crss'.*Did you mean",
    ),
    "bare numeral": ("There were 907 attacks.", "‘907’ is not checked"),
    "number word": ("There were twenty attacks.", "‘twenty’ is not checked"),
    "fraction in words": ("A quarter of all districts.", "‘A quarter of’ in .* is not checked"),
    "fraction in one character": ("It took ¾ of them.", "‘¾’ is not checked"),
    "numeral in backticks": (
        "The number `908` is in backticks.",
        "`908` in backticks is not checked",
    ),
    "digits of another script": ("There were ٩٣١ attacks.", "‘٩٣١’ is not checked"),
    "link of another script": (
        "[٤٤٤](num:attacks-on-forces-2024-crss)",
        "‘٤٤٤’ does not read as one number",
    ),
    "casualties of nobody": (
        "Officials say that [685](num:security-killed-2024-crss) died.",
        "‘685’ for security-killed-2024-crss: name ‘CRSS’",
    ),
    "our subtraction as another's count": (
        "CRSS counts [927](num:civilians-killed-2024-crss) civilians.",
        "‘927’ for civilians-killed-2024-crss: name ",
    ),
    "rejected row": (
        "An article says [444](num:attacks-on-forces-2024-horizonte) attacks.",
        "‘444’ for attacks-on-forces-2024-horizonte: the row is rejected; cite it only in a quot",
    ),
    "correction without its right row": (
        "> **Correction.** CRSS counts [909](num:attacks-2024-crss), Horizonte "
        "[444](num:attacks-on-forces-2024-horizonte).",
        r"the correction must also cite attacks-on-forces-2024-crss",
    ),
    "qualifier left out": (
        "The UN Monitoring Team counts [600](num:attacks-ttp-2024-un) attacks by the TTP.",
        "‘600’ for attacks-ttp-2024-un: the ledger says ‘over 600’",
    ),
    "rounded the wrong way": (
        "UCDP's months hold [95 %](num:share-in-months-2024-ucdp) of the year.",
        "‘95 %’ for share-in-months-2024-ucdp: the ledger says ‘94",
    ),
    "count rounded": (
        "CRSS counts [910](num:attacks-2024-crss) attacks.",
        "‘910’ for attacks-2024-crss: the ledger",
    ),
    "in a heading": ("## The 911 dead", "‘911’ is not checked"),
    "in a table": ("| a |\n| --- |\n| 912 |", "‘912’ is not checked"),
    "in a list": ("- A list of 913 things.", "‘913’ is not checked"),
    "in a footnote": ("A note.[^1]\n\n[^1]: It says 914.", "‘914’ is not checked"),
    "in written HTML": ("<div>There were 915 attacks.</div>", "‘915’ in HTML"),
    "in place of a picture": (
        "![A picture of 919 attacks](card.png)",
        "‘919’ in HTML, or in a text",
    ),
    "in a tooltip": ("{abbr}`x (928)`", "‘928’ in HTML, or in a text"),
    "in a formula of the text": ("It is $923$.", "‘923’ is not checked"),
    "the wrong way round": (
        "By CRSS attacks fell from [586](num:attacks-2023-crss) to [909](num:attacks-2024-crss).",
        "‘fell’ in “By CRSS attacks fell from 586 to 909.” does not hold of 909",
    ),
    "a proportion that is none": (
        "CRSS counts [909](num:attacks-2024-crss), twice the [586](num:attacks-2023-crss) of 2023.",
        "‘twice’ in .* does not hold of 909",
    ),
    "unlike with unlike": (
        "By CRSS the [685](num:security-killed-2024-crss) are fewer than the "
        "[909](num:attacks-2024-crss).",
        "‘fewer’ in .* compares unlike with unlike.*unit: incidents, people",
    ),
    "a comparison without its numbers": (
        "Attacks rose steeply.",
        r"‘rose’ in “Attacks rose steeply\.” is a comparison that is not checked.*\(is:…\)",
    ),
    "a comparison in a heading": ("## Attacks soared", "‘soared’ in .* is not checked"),
    "a link to no comparison": (
        "It was [the most](is:nobody-knows).",
        "‘the most’: there is no comparison 'nobody-knows' in data/comparisons.csv",
    ),
    "words that say another relation": (
        "Trade [weighs less](is:trade-weighs-more-2019) on Afghanistan.",
        "‘weighs less’ for trade-weighs-more-2019: its words do not say ‘more’",
    ),
    "a window that starts elsewhere": (
        "UCDP has [the most since 2012](is:organised-violence-most-since-2015-ucdp).",
        "2012 is neither the first nor the last year of its row",
    ),
    "a link in another place": (
        "In Balochistan attacks [rose](is:attacks-rose-2024-crss) in 2024, by CRSS.",
        "‘rose’ for attacks-rose-2024-crss: ‘In Balochistan’ is said of it, and the row is of",
    ),
    "a declaration in other words": (
        "UNHCR has [the highest](is:definition) returns.",
        "‘the highest’ for definition: what is declared stands in its own words alone",
    ),
    "a fall without its sign": (
        "Derived from Pakistani customs, transit changed by [59 %](num:change-transit-fy2024).",
        "‘59 %’ for change-transit-fy2024: the ledger says ‘−59.%’",
    ),
    "wrong, and nothing instead": (
        "| Say | Don’t say | Why |\n| --- | --- | --- |\n| Be plain. | Attacks fell. | So. |\n"
        "| | Attacks soared. | |",
        r"index\.md, line \d+: “Attacks soared\.” stands under Don’t say, and its row has no word",
    ),
    "in the text of an outside link": (
        "[In 2024, 905 people were killed](https://example.org/x).",
        "‘905’ is not checked",
    ),
    "small number word": ("There were nine civilians dead.", "‘nine’ is not checked"),
    "count that reads as a year": ("They killed 1917 civilians.", "‘1917’ is not checked"),
    "count after a month": ("In December 71 militants died.", "‘71’ is not checked"),
    "literal of no kind": ("It takes [903](lit:).", "‘903’: ‘’ is no kind of literal. Write ‘thr"),
    "finding as a literal": (
        "They killed [904](lit:count) civilians.",
        "‘904’: what the ledger counts stands beside it, so it is a finding. Bind it",
    ),
    "number of another year": (
        "CRSS counts [909](num:attacks-2024-crss) attacks in 2022.",
        "‘909’ for attacks-2024-crss: ‘2022’ is said of it, and the row is of 2024",
    ),
    "word of another indicator": (
        "CRSS counts [2,267](num:people-injured-2024-crss) people killed.",
        "‘2,267’ for people-injured-2024-crss: ‘killed’ stands beside it",
    ),
    "claimant that is denied": (
        "Unlike CRSS, an institute counts [685](num:security-killed-2024-crss) soldiers dead.",
        "‘685’ for security-killed-2024-crss: name ‘CRSS’",
    ),
}


@pytest.mark.parametrize("options", [[], ["-W", "--keep-going"]], ids=["plain", "-W"])
def test_every_wrong_number_is_named_at_once(pages, options, faults):
    front = pages.folder / "index.md"
    text = "\n\n".join([front.read_text(encoding="utf-8"), *(bad for bad, _ in PROSE.values())])
    front.write_text(text, encoding="utf-8")
    pages.edit("book/sources.md", "description: ", "description: 12 and ")
    pages.edit("_config.yml", "Text and figures CC", "Of 941 dead. Text and figures CC")
    pages.edit("_toc.yml", "caption: Appendices", "caption: Appendices on 942 dead")
    done = pages.build(*options)
    assert done.returncode != 0
    for fault, (_, said) in PROSE.items():
        faults.caught(f"prose: {fault}", BUILD, done.stderr, said)
    said = r"book/sources\.md, line \d+: ‘12’ in the page description"
    faults.caught("prose: in a page description", BUILD, done.stderr, said)
    for shown, place in (("941", "_config.yml, footer"), ("942", "_toc.yml, caption")):
        said = f"{place}: ‘{shown}’ stands around every page"
        faults.caught(f"prose: in {place}", BUILD, done.stderr, said)
    assert f"{len(PROSE) + 3} things are wrong" in done.stderr
    assert "Traceback" not in done.stderr
    assert not pages.site.exists()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "[445]" in row)
    assert f"index.md, line {line}: ‘445’" in done.stderr


def test_a_right_number_of_the_wrong_row_needs_a_person(pages, faults):
    """No gate reads: both rows say 980. Methods tells so, and what a person does about it."""
    pages.edit("index.md", "\n# ", "\nCRSS counts [980](num:people-killed-2018-crss) dead.\n\n# ")
    done = pages.module("durand", "numbers")  # reads the pages as a build does, and refuses as one
    assert done.returncode == 0, done.stderr
    assert "‘980’" not in done.stderr
    assert "685 = 685, Security personnel killed, Pakistan, 2024, CRSS" in done.stdout
    label = done.stdout.split("CRSS counts 980 dead.\n")[1].splitlines()[0]
    assert label.endswith("Pakistan, 2018, CRSS [people-killed-2018-crss]")
    faults.missed("prose: number of a wrong row of equal value", "`make numbers` prints its label")
    assert "`make numbers`" in _uncaught()


# ---------------------------------------------------------------------------------- chapters

CHAPTER = "02-operations-and-attacks.ipynb"
DRAFT = {
    "today()": (
        "import pandas as pd\nday = pd.Timestamp.today()",
        "line 2: ‘today’ asks the clock",
    ),
    "network call": (
        "import pandas as pd\nrows = pd.read_csv('https://example.org/x.csv')",
        "line 2: ‘read_csv’ reads what no digest covers",
        "‘https://example.org/x.csv’ is an address",
    ),
    "network library": ("import requests", "line 1: it imports requests; import altair"),
    "file of its own": ("text = open('x.txt').read()", "line 1: ‘open’ reads what no digest"),
    "chance": ("rows = rows.sample(5)", "line 1: ‘sample’ gives another result"),
    "shell": ("!curl example.org", "line 1: it is no Python"),
}


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path, notebook):
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _figure_cells(notebook):
    return [cell for cell in notebook["cells"] if cell.get("outputs")]


def _spec(cell):
    return cell["outputs"][0]["data"]["application/vnd.vegalite.v5+json"]


def test_a_chapter_that_is_none_is_refused_with_advice(tmp_path, faults):
    """Stale data, an edited output, and a draft with every fault of its own, in one build."""
    two = (CHAPTER.removesuffix(".ipynb"), "06-displacement")
    book = copy_book(tmp_path / "copy of the book", two)
    folder = book.folder / "notebooks"
    draft, other = _read(folder / CHAPTER), _read(folder / "06-displacement.ipynb")
    assert not chapters.stale(other, Publication(book.folder))
    cells = [cell for cell in draft["cells"] if cell["cell_type"] == "code"]
    cells[0]["metadata"] = {}
    cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]
    cells[2]["outputs"] = [
        {"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}
    ]
    cells[3]["outputs"][0]["data"]["text/plain"] = "from /home/somebody/x.csv"
    draft["cells"] += [
        {**cells[4], "id": f"draft-{at}", "source": source}
        for at, (source, *_) in enumerate(DRAFT.values())
    ]
    draft["cells"] += [
        {"cell_type": "markdown", "id": f"raw-{at}", "metadata": {}, "source": source}
        for at, source in enumerate([":::{note}\nSo.\n:::", "See {numref}`fig-card-2024`."])
    ]
    del draft["metadata"]["myst"]
    _write(folder / "draft.ipynb", draft)
    _spec(_figure_cells(other)[0])["usermeta"]["figure"]["caveats"] = "None."
    _write(folder / "06-displacement.ipynb", other)
    book.edit(f"data/{DYADS}", "2025,2268,", "2025,2269,")
    done = book.build()
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    for fault, said in {
        "older data": f"notebooks/{CHAPTER} was executed with older data",
        "edited output": r"06-displacement\.ipynb was executed [^\n]*or its outputs were edited",
        "in no part of the book": r"draft\.ipynb is in no part of the book: add it to _toc\.yml",
        "no number in its name": r"draft\.ipynb: name it NN-its-question\.ipynb",
        "no description": r"draft\.ipynb: write a description into its metadata",
        "code not folded": r"draft\.ipynb: cell \d+: tag it hide-input",
        "output that is no figure": r"draft\.ipynb: cell \d+: it shows something that is no figure",
        "raw directive": r"draft\.ipynb: cell \d+: JupyterLab shows ‘:::\{note\}’ as it stands",
        "raw role": r"draft\.ipynb: cell \d+: JupyterLab shows ‘\{numref\}`fig-card-2024`’",
        "error in a cell": r"draft\.ipynb: cell \d+: it ended in an error",
        "machine path in an output": r"draft\.ipynb: cell \d+: ‘/home/…’ is a path of one machine",
    }.items():
        faults.caught(f"chapter: {fault}", BUILD, done.stderr, said)
    for fault, (_, *said) in DRAFT.items():
        places = [rf"draft\.ipynb: cell \d+, [^\n]*{re.escape(part)}" for part in said]
        faults.caught(f"chapter: {fault}", BUILD, done.stderr, *places)
    (folder / "draft.ipynb").unlink()
    done = book.module("durand", "notebooks", "--check")
    assert done.returncode == 1
    for fault, name in (("older data", CHAPTER), ("edited output", "06-displacement.ipynb")):
        faults.caught(f"chapter: {fault}", "python -m durand notebooks --check", done.stderr, name)


def test_what_reading_a_chapter_finds_is_placed_by_cell_and_line(book, faults):
    chapter = _read(book.folder / "notebooks" / CHAPTER)
    first, second = _figure_cells(chapter)[:2]
    cell = next(cell for cell in chapter["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = ["# Title\n", "\n", "One line.\n", "There were 907 attacks.\n"]
    number = chapter["cells"].index(cell) + 1
    copied = json.loads(json.dumps(second).replace('"id": "fig-', '"id": "fig-copied-'))
    _spec(copied)["usermeta"]["figure"]["sources"] = ["gone2024source"]
    twin = {**chapter, "cells": [first, copied]}
    twin["metadata"] = json.loads(json.dumps(chapter["metadata"]))
    twin["metadata"]["durand"]["digest"] = chapters.digest(twin, Publication(book.folder))
    add_chapters(without_chapters(book), {CHAPTER.removesuffix(".ipynb"): chapter, "03-twin": twin})
    released = next((book.folder / "releases").glob("*/fig-*.json"))
    kept = _read(released)
    kept["spec"]["usermeta"]["figure"]["sources"] = ["gone2020source"]
    released.write_text(json.dumps(kept), encoding="utf-8")
    path = book.folder / release.LOCK  # as if it had been released so: an edited file is refused
    lock = {**_read(path), "files": release._digests(Publication(book.folder))}
    path.write_text(json.dumps(lock), encoding="utf-8")
    done = book.build()
    assert done.returncode != 0
    for fault, said in {
        "bare numeral": f"attacks.ipynb, cell {number}, line 4: ‘907’ is not checked",
        "figure id in two chapters": "figure id 'fig-card-2024' is used 2 times",
        "source that is gone": "03-twin, fig-copied-[a-z0-9-]+: its source 'gone2024source' is no",
        "source of a released one that is gone": rf"{released.name}: its source 'gone2020source'",
        "copied description": "03-twin, fig-copied-[a-z0-9-]+: its description is that of fig-",
    }.items():
        faults.caught(f"chapter: {fault}", BUILD, done.stderr, said)


def test_a_mistake_in_a_figure_is_said_in_one_line(book, faults):
    chapter = _read(book.folder / "notebooks" / CHAPTER)
    last = chapter["cells"].index(_figure_cells(chapter)[0])
    chapter["cells"] = chapter["cells"][: last + 1]  # the others need not run
    text = json.dumps(chapter, ensure_ascii=False)
    assert "outlaws include criminals." in text
    chapter = json.loads(text.replace("outlaws include criminals.", "outlaws are 907."))
    add_chapters(without_chapters(book), {CHAPTER.removesuffix(".ipynb"): chapter})
    done = book.module("durand", "notebooks")
    assert done.returncode == 1
    said = r"cell \d+: fig-card-2024, field caveats: ‘907’ is no value"
    faults.caught("figure: typed number", "python -m durand notebooks", done.stderr, said)
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------------- site and environment


@pytest.fixture(scope="module")
def damaged(tmp_path_factory, request):
    """A copy of everything, tests and built site too, with a fault in each of many files."""
    request.getfixturevalue("site")
    folder = tmp_path_factory.mktemp("damaged") / "book"
    skip = shutil.ignore_patterns(
        ".git", ".venv", ".doctrees", "__pycache__", ".*_cache", "numbers"
    )
    shutil.copytree(ROOT, folder, ignore=skip)
    copy = Copy(folder)
    html = "_build/html/"
    copy.edit(f"{html}index.html", 'href="book/methods.html"', 'href="book/methods.html#no-such"')
    copy.edit(f"{html}book/data.html", "</h1>", '</h1><a href="no-such.html">x</a>')
    (folder / html / "figures/fig-card-2024.csv").unlink()
    away = '</h1><img src="https://example.org/x.png" alt="x">'
    copy.edit(f"{html}book/methods.html", "</h1>", away)
    copy.edit(f"{html}book/glossary.html", "</h1>", "</h1><script>window.hacked = 1</script>")
    copy.edit(f"{html}book/glossary.html", "</h2>", '</h2><p style="color: red">x</p>')
    copy.edit(f"{html}figures/fig-card-2024.html", "</text>", f"{' and on' * 40}</text>")
    copy.edit("requirements.txt", "pandas==", "pandas>=")
    copy.edit("requirements.lock", "    --hash=sha256:", "    --hash=md5:")
    copy.edit("book/methods.md", "\n# ", "\nSee /home/somebody/notes.txt.\n\n# ")
    copy.edit("CITATION.cff", "\nversion: ", "\nversion: 9")
    copy.edit("durand/site/assets/vega.js", "var ", "let ")
    copy.edit(
        "data/evidence.csv", "attacks-all,pakistan,2024,909,", "attacks-all,pakistan,2024,910,"
    )
    return copy


SITE = {
    "broken anchor": ("test_site.py", r"index\.html: book/methods\.html#no-such"),
    "link to no page": ("test_site.py", r"book/data\.html: no-such\.html"),
    "missing file of figures.json": (
        "test_exports.py",
        r"FileNotFoundError.*figures/fig-card-2024\.csv",
    ),
    "external request": ("test_site.py", r"book/methods\.html: https://example\.org/x\.png"),
    "style attribute": ("test_reader.py", r"AssertionError: book/glossary\.html"),
    "requirement not pinned": (
        "test_repository.py",
        r"requirements\.txt: pandas>=\S+ is not pinned",
    ),
    "lock without a digest": ("test_repository.py", r"requirements\.lock: no digest of \['\w+"),
    "machine path in a page": (
        "test_repository.py",
        r"assert not \[PosixPath\(.*/book/methods\.md",
    ),
    "two versions": ("test_repository.py", r"CITATION\.cff and pyproject\.toml have two"),
    "vendored file altered": ("test_explore.py", r"vega\.js: run scripts/vendor\.py"),
    "identity broken": ("test_ledger.py", r"-1\.0 = Identity\(identity_id='crss-2024-incidents'"),
}


def test_a_damaged_copy_fails_its_tests(damaged, faults):
    names = "test_ids or test_nothing_is or keeps_its or has_title or requirements or the_lock"
    names += " or machine_path or versions_agree or is_recorded or test_identity"
    files = sorted({f"tests/{name}" for name, _ in SITE.values()})
    done = damaged.module(
        "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-k", names, *files
    )
    for fault, (file, said) in SITE.items():
        faults.caught(f"repository: {fault}", f"pytest tests/{file}", done.stdout, said)


def test_the_browser_names_what_the_policy_stops_and_what_is_cut(damaged, chromium, faults):
    with reading.served(damaged.site) as base:
        names = ("book/glossary.html", "book/methods.html", "figures/fig-card-2024.html")
        loads = reading.loads(chromium, base, names)
        glossary, methods, figure = (str(one.faults) for one in loads)
    gate = "pytest tests/test_reader.py"
    faults.caught("site: inline script", gate, glossary, "policy: script-src-elem inline")
    faults.caught("site: inline style", gate, glossary, "policy: style-src-attr inline")
    faults.caught("site: external request", gate, methods, "https://example.org/x.png")
    faults.caught(
        "site: label cut by its drawing", gate, figure, "cut at 1280 px: .* and on and on"
    )
