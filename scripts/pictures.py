"""Take the pictures that the README shows, from the built site; run by ``make pictures``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import reading  # noqa: E402 - the tests' way to start the browser

SITE, PICTURES = ROOT / "_build" / "html", ROOT / "pictures"
FIGURE = "fig-ttp-dyad-2007-2025"


def main() -> None:
    """Write ``front.png`` and ``figure.png``."""
    PICTURES.mkdir(exist_ok=True)
    with reading.browser() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 860})
        page.goto((SITE / "index.html").as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=str(PICTURES / "front.png"))
        page.goto((SITE / "figures" / f"{FIGURE}.embed.html").as_uri())
        page.set_viewport_size({"width": 720, "height": 480})
        page.locator("main").screenshot(path=str(PICTURES / "figure.png"))


if __name__ == "__main__":
    main()
