"""Take the picture that the README shows, from the built site; run by ``make pictures``."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import reading  # noqa: E402 - the tests' way to start the browser

SITE, PICTURES = ROOT / "_build" / "html", ROOT / "pictures"


def main() -> None:
    """Write ``front.png``: the front page to the end of its two pictures."""
    PICTURES.mkdir(exist_ok=True)
    with reading.browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto((SITE / "index.html").as_uri())
        page.evaluate("document.fonts.ready")
        taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
        taken.quantize(64).save(PICTURES / "front.png", optimize=True)


if __name__ == "__main__":
    main()
