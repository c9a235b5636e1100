"""The year: dates, articles and the ground of the maps, against hand-worked cases."""

import datetime as dt
import json
import runpy
import shutil
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from conftest import BOOK, ROOT

from durand.chapters import figure_specs
from durand.figure import draw
from durand.figure.spec import narrow_spec, rows
from durand.measures import year

EVIDENCE = BOOK.ledger
EVENTS = BOOK.load("events")
SHAPES = BOOK.load("map_shapes")
POINTS = BOOK.load("map_points")
SPECS = figure_specs(ROOT / "notebooks" / "01-the-year.ipynb")
MAP = "fig-map-border"


def told(*rows):
    return pd.DataFrame(rows, columns=["event", "date", "precision", "source"])


def test_an_event_has_the_finest_dates_that_its_sources_give():
    events = told(
        ("b", "2024-12", "about", "ali2025"),
        ("b", "2024-12-20/2024-12-21", "interval", "aaj2024makin"),
        ("b", "2024-12-21", "day", "trt2024makin"),
        ("c", "2024", "about", "jadoon2025"),
        ("c", "2024-08", "month", "rift2025"),
    )
    assert year.dated(events, "b") == (dt.date(2024, 12, 20), dt.date(2024, 12, 21))
    assert year.dated(events, "c") == (dt.date(2024, 8, 1), dt.date(2024, 8, 31))
    with pytest.raises(ValueError, match="no event 'd'"):
        year.dated(events, "d")


def test_a_chronicle_puts_months_events_closures_and_rules_on_one_scale():
    chosen = {
        "fire": {"border-fighting-2024-12-28": ("a", "b", "left")},
        "gates": {
            "chaman-2023-11": ("", "", ""),
            "chaman-2024-05": ("", "", ""),
            "kharlachi-2024-10": ("", "", ""),
        },
        "rules": {"processing-fee-2023": ("", "", "over")},
        "strikes": {"reported-strikes-2024-05": ("", "", "", "doubt")},
    }
    made = year.chronicle(BOOK, chosen, "2024")
    months = made[made["kind"] == "deaths"]
    assert len(months) == 24
    assert months["value"].max() == 244
    assert months.iloc[0][["start", "end"]].tolist() == ["2024-01-01", "2024-02-01"]
    rest = made[~made["kind"].isin(["deaths", "none"])]
    assert rest[["lane", "start", "end", "kind"]].to_numpy().tolist() == [
        ["fire", "2024-12-28", "2024-12-29", "day"],
        ["gates", "2024-01-01", "2024-07-23", "partial"],  # begun before the year
        ["gates", "2024-05-04", "2024-05-18", "cargo"],  # 13 days are known, the end is not
        ["gates", "2024-10-12", "2025-02-01", "partial"],  # no days are printed
        ["rules", "2024-01-01", "2025-02-01", "span"],
        ["strikes", "2024-05-09", "2024-05-11", "doubt"],  # two pages, two days
    ]
    assert set(made[made["kind"] == "none"]["lane"]) == {"Afghanistan", "Pakistan"}
    with pytest.raises(ValueError, match="lies outside 2024"):
        year.chronicle(BOOK, {"gates": {"torkham-2025-02": ("", "", "")}}, "2024")


def test_projection_fits_the_box():
    fitted = year.projection((0, -10, 20, 10), 200)
    assert fitted["height"] == 201  # at the equator Mercator is almost square
    assert fitted["span"] == pytest.approx(0.349066)
    assert fitted["projection"]["center"] == [10.0, 0.0]
    assert fitted["projection"]["scale"] == {"expr": "width / 0.349066"}


# ------------------------------------------------------------------------------------ the ground


def rings(geometry):
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    return [ring for polygon in polygons for ring in polygon]


def lines(geometry):
    coordinates = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "LineString" else coordinates


def area(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def test_the_ground_is_sound():
    boxes = {"whole": (60, 23.4, 78, 38.7), "border": (67.6, 31.5, 72, 34.7)}
    boxes["gates"] = (65.4, 30.4, 72.8, 34.7)
    for shape in SHAPES.to_dict("records"):
        geometry = json.loads(shape["geometry"])
        west, south, east, north = boxes[shape["view"]]
        outline = geometry["type"].endswith("Polygon")
        assert outline == (shape["kind"] in ("country", "province", "disputed"))
        for line in rings(geometry) if outline else lines(geometry):
            assert len(line) >= (4 if outline else 2), shape["shape"]
            assert all(west <= x <= east and south <= y <= north for x, y in line)
            assert all(a != b for a, b in pairwise(line))
            if outline:
                assert line[0] == line[-1], shape["shape"]
                assert area(line) > 0, f"{shape['shape']} runs clockwise"
        assert shape["name"].isascii()
    names = set(SHAPES["name"])
    assert not names & {"F.A.T.A.", "N.W.F.P.", "Baluchistan", "Sind", "Hilmand", "Paktya"}
    for view in ("whole", "border"):
        seen = set(SHAPES.loc[SHAPES["view"] == view, "shape"])
        assert {"durand-line", "former-fata", "paktika", "khost", "khyber-pakhtunkhwa"} <= seen
    assert "kashmir" in set(SHAPES.loc[SHAPES["view"] == "whole", "shape"])


def test_crossings_lie_by_the_line():
    line = SHAPES.set_index(["view", "shape"]).loc[("border", "durand-line"), "geometry"]
    nodes = [point for part in lines(json.loads(line)) for point in part]
    for name in ("torkham", "angur-ada", "ghulam-khan"):
        lon, lat = POINTS.set_index("point_id").loc[name, ["lon", "lat"]]
        near = min((lon - x) ** 2 + (lat - y) ** 2 for x, y in nodes) ** 0.5
        assert near < 0.12, name


def test_a_sheet_marks_no_unknown_point():
    chosen = {"makin": "attack", "ghulam-khan": "crossing"}
    struck = {"paktika": ("strikes", "province only")}
    made = year.sheet(
        SHAPES, POINTS, box=(68, 31.6, 72, 34.7), chosen=chosen, areas=struck,
        pointless={"Kurram": ("fire", "brecorder2024clash")},
    )  # fmt: skip
    inset = made[made["view"] == "whole"]
    assert set(inset["role"]) == {"country", "disputed", "line", "frame"}
    bar = made.loc[made["role"] == "scale", "geometry"].iloc[0]["coordinates"]
    assert bar[1][0] - bar[0][0] == pytest.approx(0.5366, abs=1e-3)  # 50 km at 33.15 degrees north
    made = made[made["view"] != "whole"].set_index("name")
    assert made.loc["Paktika", "role"] == "area"
    ring = rings(made.loc["Paktika", "geometry"])[0]
    assert area(ring) < 0, "d3 reads rings clockwise"
    assert made.loc["Ghazni", "geometry"] is None
    assert made.loc["Ghulam Khan", "precision"] == "approximate, our derivation"
    assert made.loc["Kurram", "precision"] == "point not known"
    assert pd.isna(made.loc["Kurram", "lon"])
    with pytest.raises(ValueError, match="'barmal' has no point"):
        year.sheet(
            SHAPES, POINTS, box=(68, 31.6, 72, 34.7), chosen={"barmal": "strike"}, areas={},
            pointless={},
        )  # fmt: skip
    names = {"paktika": ("Paktika", "P", "on"), "makin": ("Makin", "Makin", "right")}
    written = year.lettered(made.reset_index(), names, {"paktika": (68.5, 33.0)}, "A note")
    assert "Ghazni" not in set(written["name"]), "a province without a name is left out"
    found = written.set_index("name")
    assert found.loc["Paktika", ["wide", "narrow", "side"]].tolist() == ["Paktika", "P", "on"]
    assert found.loc["Paktika", ["label_lon", "label_lat"]].tolist() == [68.5, 33.0]
    assert found.loc["Note on the map", "what"] == "A note"


# ---------------------------------------------------------------------------- the map as drawn


def test_the_map_says_how_well_it_knows():
    given = rows(SPECS[MAP])
    drawn = [dict.fromkeys({key for row in given for key in row}) | row for row in given]
    marked = [row for row in drawn if row["lon"] is not None]
    assert marked
    known = POINTS.set_index("point_id")
    for row in marked:
        assert row["role"] in ("crossing", "attack", "town")
        assert row["precision"]
        assert row["source"]
        assert (row["lon"], row["lat"]) == tuple(known.loc[row["shape"], ["lon", "lat"]].round(4))
    unknown = [row for row in drawn if row["precision"] == "point not known"]
    places = {"Barmal district", "Spera district", "Dand-e-Patan district", "Mir Ali", "Kurram"}
    places.add("Lakki Marwat")
    assert {row["name"] for row in unknown} == places
    for row in unknown:
        assert row["lon"] is None
        assert row["geometry"] is None
        assert row["label_lon"] is None
    by_shape = {row["shape"]: row for row in drawn if row["view"] == "border"}
    assert by_shape["angur-ada"]["role"] == "crossing"
    assert by_shape["paktika"]["role"] == "area"
    assert {row["name"] for row in drawn if row["role"] == "attack"} == {"Makin"}
    size = 0
    for spec in (SPECS[MAP], narrow_spec(SPECS[MAP])):
        svg = draw.svg(spec, BOOK.cache)
        for word in ("Kashmir", "Durand Line", "disputed", "recognised", "50 km"):
            assert word in svg
        assert "url(" not in svg, "an embedded map stands alone"
        size += len(svg.encode())
    assert size <= 60 * 1024, f"{size} bytes"


# ---------------------------------------------------------------------------------- the script

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "map.py"))


def test_lines_are_joined_simplified_and_cut():
    parts = [[(0, 0), (1, 0)], [(2, 1), (1, 0)], [(2, 1), (0, 0)], [(5, 5), (6, 6)]]
    ring, line = SCRIPT["joined"](parts)
    assert ring == [(0, 0), (1, 0), (2, 1), (0, 0)]
    assert line == [(5, 5), (6, 6)]
    bent = [(0, 0), (1, 0.01), (2, 0), (3, 1)]
    assert SCRIPT["simplified"](bent, 0.1) == [(0, 0), (2, 0), (3, 1)]
    assert SCRIPT["simplified"](bent, 0.001) == bent
    box = (0, 0, 1, 1)
    assert SCRIPT["cut_line"]([(-1, 0.5), (2, 0.5)], box) == [[(0, 0.5), (1, 0.5)]]
    square = [(0.5, 0.5), (2, 0.5), (2, 2), (0.5, 2), (0.5, 0.5)]
    cut = SCRIPT["cut_ring"](square, box)
    assert SCRIPT["area"](cut) == 0.25
    assert cut[0] == cut[-1]
    assert SCRIPT["cut_ring"]([(2, 2), (3, 2), (3, 3), (2, 2)], box) == []


@pytest.mark.skipif(not shutil.which("npm"), reason="npm is not here: it unpacks the outlines")
def test_the_script_makes_the_table_again():
    try:
        packed = SCRIPT["packed"]("--offline")
    except RuntimeError as error:
        if "failed" not in str(error):
            raise
        pytest.skip("npm has not kept the packages: run scripts/map.py once")
    topologies = {name: json.loads(data) for name, data in packed.items()}
    made = SCRIPT["text"](SCRIPT["rows"](topologies))
    assert made == Path(ROOT / "data" / "map_shapes.csv").read_text(encoding="utf-8")
