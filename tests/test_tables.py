"""Tables are typed by their schema, and a bad one is refused with one clear error."""

import pandas as pd
from conftest import BOOK

from durand import release
from durand.chapters import figure_specs
from durand.data import package


def test_every_table_loads_typed():
    for name in BOOK.data.names:
        frame = BOOK.load(name)
        fields = BOOK.data.described(name)["schema"]["fields"]
        assert list(frame.columns) == [field["name"] for field in fields]
        for field in fields:
            assert str(frame[field["name"]].dtype) == package._DTYPES[field["type"]]


def test_load_returns_a_copy():
    places = BOOK.load("places")
    places.loc[0, "name"] = "elsewhere"
    assert BOOK.load("places").loc[0, "name"] != "elsewhere"


def test_every_field_is_described():
    for name in BOOK.data.names:
        resource = BOOK.data.described(name)
        assert resource["description"]
        assert resource["licenses"]
        for field in resource["schema"]["fields"]:
            where = name, field["name"]
            assert field["title"], where
            assert field["description"], where
            numeric = field["type"] in ("integer", "number")
            if numeric and field["name"] not in ("dyad_id", "year"):
                assert field.get("unit"), where


def test_each_source_is_used_or_founding():
    used = set()
    for name in BOOK.data.names:
        described = BOOK.data.described(name)
        used |= {source["key"] for source in described.get("sources", [])}
        for column in described.get("cites", []):
            used |= {key for cell in BOOK.load(name)[column] for key in cell.split("|")}
    for path in BOOK.chapters:
        for spec in figure_specs(path).values():
            used |= set(spec["usermeta"]["figure"]["sources"])  # a method's literature, too
    for versions in release.kept(BOOK).values():  # what a released figure named stays
        used |= {key for one in versions for key in one.spec["usermeta"]["figure"]["sources"]}
    founding = BOOK.data.sources.founding
    assert len(founding) == 5
    assert set(BOOK.data.sources) - used <= set(founding)


def test_missing_values_stay_missing():
    frame = BOOK.load("evidence")
    assert frame["low"].isna().all() or frame["low"].notna().any()
    assert pd.isna(frame.set_index("evidence_id").loc["civilians-killed-2024-crss", "value"])
