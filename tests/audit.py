"""Check every page of the built site in every state, print what each costs, and take its picture.

``make audit`` runs it before a release; ``make test`` checks one page of each kind so. Words after
the command (``python tests/audit.py search embed``) choose the pages whose names hold one of them.
"""

import sys
from pathlib import Path

import reading

ROOT = Path(__file__).resolve().parents[1]

SITE = ROOT / "_build" / "html"
SHOTS = ROOT / "_build" / "shots"


def shoot(browser, base, name):
    """Take a picture of a whole page, wide and narrow, light and dark."""
    for width in (1280, 360):
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(base + name, wait_until="load")
            path = SHOTS / f"{name.removesuffix('.html').replace('/', '-')}-{width}-{scheme}.png"
            page.screenshot(path=str(path), full_page=True)
            context.close()


def main():
    """Print a line for each page; return 1 if any misses a target."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    problems = []
    words = sys.argv[1:] or [""]
    names = [name for name in reading.pages(SITE) if any(word in name for word in words)]
    print("KiB gzip  Lighthouse (performance, accessibility, best practices, SEO)  axe  page")
    with reading.browser() as browser, reading.served(SITE) as base:
        window = browser.new_page()
        for load in reading.loads(browser, base, names):
            name = load.name
            most = reading.KIB_MANY_ROWS if name in reading.MANY_ROWS else reading.KIB
            found = (
                load.faults
                + load.pale
                + ([f"{load.bytes // 1024} KiB"] if load.bytes > most * 1024 else [])
            )
            found += [f"shifts by {load.shift:.3f}"] if load.shift > 0.02 else []
            marks = "–"
            if reading.lighthouse() and ".embed." not in name and name != "404.html":
                for _ in range(3):  # a busy machine costs performance points
                    scores, lost = reading.scores(base + name, reading.find_chromium())
                    if scores[0] >= 99:
                        break
                marks = "/".join(map(str, scores))
                if scores[0] < 99 or scores[1:] != [100, 100, 100]:
                    found.append(f"Lighthouse {marks}: {'; '.join(lost)}")
            seen = list(reading.states(window, base, name))
            broken = [f"axe, {state}: {fault}" for state, faults in seen for fault in faults]
            axe = f"{len(broken)} in {len(seen)} states"
            print(f"{load.bytes / 1024:8.1f}  {marks:>15}  {axe:>15}  {name}", flush=True)
            shoot(browser, base, name)
            problems += [f"{name}: {fault}" for fault in found + broken]
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
