"""The year: dates, articles and the ground of the maps, against hand-worked cases."""

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
MAPS = ("fig-map-two-states", "fig-map-border")


def test_tolls_name_their_claimant_and_add_nothing_up():
    ids = [
        "militants-killed-2024-12-24-pakistan-horizonte",
        "civilians-killed-2024-12-24-taliban-horizonte",
        "civilians-killed-2024-12-24-taliban-rift",
        "transit-duty-jadoon",
    ]
    assert year.tolls(ids, EVIDENCE) == [
        "Civilians killed: 46 (Afghan Taliban)",
        "Militants killed: 71 (Pakistan, no organ named)",
    ]
    makin = ["security-killed-makin-dawn"]
    assert year.tolls(makin, EVIDENCE) == ["Security personnel killed: 16 (own voice)"]
    assert year.tolls(makin, EVIDENCE, counted=True) == ["Security personnel killed: 16 (ISPR)"]


def test_a_place_of_ours_is_not_the_articles():
    assert year.placeless("The article names neither day nor place")
    assert year.placeless("No day or place is given")
    assert not year.placeless("The article names neither the day nor the post; place is clear")
    assert not year.placeless("No day is given")


def row(event, date, precision, source, evidence=""):
    return {
        "event": event, "date": date, "precision": precision, "source": source,
        "evidence": evidence, "place": "kabul", "note": "",
    }  # fmt: skip


def told(*rows):
    return pd.DataFrame([row(*one) for one in rows])


def test_timeline_takes_the_finest_dates_and_keeps_who_gives_them():
    events = told(
        ("b", "2024-12", "about", "ali2025"),
        ("b", "2024-12-20/2024-12-21", "interval", "aaj2024makin"),
        ("b", "2024-12-21", "day", "trt2024makin"),
        ("a", "2024-04", "month", "dawn2025dealing"),
        ("a", "2024-03-18", "day", "rift2025"),
        ("c", "2024", "about", "jadoon2025"),
        ("c", "2024-08", "about", "rift2025"),
        ("c", "2024-09", "month", "newsdrum2025relocation"),
    )
    titles = {"b": "B", "a": "A", "c": "C"}
    line = year.timeline(events, titles, EVIDENCE, "2024-01-01", "2025-01-31")
    assert line["event"].tolist() == ["a", "c", "b"]
    assert line["date"].tolist() == ["18 March 2024", "about August 2024", "20–21 December 2024"]
    assert line["known"].tolist() == ["a day", "our reading", "one night"]
    assert line["dated_by"].tolist() == ["third article", "third article", "reports of the time"]
    assert line["told_by"].tolist() == ["third article, Dawn", "Jadoon, third article", "Ali"]
    assert line[["first", "last"]].to_numpy().tolist() == [[77, 77], [213, 243], [354, 355]]
    with pytest.raises(ValueError, match="no event 'd'"):
        year.timeline(events, {"d": "D"}, EVIDENCE, "2024-01-01", "2025-01-31")
    with pytest.raises(ValueError, match="'a' lies outside"):
        year.timeline(events, {"a": "A"}, EVIDENCE, "2025-01-01", "2025-01-31")


def test_matrix_by_hand():
    """What the five articles tell, read off the table of events by hand."""
    titles = {
        "strikes-2024-12-24": "Strikes",
        "makin-attack": "Makin",
        "kabul-talks-2024-12": "Talks",
        "strikes-2024-03-18": "Spring",
        "taliban-protest-2024-12": "Protest",
    }
    found = year.matrix(EVENTS, titles, BOOK.load("places"), EVIDENCE)
    assert len(found) == 25
    counts = found.groupby("title")["told"].sum().to_dict()
    assert counts == {"Strikes": 5, "Makin": 4, "Talks": 3, "Spring": 2, "Protest": 1}
    assert (found.groupby("title")["articles"].first().to_dict()) == counts
    cell = found.set_index(["title", "article"])
    strikes = cell.loc["Strikes"]
    assert strikes["date"].tolist() == [
        "24 December 2024", "December 2024", "24 December 2024", "24 December 2024", "2024",
    ]  # fmt: skip
    assert strikes["place"].tolist() == [
        "Barmal", "Khost and Paktika", "Paktika", "Paktika", "Barmal",
    ]  # fmt: skip
    assert strikes["toll"].tolist()[1:] == ["", "Civilians killed: 46 (Afghan Taliban)", "", ""]
    assert "71 (Pakistan, no organ named)" in strikes.loc["Horizonte", "toll"]
    assert cell.loc[("Spring", "third article"), "date"] == "18 March 2024"
    assert cell.loc[("Spring", "Dawn"), "date"] == "April 2024"
    assert not cell.loc[("Makin", "Ali"), "told"]
    assert cell.loc[("Makin", "Jadoon"), "place"] == "no place given"
    assert cell.loc[("Makin", "Dawn"), "place"] == "Makin"


def test_laid_and_wrap():
    assert year.laid([["a"], ["b", "c"], ["d"]], 10, 5, 3) == ([3, 18, 43], 58)
    assert year.wrap(["one two", "", "three"], 5) == ["one", "two", "three"]


def test_projection_fits_the_box():
    fitted = year.projection((0, -10, 20, 10), 200)
    assert fitted["height"] == 201  # at the equator Mercator is almost square
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
    boxes = {"whole": (60, 23.4, 78, 38.7), "border": (68, 31.6, 72, 34.7)}
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
    for view in boxes:
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
        SHAPES, POINTS, "border", chosen=chosen, areas=struck,
        pointless={"Kurram": ("fire", "brecorder2024clash")},
    ).set_index("name")  # fmt: skip
    assert made.loc["Paktika", "role"] == "area"
    ring = rings(made.loc["Paktika", "geometry"])[0]
    assert area(ring) < 0, "d3 reads rings clockwise"
    assert made.loc["Ghazni", "geometry"] is None
    assert made.loc["Ghulam Khan", "precision"] == "approximate, our derivation"
    assert made.loc["Kurram", "precision"] == "point not known"
    assert pd.isna(made.loc["Kurram", "lon"])
    with pytest.raises(ValueError, match="'barmal' has no point"):
        year.sheet(SHAPES, POINTS, "border", chosen={"barmal": "strike"}, areas={}, pointless={})
    names = {"paktika": ("Paktika", "P", "on"), "makin": ("Makin", "Makin", "right")}
    written = year.lettered(made.reset_index(), names, {"paktika": (68.5, 33.0)}, "A note")
    assert "Ghazni" not in set(written["name"]), "a province without a name is left out"
    found = written.set_index("name")
    assert found.loc["Paktika", ["wide", "narrow", "side"]].tolist() == ["Paktika", "P", "on"]
    assert found.loc["Paktika", ["label_lon", "label_lat"]].tolist() == [68.5, 33.0]
    assert found.loc["Note on the map", "what"] == "A note"


# --------------------------------------------------------------------------- the maps as drawn


@pytest.mark.parametrize("name", MAPS)
def test_a_map_says_how_well_it_knows(name):
    drawn = rows(SPECS[name])
    marked = [row for row in drawn if row["lon"] is not None]
    assert len(marked) >= 7
    known = POINTS.set_index("point_id")
    for row in marked:
        assert row["role"] in ("crossing", "attack", "town")
        assert row["precision"]
        assert row["source"]
        assert (row["lon"], row["lat"]) == tuple(known.loc[row["shape"], ["lon", "lat"]].round(4))
    for row in drawn:
        if row["precision"] == "point not known":
            assert row["lon"] is None
            assert row["geometry"] is None
            assert row["label_lon"] is None
    by_shape = {row["shape"]: row for row in drawn}
    assert by_shape["angur-ada"]["role"] == "crossing"
    assert by_shape["paktika"]["role"] == "area"
    for kind in ("wide", "narrow"):
        spec = SPECS[name] if kind == "wide" else narrow_spec(SPECS[name])
        svg = draw.svg(spec, BOOK.cache)
        for word in ("Kashmir", "Durand Line", "disputed", "recognised"):
            assert word in svg, (kind, word)
        assert "url(" not in svg, "an embedded map stands alone"
    if name == "fig-map-border":
        assert "point not known" in svg
        assert "approximate" in svg
        assert {r["name"] for r in drawn if r["role"] == "attack"} == {"Makin"}
        unknown = {r["name"] for r in drawn if r["precision"] == "point not known"}
        assert unknown == {"Barmal district", "North Waziristan", "Kurram", "Lakki Marwat"}


def test_the_maps_are_light():
    drawn = 0
    for name in MAPS:
        for spec in (SPECS[name], narrow_spec(SPECS[name])):
            drawn += len(draw.svg(spec, BOOK.cache).encode())
    assert drawn <= 60 * 1024, f"{drawn} bytes"


def test_the_timeline_is_in_order_and_says_how_fine_its_dates_are():
    drawn = rows(SPECS["fig-timeline-2024"])
    assert [row["first"] for row in drawn] == sorted(row["first"] for row in drawn)
    assert {row["known"] for row in drawn} == {
        "a day",
        "one night",
        "some days",
        "sources differ",
        "a month",
    }
    makin = next(row for row in drawn if "South Waziristan" in row["title"])
    assert makin["date"] == "20–21 December 2024"
    assert makin["dated_by"] == "reports of the time"
    for row in drawn:
        assert row["toll"].count(": ") == row["toll"].count(" ("), "a toll has a claimant"


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
