"""Bring ``.venv`` up to date: ``setup.py book`` to build, ``setup.py all`` for tests and lab too.

``setup.sh`` runs it with a supported Python. An environment is right if ``.venv/.ready`` holds the
digest of the lock files, of ``pyproject.toml`` and of the Python version; dates do not matter.
Otherwise it is updated in place, and made anew only if it cannot be used. ``.ready`` is taken away
before anything is changed and written last, so that what was interrupted is taken up again.

Uses the standard library alone: nothing is installed yet.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
READY = VENV / ".ready"
LOG = VENV / "install.log"
LOCKS = {
    "book": {"requirements-book.lock": ["--only-binary", ":all:"]},
    "all": {
        "requirements-book.lock": ["--only-binary", ":all:"],
        "requirements.lock": ["--no-build-isolation"],
    },
}
"""The lock files of each set, one after another, and how each is installed: nothing is used that
has no digest here. One test tool has no wheel; it is built with what was installed before it."""

PROBE = """
import importlib.util, json, sys, sysconfig
site = sysconfig.get_path("purelib")
json.dump({"version": sys.version, "minor": sys.version_info[:2], "site": site}, sys.stdout)
"""
CAUSES = {
    r"No space left on device|os error 28": "The disk is full. Make room (about 1 GB).",
    r"DO NOT MATCH THE HASHES|Hash mismatch": (
        "A package is not the one that was locked: its digest differs. Nothing of it was "
        "installed. If you use a mirror, look there."
    ),
    r"Read-only file system|os error 30": (
        "This folder may not be written: copy it to a place of your own, and run make there."
    ),
    r"Permission denied|os error 13": (
        "A file may not be written. Whose is .venv, or this folder? (ls -ld . .venv)"
    ),
    r"NewConnectionError|NameResolutionError|name resolution|Connection (?:to|refused|reset|broken)"
    r"|[Tt]imed out|ProxyError|SSLError|error sending request|dns error|Network is unreachable"
    r"|Failed to fetch|Network connectivity is disabled": (
        "The package index was not reached. Look at the network; behind a proxy set HTTPS_PROXY; "
        "for a mirror set PIP_INDEX_URL (uv: UV_INDEX_URL); without a network put the wheels into "
        "a folder and set PIP_FIND_LINKS (uv: UV_FIND_LINKS)."
    ),
    r"No matching distribution|no usable wheels|no wheels with|Failed building|Failed to build": (
        "A package has no wheel for this machine and this Python (below). README.md says for which "
        "there are wheels."
    ),
}
"""What a failed installation prints, and what that means for a person."""


def stop(said: str) -> NoReturn:
    """Say what is wrong, and end."""
    print(said, file=sys.stderr)
    sys.exit(1)


def digest(what: str, version: str) -> str:
    """Return the digest of all that the set ``what`` depends on."""
    total = hashlib.sha256(version.encode())
    for name in [*LOCKS[what], "pyproject.toml"]:
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def state() -> dict[str, str]:
    """Return what ``.ready`` holds: the place it was made in, the set, the digest; or nothing."""
    try:
        return json.loads(READY.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def save(**found: str) -> None:
    """Write ``.ready`` whole, or not at all."""
    part = READY.with_suffix(".part")
    part.write_text(json.dumps({"place": str(VENV), **found}), encoding="utf-8")
    part.replace(READY)


def probe() -> dict | str:
    """Return the environment's Python and folder of packages, or say why it cannot be used."""
    try:
        said = subprocess.run([PYTHON, "-c", PROBE], capture_output=True, check=True).stdout
        found = json.loads(said)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return "its Python is gone or does not run"
    if not (3, 11) <= tuple(found["minor"]) <= (3, 14):
        return f"its Python {found['version'].split()[0]} is not supported"
    if not Path(found["site"]).is_relative_to(VENV):
        return "it is no environment of its own"  # a Python without pyvenv.cfg is the system's
    if not Path(found["site"]).is_dir():
        return "it was made for another Python"
    if state().get("place", str(VENV)) != str(VENV):
        return "it was made in another folder"
    return found


def ready(what: str, version: str) -> bool:
    """Say whether the environment holds the set, or more, as it is locked now."""
    has = state()
    return has.get("has") in (what, "all") and has.get("digest") == digest(has["has"], version)


def create(uv: str | None) -> None:
    """Make an empty environment in place of what is there."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    base = getattr(sys, "_base_executable", sys.executable)  # ours may be that of the old .venv
    if uv:
        command = [uv, "venv", "--quiet", "--no-project", "--python", base, str(VENV)]
    elif importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        command = [base, "-m", "venv", str(VENV)]
    else:
        stop(
            f"{sys.executable} has no venv module. On Debian and Ubuntu: apt-get install "
            "python3-venv. Or put uv on the PATH, or name another Python: make PYTHON=…"
        )
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        explain(done.stdout + done.stderr, "Making .venv failed.")
    save()


def names(lock: str) -> set[str]:
    """Return the names of a lock's packages."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE))


def whole(site: Path) -> Iterator[str]:
    """Yield the names of installed packages; remove what an interruption left of the others.

    An installer writes ``INSTALLER`` when all other files are there.
    """
    for left in site.glob("~*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    for folder in site.glob("*.dist-info"):
        if (folder / "INSTALLER").is_file():
            yield re.sub(r"[-_.]+", "-", folder.name.split("-")[0]).lower()
        else:
            shutil.rmtree(folder)


def run(command: list[str], lock: int, done: Callable[[str], str] | None = None) -> None:
    """Run an installer into the log; print what ``done`` makes of the log, to the end."""
    with LOG.open("ab") as log:
        start = log.tell()
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, pass_fds=[lock]
        )  # a child that outlives us keeps the lock
        said = ""
        try:
            while child.poll() is None:
                time.sleep(0.2)
                now = done(LOG.read_bytes()[start:].decode(errors="replace")) if done else ""
                if now != said:
                    print(now, flush=True)
                    said = now
        except BaseException:
            child.terminate()
            child.wait()
            raise
    if child.returncode:
        text = LOG.read_bytes()[start:].decode(errors="replace")
        explain(text, f"Installing failed; the whole log is {LOG.relative_to(ROOT)}.")


def progress(site: Path, count: int, log: str) -> str:
    """Say how far an installer is: pip fetches all first, uv does both at once."""
    stage, done = "installed", len(list(site.glob("*.dist-info/INSTALLER")))
    pattern = r"^(?:Collecting|Processing|Ignoring|Requirement already)"
    fetched = len(re.findall(pattern, log, re.MULTILINE))
    if fetched and "\nInstalling collected" not in log:
        stage, done = "fetched", fetched
    return f"  {stage}: {min(done, count) * 5 // count * 20} % …"


def explain(log: str, said: str) -> NoReturn:
    """End with the cause that a log names, or with its last lines."""
    full = shutil.disk_usage(ROOT).free < 20_000_000  # a full disk has no room for a log either
    log = f"{log}\nNo space left on device" if full else log
    causes = [meaning for pattern, meaning in CAUSES.items() if re.search(pattern, log)]
    last = [line[:200] for line in log.strip().splitlines()[-5:]]
    stop(
        "\n".join([*causes[:1], *last, f"{said} When that is mended, run make again: it goes on."])
    )


def update(what: str, uv: str | None, found: dict, lock: int) -> None:
    """Bring the environment to what is locked: no package more, less or other."""
    site = Path(found["site"])
    save()  # nothing is ready from here on
    LOG.unlink(missing_ok=True)
    kept = names("requirements.lock") | {"durand", "pip", "setuptools"}
    gone = sorted(set(whole(site)) - kept)
    if uv:
        tool = [uv, "pip"]
        into = ["--python", str(PYTHON)]
        options = [*into, "--no-deps"]
    else:
        tool, into = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"], []
        options = ["--no-deps", "--no-compile"]  # what is used is compiled and kept when it is used
    if gone:
        print(f"Removing what is no longer locked: {', '.join(gone)}.", flush=True)
        run([*tool, "uninstall", *([] if uv else ["-y"]), *into, *gone], lock)
    by = f"{'uv' if uv else 'pip'} and Python {found['version'].split()[0]}"
    started = time.monotonic()
    command = [*tool, "install", *options]
    for name, how in LOCKS[what].items():
        count = len(names(name))
        print(f"Installing what {name} names, {count} packages, with {by} …", flush=True)
        run([*command, *how, "--require-hashes", "-r", name], lock, partial(progress, site, count))
    run([*command, "--no-build-isolation", "-e", "."], lock)
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        # each start would compile some 1,400 modules again, for seconds
        print("Compiling once, as Python is told to keep nothing compiled later …", flush=True)
        compiler = [PYTHON, "-m", "compileall", "-qq", site, ROOT / "durand"]
        if subprocess.run(compiler, check=False).returncode:
            print("Not all could be compiled. All works; what could not starts slower.")
    save(has=what, digest=digest(what, found["version"]))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def main(what: str) -> None:
    """Look whether there is anything to do, and do it."""
    uv = shutil.which("uv")
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Something else is installing into .venv; waiting for it …", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    found = probe()
    if isinstance(found, dict) and not uv and not ready(what, found["version"]):
        pip = [PYTHON, "-m", "pip", "--version"]
        if subprocess.run(pip, capture_output=True, check=False).returncode:
            found = "it has no pip that works"
    if isinstance(found, str):
        if VENV.exists() or VENV.is_symlink():
            print(f"Making .venv anew: {found}.", flush=True)
        create(uv)
        found = probe()
        if isinstance(found, str):
            stop(f"A new .venv cannot be used: {found}.")
    elif os.environ.get("PYTHON") and tuple(found["minor"]) != sys.version_info[:2]:
        version = found["version"].split()[0]
        print(f".venv stays with its Python {version}; to change that, remove .venv first.")
    if not ready(what, found["version"]):
        update(what, uv, found, lock)


def interrupted(number: int, frame: FrameType | None) -> NoReturn:
    """Treat a request to end as Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        print("\nStopped. What is there stays; run make again and it goes on.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            stop("The disk is full. Make room (about 1 GB), and run make again: it goes on.")
        stop(f"{error.strerror}: {error.filename or VENV}. Look whose it is, and run make again.")
