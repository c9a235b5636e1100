"""Look at what the publication is built with: known faults, licences, and a bill of materials.

The hosted workflow runs it after ``make set-up``, for ``pip-audit`` asks a server. Elsewhere:
``pip install -r .github/supply.lock`` into an environment of its own, and
``python scripts/supply.py`` there. Writes ``_build/sbom.cdx.json`` (CycloneDX): every Python
package of ``.venv``, and every file of ``third-party.json``. Returns 1 if a package has a known
fault, or a licence that ``pyproject.toml`` does not allow.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
BOM = ROOT / "_build" / "sbom.cdx.json"
BOOKS = ".venv/bin/python"
CHECKS = {
    "Known faults": ["pip-audit", "--requirement", "requirements.lock", "--require-hashes",
                     "--disable-pip", "--strict", "--progress-spinner", "off"],
    "Licences": ["pip-licenses", "--python", BOOKS, "--from", "mixed", "--summary"],
    "Bill of materials": ["cyclonedx-py", "environment", BOOKS, "--pyproject", "pyproject.toml",
                          "--output-reproducible", "--output-file", str(BOM)],
}  # fmt: skip


def with_files(bom: dict[str, Any], files: list[dict[str, str]]) -> dict[str, Any]:
    """Return a bill of materials with the files that others made and this project ships."""
    shipped = [
        {
            "type": "file",
            "bom-ref": one["file"],
            "name": one["file"],
            "description": " ".join(filter(None, [one["name"], one["version"]])),
            "licenses": [{"license": {"name": one["licence"]}}],
            "hashes": [{"alg": "SHA-256", "content": one["sha256"]}],
            "externalReferences": [{"type": "website", "url": one["source"]}],
        }
        for one in files
    ]
    return {**bom, "components": [*bom["components"], *shipped]}


def main() -> int:
    """Run all checks, whatever one of them says."""
    BOM.parent.mkdir(exist_ok=True)
    failed = []
    for name, command in CHECKS.items():
        print(f"{name} …", flush=True)
        if subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if "Bill of materials" not in failed:
        files = json.loads((ROOT / "third-party.json").read_text(encoding="utf-8"))
        bom = with_files(json.loads(BOM.read_text(encoding="utf-8")), files)
        BOM.write_text(json.dumps(bom, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{len(bom['components'])} components are in {BOM.relative_to(ROOT)}.")
    print(f"Failed: {', '.join(failed)}." if failed else "Nothing is wrong.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
