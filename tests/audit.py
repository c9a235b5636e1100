"""Check every page of the built site in every state, print what each costs, and take its picture.

``make audit`` runs it before a release; ``make test`` checks one page of each kind so. Words after
the command (``python tests/audit.py search embed``) choose the pages whose names hold one of them.
A page that was clean and has not changed, nor what it loads, is taken by its digest; the page of
a released version of a figure for as long as itself has not changed (``reading.digests``): those
that are clean stand in ``tests/clean.json``, for the next audit and for ``make test``.
"""

import hashlib
import json
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, repeat
from pathlib import Path

import reading

ROOT = Path(__file__).resolve().parents[1]

SITE = ROOT / "_build" / "html"
SHOTS = ROOT / "_build" / "shots"
CLEAN = ROOT / "_build" / "audit.json"
"""Digests of pages that were found clean."""

AT_ONCE = 12
"""Pages that one browser looks at before another is started."""


def digests(names):
    """Return the SHA-256 of each page: with all that pages share, or of a released one alone."""
    shared = hashlib.sha256(Path(reading.__file__).read_bytes() + Path(__file__).read_bytes())
    for path in sorted((SITE / "_static").rglob("*")):
        if path.suffix in {".css", ".js", ".woff2"}:
            shared.update(path.read_bytes())
    whole = {
        name: hashlib.sha256(shared.digest() + (SITE / name).read_bytes()).hexdigest()
        for name in names
    }
    return whole | {name: kept for name, kept in reading.digests(SITE).items() if name in whole}


def look(base, names):
    """Return pages' weights in bytes, states and faults: in one browser, with their pictures."""
    found = []
    with reading.browser() as browser:
        window = browser.new_page()
        for load in reading.loads(browser, base, names):
            most = reading.KIB_MANY_ROWS if load.name in reading.MANY_ROWS else reading.KIB
            faults = load.faults + load.pale
            faults += [f"{load.bytes // 1024} KiB"] if load.bytes > most * 1024 else []
            faults += [f"shifts by {load.shift:.3f}"] if load.shift > 0.02 else []
            # axe judges no colours here (contrast.py does, in both palettes): one scheme is all
            only = reading.STATES if load.name == "index.html" else reading.OWN_STATES
            count = 0
            for state, broken in reading.states(
                window, base, load.name, schemes=("light",), only=only
            ):
                count += 1
                faults += [f"axe, {state}: {fault}" for fault in broken]
                if state.endswith(reading.STATES[0]):
                    shoot(window, load.name)
            found.append((load.name, load.bytes, count, faults))
    return found


def shoot(window, name):
    """Take a picture of the whole page that a window shows, dark and light, and leave it light."""
    width = window.viewport_size["width"]
    for scheme in ("dark", "light"):
        window.emulate_media(color_scheme=scheme)
        path = SHOTS / f"{name.removesuffix('.html').replace('/', '-')}-{width}-{scheme}.png"
        window.screenshot(path=str(path), full_page=True)


def lighthouse(base, names):
    """Yield what each page misses of 99, 100, 100, 100; of performance, the median of three."""
    chromium = reading.find_chromium()
    for name in names:
        (first, *others), lost = reading.scores(base + name, chromium)
        runs = [first]
        while len(runs) < 3 and sum(run >= 99 for run in runs) < 2:
            (again,), slow = reading.scores(base + name, chromium, "performance")
            runs.append(again)
            lost += slow
        middle = sorted(runs)[len(runs) // 2]
        marks = "/".join(map(str, [middle, *others]))
        print(f"{marks:>18}  {name}", flush=True)
        if middle < 99 or others != [100, 100, 100]:
            yield f"{name}: Lighthouse {marks}: {'; '.join(dict.fromkeys(lost))}"


def main():
    """Print a line for each page; return 1 if any misses a target."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    words = sys.argv[1:] or [""]
    names = [name for name in reading.pages(SITE) if any(word in name for word in words)]
    digest = digests(names)
    lists = [path for path in (CLEAN, reading.CLEAN) if path.is_file()]
    clean = {kept for path in lists for kept in json.loads(path.read_text("utf-8"))}
    new = [name for name in names if digest[name] not in clean]
    problems = []
    print(f"{len(names) - len(new)} pages are as they were when they were clean.")
    print("KiB gzip  faults  states  page")
    with reading.served(SITE) as base, ProcessPoolExecutor(os.cpu_count()) as pool:
        shares = [new[start : start + AT_ONCE] for start in range(0, len(new), AT_ONCE)]
        looked = chain.from_iterable(pool.map(look, repeat(base), shares))
        for name, weight, states, faults in looked:
            print(f"{weight / 1024:8.1f}  {len(faults):6}  {states:6}  {name}", flush=True)
            problems += [f"{name}: {fault}" for fault in faults]
            clean |= set() if faults else {digest[name]}
            CLEAN.write_text(json.dumps(sorted(clean)), "utf-8")
        released = clean & {*reading.digests(SITE).values()}
        reading.CLEAN.write_text(json.dumps(sorted(released), indent=0) + "\n", "utf-8")
        if reading.lighthouse():
            print("Lighthouse (performance, accessibility, best practices, SEO)  page")
            kinds = set(reading.templates(SITE).values())
            ours = [n for n in names if n in kinds or n.startswith(("book/", "notebooks/"))]
            apart = re.compile(rf"\.embed\.|^404|{reading.RELEASED.pattern}")
            measured = [name for name in ours if not apart.search(name)]
            problems += lighthouse(base, measured)
    if reading.vnu():
        problems += [f"Nu HTML Checker: {line}" for line in reading.invalid(SITE, names)]
    for tool, there in (("Lighthouse", reading.lighthouse()), ("Nu HTML Checker", reading.vnu())):
        if not there:
            print(f"Left out: {tool} (npm is not here, or java).")
    print(f"Pictures of all pages are in {SHOTS.relative_to(ROOT)}/: look at them.")
    print(*problems or [f"All {len(names)} pages reach every target."], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
