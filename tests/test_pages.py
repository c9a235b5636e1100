"""What readers get: every page once, with scripts and without, light and dark.

All pages but those of released versions of figures that are as the audit found them clean.
"""

import json
import re
import time
from pathlib import Path

import pytest
import reading
from test_embeds import MODELS

# whose lines moved the most where letters came late
LATE = [
    "data/ucdp_dyads.html",
    "notebooks/05-the-gate.html",
    "ur/one-year-many-counts.html",
    "prs/the-gate.html",
]


@pytest.fixture(scope="module")
def loads(chromium, base, site):
    """Every page to look at, each loaded once."""
    return {load.name: load for load in reading.loads(chromium, base, reading.changed(site))}


def test_every_page_is_light_clear_and_loads_without_complaint(loads):
    assert len(loads) > 20
    for load in sorted(loads.values(), key=lambda load: -load.bytes)[:3]:
        print(f"{load.bytes / 1024:.1f} KiB  {load.name}")
    assert {name: load.faults for name, load in loads.items() if load.faults} == {}
    assert {name: load.pale for name, load in loads.items() if load.pale} == {}
    assert {name: load.shift for name, load in loads.items() if load.shift > 0.02} == {}
    heavy = {
        name: load.bytes // 1024
        for name, load in loads.items()
        if load.bytes > 1024 * (reading.KIB_MANY_ROWS if name in reading.MANY_ROWS else reading.KIB)
    }
    assert heavy == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_letters_that_come_late_move_no_line(chromium, base, site, width):
    def late(route):
        time.sleep(0.3)
        route.continue_()

    moved = {}
    for name in [*reading.templates(site).values(), *LATE]:
        context = chromium.new_context(
            service_workers="block", viewport={"width": width, "height": 800}
        )
        context.add_init_script(reading.WATCH)
        page = context.new_page()
        page.route(re.compile("woff2"), late)
        fonts = []
        page.on("response", lambda sent, seen=fonts: "woff2" in sent.url and seen.append(sent.url))
        page.goto(base + name)
        page.evaluate(reading.DRAWN)
        assert fonts or name == "404.html" or ".embed." in name, name  # which have none
        if (shift := page.evaluate("window.shift")) > 0.01:  # what Explore draws, it draws late
            moved[name] = shift
        context.close()
    assert moved == {}


def test_every_page_reads_whole_without_scripts(chromium, base, site, loads):
    embeds = [name for name in loads if ".embed." in name]
    scripted = [name for name in embeds if runs_script((site / name).read_text(encoding="utf-8"))]
    assert [Path(name).name.partition(".")[0] for name in scripted] == sorted(MODELS)
    alone = [name for name in embeds if name not in scripted]  # the same without scripts: not again
    others = [name for name in loads if name not in alone]
    assert len(others) > 20
    for name, same in reading.bare(chromium, base, others):
        if name in ("search.html", "book/explore.html"):
            assert "needs JavaScript" in same[0]
        else:
            assert same == loads[name].text, name
    for name, load in loads.items():
        assert len(load.text[0]) > 80, name


def test_a_released_page_is_looked_at_again_once_it_differs(site, tmp_path, monkeypatch):
    standing = reading.templates(site)
    for name in [*standing.values(), *reading.digests(site)]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes((site / name).read_bytes())
    monkeypatch.setattr(reading, "CLEAN", tmp_path / "clean.json")
    reading.CLEAN.write_text(json.dumps([*reading.digests(site).values()]), "utf-8")
    kept = {*reading.digests(tmp_path)} - {*reading.changed(tmp_path)}
    assert len(kept) > 100
    assert not kept & {*standing.values()}
    path = tmp_path / min(kept)
    html = path.read_text("utf-8")
    other = re.sub(r"\?v=\w+", "?v=other", html).replace("Unreleased, after ", "Version ")
    path.write_text(other, "utf-8")
    assert {*reading.digests(tmp_path)} - {*reading.changed(tmp_path)} == kept
    path.write_text(html.replace("</h1>", "</h1>.", 1), "utf-8")
    assert min(kept) in reading.changed(tmp_path)


def runs_script(html):
    """Return whether a page can run any script: an element, a handler or an address."""
    return re.search(r"<script|\son[a-z]+\s*=|javascript:|<iframe|<object", html, re.I)
