"""Show that one commit gives one site; run by ``make reproduce``.

Builds the last commit twice, from nothing, in different folders, at different times, with other
locale, time zone and hash seed, and runs every notebook again in the second. Prints the digest of
the site, or what differs.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

SURROUNDINGS = {
    "one": {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    "another place/with spaces": {"TZ": "Asia/Karachi", "LC_ALL": "C", "PYTHONHASHSEED": "4242"},
}


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> None:
    """Run a command; stop with what it printed if it fails."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-3000:]}{done.stderr}")


def files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file under a folder, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


def digest(listed: dict[str, str]) -> str:
    """Return one digest of many: of their list as ``sha256sum`` writes it."""
    lines = "".join(f"{sha}  {path}\n" for path, sha in listed.items())
    return hashlib.sha256(lines.encode()).hexdigest()


def differences(first: dict[str, str], second: dict[str, str]) -> list[str]:
    """Return the paths whose bytes differ, or that only one of the two has."""
    return [path for path in sorted({*first, *second}) if first.get(path) != second.get(path)]


def main() -> int:
    """Build twice and compare; return 1 if anything differs."""
    sites, wrong = [], []
    with tempfile.TemporaryDirectory() as top:
        for name, env in SURROUNDINGS.items():
            folder = Path(top) / name
            run("git", "clone", "--quiet", "--no-hardlinks", ROOT, folder, cwd=ROOT, env={})
            env = {**env, "PYTHONPATH": str(folder)}  # this folder's library
            if sites:
                print("Running every notebook again …", flush=True)
                committed = files(folder / "notebooks")
                run(sys.executable, "-m", "durand", "notebooks", "--all", cwd=folder, env=env)
                rerun = differences(committed, files(folder / "notebooks"))
                wrong += [f"notebooks/{path} is not what running it gives" for path in rerun]
            print(f"Building in ‘{name}’ …", flush=True)
            options = ("-n", "-W", "--keep-going")
            run(BIN / "jupyter-book", "build", ".", *options, cwd=folder, env=env)
            sites.append(files(folder / "_build" / "html"))
    wrong += [f"{path} differs between two builds" for path in differences(*sites)]
    print("\n".join([*wrong, *(f"{len(site)} files, sha256 {digest(site)}" for site in sites)]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
