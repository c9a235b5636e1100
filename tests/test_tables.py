"""Tables are typed by their schema, and a bad one is refused with one clear error."""

import pandas as pd
import pytest

from durand import tables
from durand.notebooks import chapters, figure_specs
from durand.tables import DataError


def test_every_table_loads_typed():
    for name in tables.names():
        frame = tables.load(name)
        fields = tables.package().get_resource(name).schema.fields
        assert list(frame.columns) == [field.name for field in fields]
        for field in fields:
            assert str(frame[field.name].dtype) == tables._DTYPES[field.type]


def test_load_returns_a_copy():
    places = tables.load("places")
    places.loc[0, "name"] = "elsewhere"
    assert tables.load("places").loc[0, "name"] != "elsewhere"


def test_every_field_is_described():
    for name in tables.names():
        resource = tables.package().get_resource(name)
        assert resource.description
        assert resource.licenses
        for field in resource.schema.fields:
            assert field.title, (name, field.name)
            assert field.description, (name, field.name)
            if field.type in ("integer", "number") and field.name not in ("dyad_id", "year"):
                assert field.custom.get("unit"), (name, field.name)


def _sub(old, new):
    return lambda text: text.replace(old, new, 1)


FAULTS = {
    "missing column": ("actors", _sub(",party\n", "\n"), ["actors.csv", "party", "missing-label"]),
    "swapped columns": (
        "ucdp_dyads",
        _sub("bd_low,bd_high", "bd_high,bd_low"),
        ["ucdp_dyads.csv", "bd_low", "incorrect-label"],
    ),
    "wrong type": (
        "ucdp_dyads",
        _sub("585,585", "58x,585"),
        ["ucdp_dyads.csv, row 2", "bd_best", "58x", "does not read as integer"],
    ),
    "thousands separator": (
        "ucdp_dyads",
        _sub("2007,585", '2007,"5,850"'),
        ["ucdp_dyads.csv, row 2", "bd_best", "5,850", "integer"],
    ),
    "below its minimum": (
        "ucdp_months",
        lambda text: text.replace("2020-01,", "2020-01,-", 1),
        ["ucdp_months.csv, row 2", "deaths_best", "minimum"],
    ),
    "low above high": (
        "ucdp_dyads",
        _sub("585,585,727", "585,585,100"),
        ["ucdp_dyads.csv, row 2", "bd_best, bd_low, bd_high", "bd_high=100", "in this order"],
    ),
    "evidence low above high": (
        "evidence",
        _sub("pakistan,2020,260,,", "pakistan,2020,260,270,265"),
        ["evidence.csv, row", "attacks-2020-crss", "low", "high"],
    ),
    "duplicate id": (
        "actors",
        _sub("\ncrss,", "\nali2025,"),
        ["actors.csv, row 3", "actor_id", "ali2025", "same as in the row"],
    ),
    "duplicate key": (
        "ucdp_dyads",
        _sub(",2008,", ",2007,"),
        ["ucdp_dyads.csv, row 3", "primary-key"],
    ),
    "unknown source": (
        "evidence",
        _sub("organiser2025crss", "nobody2025"),
        ["evidence.csv, row", "source", "nobody2025", "no entry of sources.bib"],
    ),
    "broken foreign key": (
        "evidence",
        _sub(",crss,crss,", ",crss,crzz,"),
        ["evidence.csv, row", "origin", "crzz", "no row of actors"],
    ),
    "not in the list": (
        "evidence",
        _sub(",exact,", ",exactly,"),
        ["evidence.csv, row", "qualifier", "exactly", "enum"],
    ),
    "no period": (
        "evidence",
        _sub("pakistan,2020,", "pakistan,20-20,"),
        ["evidence.csv, row", "period", "20-20", "does not match the pattern"],
    ),
    "blank origin": (
        "evidence",
        _sub(",crss,crss,stated", ",crss,,stated"),
        ["evidence.csv, row", "origin", "the cell is blank"],
    ),
    "typed value of a derived row": (
        "evidence",
        _sub("pakistan,2020,,,,exact,durand", "pakistan,2020,5,,,exact,durand"),
        ["evidence.csv, row", "value=5", "no typed value"],
    ),
    "trailing garbage": (
        "evidence",
        lambda text: text + "garbage,,,\n",
        ["evidence.csv, row", "garbage"],
    ),
    "empty file": ("evidence", lambda text: "", ["evidence.csv", "empty"]),
    "header alone": (
        "evidence",
        lambda text: text.splitlines()[0] + "\n",
        ["evidence.csv", "table is empty"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_table_is_refused(name, data):
    table, damage, expected = FAULTS[name]
    path = data / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    path.write_text(damage(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    with pytest.raises(DataError) as error:
        tables.load(table, data)
    message = str(error.value)
    assert all(part in message for part in expected), message
    assert "\n" not in message


def test_not_utf8(data):
    path = data / "actors.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))
    with pytest.raises(DataError, match=r"actors\.csv.*Save the file as UTF-8"):
        tables.load("actors", data)


def test_missing_file_and_unknown_table(data):
    (data / "places.csv").unlink()
    with pytest.raises(DataError, match=r"places\.csv is missing"):
        tables.load("places", data)
    with pytest.raises(DataError, match="no table 'plces'"):
        tables.load("plces", data)


def test_broken_package(data):
    (data / "datapackage.json").write_text("{")
    with pytest.raises(DataError, match=r"datapackage\.json cannot be read"):
        tables.load("places", data)


def test_sources_need_access(edit, data):
    edit("sources.bib", "access = {excerpt}", "access = {hearsay}")
    with pytest.raises(DataError, match=r"hearsay.*excerpt"):
        tables.sources(data)


def test_each_source_is_used_or_founding():
    used = set()
    for name in tables.names():
        described = tables.package().get_resource(name).to_descriptor()
        used |= {source["key"] for source in described.get("sources", [])}
        for column in described.get("cites", []):
            used |= {key for cell in tables.load(name)[column] for key in cell.split("|")}
        for column in described.get("cites", []):
            used |= {key for cell in tables.load(name)[column] for key in cell.split("|")}
    for path in chapters():
        for spec in figure_specs(path).values():
            used |= set(spec["usermeta"]["figure"]["sources"])  # a method's literature, too
    founding = {"horizonte2025", "jadoon2025", "rift2025", "dawn2025dealing", "ali2025"}
    assert set(tables.sources().entries) - used <= founding


def test_missing_values_stay_missing():
    frame = tables.load("evidence")
    assert frame["low"].isna().all() or frame["low"].notna().any()
    assert pd.isna(frame.set_index("evidence_id").loc["civilians-killed-2024-crss", "value"])
