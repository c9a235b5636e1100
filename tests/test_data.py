"""The tables that the site gives away."""

import zipfile

import pytest
from frictionless import Package

from durand import tables
from durand.ledger import ledger


@pytest.fixture(scope="session")
def published(site):
    return site / "data"


def test_the_published_package_is_valid(published):
    report = Package(str(published / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])


def test_the_source_package_is_valid_without_this_projects_code():
    assert Package(str(tables.DATA / "datapackage.json")).validate().valid


def test_all_values_are_published(published):
    import pandas as pd

    frame = pd.read_csv(published / "evidence.csv").set_index("evidence_id")
    assert set(frame.index) == set(ledger())
    for name, number in ledger().items():
        for column in ("value", "low", "high"):
            expected, found = getattr(number, column), frame.loc[name, column]
            if expected is None:
                assert pd.isna(found)
            else:
                assert found == pytest.approx(expected, rel=1e-9)


def test_every_table_is_published_whole(published):
    import pandas as pd

    for name in tables.names():
        frame = pd.read_csv(published / f"{name}.csv")
        assert len(frame) == len(tables.load(name))


def test_the_archive_holds_everything(published):
    with zipfile.ZipFile(published / "across-the-durand-line-data.zip") as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
    wanted = {f"{name}.csv" for name in tables.names()}
    assert names == wanted | {"datapackage.json", "sources.bib", "README.md"}
