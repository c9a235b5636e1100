"""``make`` sets itself up: in place, by digest, from where it was interrupted, and in words.

Here with a lock of one small package, an index that is a folder, and an installer that is told
what to do; so no network is needed.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "durand"
version = "0"
"""
BACKEND = """
import zipfile
from pathlib import Path

WHEEL = {
    "METADATA": "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n",
    "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "RECORD": "",
}


def wheel(folder, name, version):
    path = Path(folder) / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(zipfile.ZipInfo(f"{name}_there.py"), f"VERSION = '{version}'")
        for file, text in WHEEL.items():
            text = text % (name, version) if file == "METADATA" else text
            packed.writestr(zipfile.ZipInfo(f"{name}-{version}.dist-info/{file}"), text)
    return path.name


def build_editable(folder, config_settings=None, metadata_directory=None):
    return wheel(folder, "durand", "0")
"""
UV = """#!/bin/sh
echo "$@" >>"{log}"
[ "$1" = venv ] && exec "{python}" -m venv --without-pip .venv
touch "{started}"
. "{act}"
"""


class Book:
    """A folder with the set-up scripts, locks of one small package, and an index for it."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "scripts").mkdir(parents=True)
        for name in ("setup.sh", "setup.py"):
            shutil.copy(ROOT / "scripts" / name, folder / "scripts")
        (folder / "pyproject.toml").write_text(PYPROJECT)
        (folder / "backend.py").write_text(BACKEND)
        self.index = folder.parent / "index"  # pip divides what it is given at spaces
        self.index.mkdir(exist_ok=True)
        self.env = {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
            "PYTHON": sys.executable,
        }
        self.lock(book={"tiny": "1"}, test={"tiny": "1", "more": "1"})

    def lock(self, **sets):
        namespace = {}
        exec(BACKEND, namespace)
        for name, packages in sets.items():
            text = ""
            for package, version in packages.items():
                file = namespace["wheel"](self.index, package, version)
                sha = hashlib.sha256((self.index / file).read_bytes()).hexdigest()
                text += f"{package}=={version} \\\n    --hash=sha256:{sha}\n"
            path = {"book": "requirements-book.lock", "test": "requirements.lock"}[name]
            (self.folder / path).write_text(text)

    def command(self, what):
        return ["/bin/sh", str(self.folder / "scripts" / "setup.sh"), what]

    def set_up(self, what="book", **env):
        done = subprocess.run(
            self.command(what), env={**self.env, **env}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def begin(self, what="book", **env):
        """Start it in a group of its own, as a terminal does, and wait for its installer."""
        self.started.unlink(missing_ok=True)
        running = subprocess.Popen(
            self.command(what),
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip - a shell that runs the tests behind itself ignores Ctrl-C, and they would
        until = time.monotonic() + 60
        while not self.started.exists():
            assert time.monotonic() < until, "the installer was not started"
            time.sleep(0.05)
        return running

    def with_uv(self, act="exit 0"):
        """Put a program named uv on the PATH that notes what it is told, and then does this."""
        folder = self.folder / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "act").write_text(act)
        uv = folder / "uv"
        uv.write_text(
            UV.format(
                log=self.told, python=sys.executable, started=self.started, act=folder / "act"
            )
        )
        uv.chmod(0o755)
        self.env["PATH"] = f"{folder}:/usr/bin:/bin"

    @property
    def told(self):
        return self.folder / "told"

    @property
    def started(self):
        return self.folder / "started"

    @property
    def state(self):
        path = self.folder / ".venv" / ".ready"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def site(self):
        return next((self.folder / ".venv" / "lib").glob("python*/site-packages"))

    def has(self):
        found = {path.name.split("-")[0] for path in self.site.glob("*.dist-info")}
        return found - {"pip", "setuptools"}


@pytest.fixture
def bare(tmp_path):
    return Book(tmp_path / "a book")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A book set up for building, with the real pip; each test leaves it ready."""
    book = Book(tmp_path_factory.mktemp("installed") / "a #1 % पुस्तक")
    code, said, wrong = book.set_up()
    assert code == 0, said + wrong
    assert "Installing what requirements-book.lock names, 1 packages, with pip" in said
    assert said.splitlines()[-1].startswith("Installed in ")
    assert (book.has(), book.state["has"]) == ({"tiny", "durand"}, "book")
    return book


def test_dates_do_not_matter(installed):
    for name in ("requirements-book.lock", "requirements.lock", "pyproject.toml"):
        os.utime(installed.folder / name)  # newer than the environment
    os.utime(installed.folder / ".venv" / ".ready", (0, 0))
    assert installed.set_up() == (0, "", "")


def test_a_changed_lock_is_brought_in_place_and_tests_add_the_rest(installed):
    marker = installed.site / "kept"
    marker.touch()
    installed.lock(book={"tiny": "2"}, test={"tiny": "2", "more": "1"})
    os.utime(installed.folder / "requirements-book.lock", (0, 0))  # older than the environment
    assert installed.set_up()[0] == 0
    assert (installed.site / "tiny_there.py").read_text() == "VERSION = '2'"
    assert installed.set_up("all")[0] == 0
    assert installed.has() == {"tiny", "more", "durand"}
    assert installed.set_up("book") == installed.set_up("all") == (0, "", ""), "all holds the book"
    installed.lock(test={"tiny": "2"})
    code, said, _ = installed.set_up("all")
    assert (code, installed.has()) == (0, {"tiny", "durand"})
    assert "Removing what is no longer locked: more." in said
    assert marker.exists(), "the environment was made anew"


@pytest.mark.parametrize("told", ["", "1"])
def test_what_is_installed_is_compiled_once_where_python_keeps_nothing_later(bare, told):
    code, said, wrong = bare.set_up(PYTHONDONTWRITEBYTECODE=told)
    assert code == 0, said + wrong
    assert bool(list(bare.site.glob("__pycache__/tiny_there.*.pyc"))) == bool(told)
    assert ("Compiling once" in said) == bool(told)


def test_what_cannot_be_compiled_stops_no_installation(bare):
    (bare.folder / "durand").mkdir()
    (bare.folder / "durand" / "broken.py").write_text("this is no Python")
    code, said, wrong = bare.set_up(PYTHONDONTWRITEBYTECODE="1")
    assert (code, wrong, bare.state["has"]) == (0, "", "book"), said
    assert "Not all could be compiled." in said


def test_a_half_installed_package_is_installed_again(installed):
    """A killed installer leaves a package without the file that it writes last."""
    marker = installed.site / "kept"
    marker.touch()
    (info,) = installed.site.glob("tiny-*.dist-info")
    (info / "INSTALLER").unlink()
    (installed.site / "tiny_there.py").unlink()
    (installed.folder / ".venv" / ".ready").unlink()
    assert installed.set_up()[0] == 0
    assert (installed.site / "tiny_there.py").exists()
    assert marker.exists(), "the environment was made anew"


@pytest.mark.parametrize(
    ("env", "wrong", "said"),
    [
        ({}, True, "not the one that was locked: its digest differs"),
        ({"PIP_FIND_LINKS": ""}, False, "has no wheel for this machine and this Python"),
        (
            {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_RETRIES": "1",
             "PIP_INDEX_URL": "http://127.0.0.1:9/simple"},
            False,
            "The package index was not reached. Look at the network",
        ),
    ],
)  # fmt: skip
def test_a_failed_installation_says_why(installed, faults, env, wrong, said):
    lock = installed.folder / "requirements-book.lock"
    before = lock.read_text()
    installed.lock(book={"tiny": "3"})
    if wrong:
        digest = lock.read_text().partition("sha256:")[2].strip()
        lock.write_text(lock.read_text().replace(digest, "0" * 64))
    code, _, errors = installed.set_up(**env)
    assert code == 1
    assert "has" not in installed.state, "it looks finished"
    faults.caught(f"set-up: {said[:30]}", "scripts/setup.py", errors, said, "run make again")
    lock.write_text(before)
    assert installed.set_up()[0] == 0


@pytest.mark.parametrize("fault", ["python", "folder", "pip", "place"])
def test_what_cannot_be_used_is_made_anew(installed, tmp_path, fault, faults):
    book = Book(tmp_path / "copy")
    shutil.copytree(installed.folder / ".venv", book.folder / ".venv", symlinks=True)
    if fault != "place":
        moved = {**book.state, "place": str(book.folder / ".venv")}
        (book.folder / ".venv" / ".ready").write_text(json.dumps(moved))
    if fault == "python":
        for path in (book.folder / ".venv" / "bin").glob("python*"):
            path.unlink()
    elif fault == "folder":
        (book.folder / ".venv" / "pyvenv.cfg").unlink()
    elif fault == "pip":
        (book.folder / "pyproject.toml").write_text(f"{PYPROJECT}\n")
        shutil.rmtree(book.site / "pip" / "_internal")
    why = {
        "python": "its Python is gone",
        "folder": "it is no environment of its own",
        "pip": "it has no pip that works",
        "place": "it was made in another folder",
    }
    if fault != "pip":
        book.with_uv()  # quicker
    code, said, errors = book.set_up()
    assert code == 0, errors
    faults.caught(f"set-up: {fault} broken", "scripts/setup.py", said, f"anew: {why[fault]}")
    assert book.state == {**book.state, "place": str(book.folder / ".venv"), "has": "book"}
    assert (book.folder / ".venv" / "bin" / "python").exists()


def test_uv_is_used_and_is_given_the_digests(bare):
    bare.with_uv()
    code, said, errors = bare.set_up("all")
    assert code == 0, errors
    assert "with uv" in said
    told = bare.told.read_text()
    for lock in ("requirements-book.lock", "requirements.lock"):
        assert f"--require-hashes -r {lock}" in told
    assert told.rstrip().endswith("--no-build-isolation -e .")
    assert bare.state["has"] == "all"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_installation_does_not_look_finished(bare, sent):
    bare.with_uv("sleep 60")
    running = bare.begin()
    os.killpg(running.pid, sent)
    said, _ = running.communicate(timeout=20)
    assert running.returncode == 130
    assert "Stopped. What is there stays; run make again" in said
    assert "Traceback" not in said
    assert "has" not in bare.state
    bare.with_uv()
    marker = bare.site / "kept"
    marker.touch()
    code, _, errors = bare.set_up()
    assert (code, errors, bare.state["has"]) == (0, "", "book")
    assert marker.exists(), "it began from nothing"


def test_a_killed_installation_is_waited_for_and_taken_up(bare):
    """What was killed hard leaves its installer at work: two must not write at once."""
    bare.with_uv(f"sleep 2; touch '{bare.folder}/ended'")
    running = bare.begin()
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert "has" not in bare.state
    code, said, _ = bare.set_up()
    assert code == 0
    assert "Something else is installing into .venv; waiting for it" in said
    assert (bare.folder / "ended").exists()
    assert bare.state["has"] == "book"


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("Error: [Errno 30] Read-only file system: '.venv'", "copy it to a place of your own"),
        ("error: Permission denied (os error 13)", "Whose is .venv, or this folder?"),
        ("error: dns error: failed to lookup address", "The package index was not reached"),
    ],
)
def test_other_failures_say_why(bare, faults, printed, said):
    bare.with_uv(f"echo '{printed}'; exit 2")
    code, _, errors = bare.set_up()
    assert code == 1
    faults.caught(f"set-up: {printed[:30]}", "scripts/setup.py", errors, said)


def test_a_python_without_venv_is_told_what_to_install(bare, faults):
    """As on Debian, where it is a package of its own."""
    shadow = bare.folder / "python"
    shadow.write_text(
        f'#!/bin/sh\n[ "$1" = scripts/setup.py ] || exec {sys.executable} "$@"\n'
        f"exec {sys.executable} -c 'import runpy, sys, importlib.util as u; find = u.find_spec; "
        'u.find_spec = lambda name: None if name == "ensurepip" else find(name); '
        'sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")\' "$@"\n'
    )
    shadow.chmod(0o755)
    code, _, errors = bare.set_up(PYTHON=str(shadow))
    assert code == 1
    faults.caught("set-up: no venv", "scripts/setup.py", errors, "apt-get install python3-venv")
    assert not (bare.folder / ".venv").exists()


def test_an_unsupported_python_is_said_first(bare):
    old = bare.folder / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.1"\nexit 1\n')
    old.chmod(0o755)
    code, said, errors = bare.set_up(PYTHON=str(old))
    assert (code, said) == (1, "")
    assert "needs Python 3.11, 3.12, 3.13 or 3.14; found: Python 3.9.1" in errors
    assert not (bare.folder / ".venv").exists()
