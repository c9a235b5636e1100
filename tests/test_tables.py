"""Tables are typed by their schema, and a bad one is refused with one clear error."""

import pandas as pd

from durand import release, tables
from durand.notebooks import chapters, figure_specs


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


def test_each_source_is_used_or_founding():
    used = set()
    for name in tables.names():
        described = tables.package().get_resource(name).to_descriptor()
        used |= {source["key"] for source in described.get("sources", [])}
        for column in described.get("cites", []):
            used |= {key for cell in tables.load(name)[column] for key in cell.split("|")}
    for path in chapters():
        for spec in figure_specs(path).values():
            used |= set(spec["usermeta"]["figure"]["sources"])  # a method's literature, too
    for versions in release.kept().values():  # what a released figure named stays
        used |= {key for one in versions for key in one.spec["usermeta"]["figure"]["sources"]}
    founding = {"horizonte2025", "jadoon2025", "rift2025", "dawn2025dealing", "ali2025"}
    assert set(tables.sources().entries) - used <= founding


def test_missing_values_stay_missing():
    frame = tables.load("evidence")
    assert frame["low"].isna().all() or frame["low"].notna().any()
    assert pd.isna(frame.set_index("evidence_id").loc["civilians-killed-2024-crss", "value"])
