"""Make the one Vega bundle that readers load on *Explore*, and record what it is.

Everything that is not ours and reaches a reader's browser is listed in ``third-party.json``, with
version, licence and SHA-256; a test makes this bundle again and compares.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import vl_convert

ROOT = Path(__file__).resolve().parents[1]
BUNDLE = ROOT / "durand" / "site" / "assets" / "vega.js"


def bundle() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, for ``window.vegaEmbed``.

    Its names are kept from the page's own. Vega-Lite warns of things that are meant (a height by
    step beside a fitted width); its warnings are silenced, its errors are not.
    """
    quiet = "Object.assign(Object.create(console), { warn() {} })"
    return f"((console) => {{{vl_convert.javascript_bundle(vl_version='6.4')}}})({quiet});\n"


def main() -> None:
    """Write the bundle, and its digest into the record."""
    BUNDLE.write_text(bundle(), encoding="utf-8")
    record = ROOT / "third-party.json"
    entries = json.loads(record.read_text(encoding="utf-8"))
    for entry in entries:
        entry["sha256"] = hashlib.sha256((ROOT / entry["file"]).read_bytes()).hexdigest()
    text = json.dumps(entries, indent=2, ensure_ascii=False)
    record.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
