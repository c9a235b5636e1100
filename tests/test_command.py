"""``python -m durand``: help runs nothing, stages are lines, Ctrl-C leaves nothing half-written."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from http.server import ThreadingHTTPServer

import pytest
from conftest import BOOK, ROOT, tiny_book

from durand import Publication, chapters, stages
from durand.__main__ import COMMANDS, main
from durand.errors import StageError

HERE = {"PYTHONPATH": str(ROOT)}
"""The library under test, where a copy has none of its own."""
NAMES = [name for those in COMMANDS.values() for name in those]


@pytest.fixture
def marsh(tmp_path):
    return tiny_book(tmp_path / "marsh")


def command(copy, *arguments, **environment):
    return copy.module("durand", *arguments, **environment)


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_runs_nothing(name, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)  # no publication: to find one would fail
    if name:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert not ended.value.code
    else:
        assert main([]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert f"python -m durand {name or 'COMMAND'}" in said.out
    if not name:
        assert all(re.search(rf"^  {one} +\w", said.out, re.M) for one in NAMES)
        assert all(f"{who}:" in said.out for who in COMMANDS)


def test_help_needs_no_package_and_make_shows_the_same():
    """So that it can be read before anything is installed."""
    bare = subprocess.run(
        [sys.executable, "-S", "-m", "durand"], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, **HERE},
    )  # fmt: skip
    assert bare.returncode == 0, bare.stderr
    made = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True,
        check=False, env={**os.environ, **HERE, "PYTHON": sys.executable},
    )  # fmt: skip
    assert made.stdout.startswith(bare.stdout)
    alone = made.stdout.partition("With make alone:\n")[2].splitlines()
    assert all(re.match(r"  [a-z-]+ +[a-z]", line) for line in alone), alone
    assert len(alone) > 5


def test_make_calls_the_command_of_its_name():
    done = subprocess.run(
        ["make", "-n", *NAMES, "NAME=10-q", "VERSION=1.2.0", "PORT=9", "PAGE=02"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in NAMES:
        assert re.search(rf"-m durand {name}\b", done.stdout), name
    for said in ("serve --port 9", 'chapter "10-q"', 'release "1.2.0"', "numbers 02"):
        assert f"-m durand {said}" in done.stdout


def test_who_is_told_to_use_make_names_what_it_knows():
    """It takes any variable in silence: a workflow once built without the options that it gave."""
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    goals = set(re.search(r"^\.PHONY: (.+)$", made, re.M)[1].split())
    asked = [
        (path.name, line, call.split("#")[0].split())
        for path in [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob("*.md"), ROOT / ".ci/run"]
        for line in path.read_text(encoding="utf-8").splitlines()
        for call in re.findall(r"(?:run: |exec |`|^)make ([^`\n]+)", line)
    ]
    assert len(asked) > 20
    for name, line, words in asked:
        for word in words:
            goal, given, _ = word.partition("=")
            if given:
                assert f"$({goal})" in made or goal in ("PYTHON", "CHROMIUM"), f"{name}: {line}"
            elif re.fullmatch("[a-z-]+", word):
                assert word in goals, f"{name}: {line}"


def test_a_contributor_is_told_to_install_a_tool_before_it_is_used():
    """`make book` brings none of them: who went on from it once met a tool that was not there."""
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    built = (ROOT / "requirements-book.lock").read_text(encoding="utf-8")
    tools = set(re.findall(r"`\.venv/bin/([\w-]+)", told)) - {"python"}
    assert tools >= {"ruff", "pre-commit"}
    for tool in tools:
        assert not re.search(rf"^{tool}==", built, re.M), "it comes with the book: say so"
        assert 0 < told.find("`make set-up`") < told.find(f"`.venv/bin/{tool}"), tool


def test_the_site_is_published_from_a_strict_build():
    steps = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8").splitlines()
    (built,) = [line for line in steps if "jupyter-book build" in line]
    assert all(option in built.split() for option in stages.STRICT)


def test_a_book_is_built_in_a_line_a_stage_and_the_file_stands_last(marsh):
    done = command(marsh, "book")
    assert done.returncode == 0, done.stderr
    *_, begun, stage, last = done.stdout.splitlines()
    assert begun == "Site …", "minutes without a line look as if it hung"
    assert re.fullmatch(r"Site: \d+ s", stage)
    assert last == f"Open {marsh.site / 'index.html'}"
    assert "\x1b" not in done.stdout + done.stderr
    marsh.edit("index.md", "warblers-2024-club", "warblers-2024-clubb")
    done = command(marsh, "book")
    assert done.returncode == 1
    assert "There is no evidence 'warblers-2024-clubb'" in done.stdout
    assert done.stderr.startswith("Site failed after")
    assert "\x1b" not in done.stdout + done.stderr


def test_a_log_of_a_plain_build_has_no_colours(marsh):
    built = marsh.build()
    ours = re.findall(r"^.*(?:reading|writing|copying).*$", built.stdout, re.M)
    assert ours, "before them Sphinx, and after them Jupyter Book, print what no book can change"
    assert not [line for line in ours if "\x1b" in line]


def test_a_missing_tool_is_said_in_words(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(StageError) as missed:
        stages.program(BOOK, "jupyter-lab")  # what installs it has another name
    assert "jupyter-lab is not in this Python's environment" in str(missed.value)
    (advised,) = re.findall(r"`python -m pip install (.+?)`", str(missed.value))
    *_, lock = advised.split()
    held = (ROOT / lock).read_text(encoding="utf-8")
    for tool in ("ruff", "codespell", "pytest", "jupyterlab"):  # all at once, and as locked
        assert re.search(rf"^{tool}==", held, re.M), tool
    assert f"pip install {advised}" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_site_is_served_to_this_machine_alone(monkeypatch, capsys):
    served = []
    monkeypatch.setattr(stages, "site", lambda book: None)
    monkeypatch.setattr(
        ThreadingHTTPServer, "serve_forever", lambda self: served.append(self.server_address)
    )
    stages.serve(BOOK, 0)
    ((host, port),) = served
    assert host == "127.0.0.1"
    assert f"Open http://127.0.0.1:{port}/" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["taken", 70000])
def test_a_port_that_cannot_be_had_is_one_sentence(port, monkeypatch):
    monkeypatch.setattr(stages, "site", lambda book: pytest.fail("built for nothing"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1] if port == "taken" else port
        with pytest.raises(StageError) as refused:
            stages.serve(BOOK, port)
    assert f"Port {port} cannot be had" in str(refused.value)
    assert "serve --port 8000" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_may_not_be_written_is_one_sentence(marsh, monkeypatch, capsys):
    monkeypatch.chdir(marsh.folder)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert main(["run"]) == 1
    said = capsys.readouterr().err
    assert said == (
        f"{marsh.folder} may not be written by you: copy the folder to a place of your own, "
        "and run the command there.\n"
    )


@pytest.mark.parametrize("only_reads", [("run", "--check"), ("numbers", "01-the")])
def test_what_only_reads_runs_where_nothing_may_be_written(only_reads, marsh, monkeypatch, capsys):
    shutil.rmtree(marsh.folder / "_build", ignore_errors=True)
    before = {path for path in marsh.folder.rglob("*") if ".cache" not in path.parts}
    monkeypatch.chdir(marsh.folder)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert main([*only_reads]) == 0, capsys.readouterr().err
    after = {path for path in marsh.folder.rglob("*") if ".cache" not in path.parts}
    assert after == before, "it wrote where it may not"


def test_numbers_can_be_read_where_nothing_may_be_written(marsh):
    (marsh.folder / ".cache").unlink()
    (marsh.folder / ".cache").touch()  # no folder: even root cannot write into it
    assert Publication(marsh.folder).ledger["warblers-2024-club"].value == 96


def test_any_folder_console_umask_and_no_git(tmp_path):
    """What a ZIP, unpacked by somebody somewhere, is built with."""
    copy = tiny_book(tmp_path / "a #1 % पुस्तक")
    old = os.umask(0o077)
    try:
        done = command(copy, "book", PYTHONIOENCODING="cp1252", LC_ALL="C")
    finally:
        os.umask(old)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (copy.site / "index.html").is_file()


def test_numbers_are_printed_by_page(marsh):
    done = command(marsh, "numbers", "01-the")
    assert done.returncode == 0, done.stderr
    places = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert places
    assert all("01-the-count" in place for place in places)
    inside = command(marsh, "numbers", "1")
    assert inside.returncode == 1, "01 is chapter 1, and 2024 is not chapter 02"
    wrong = command(marsh, "numbers", "99-none")
    assert wrong.returncode == 1
    assert "No page is called 99-none. There are: book/ledger" in wrong.stderr


# ------------------------------------------------------------------------------ Ctrl-C


def interrupted(copy, *arguments, when):
    """Run a command, press Ctrl-C when its output holds a word, and return what it printed."""
    running = subprocess.Popen(
        [sys.executable, "-u", "-m", "durand", *arguments], cwd=copy.folder, text=True,
        env={**os.environ, **HERE}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    late = threading.Timer(60, running.kill)
    late.start()
    said = ""
    for line in running.stdout:
        said += line
        if when in line:
            os.killpg(running.pid, signal.SIGINT)
            break
    said += running.stdout.read()
    late.cancel()
    assert running.wait() == 130, said
    return said


@pytest.mark.parametrize("module", ["csv", "nbformat"])
def test_ctrl_c_is_one_line_while_a_command_is_still_imported(module, marsh, tmp_path):
    """A module of that name stands before the real one, and presses it: ours, and one of a run."""
    pressed = (
        "import os, signal\nsignal.signal(2, signal.default_int_handler)\nos.kill(os.getpid(), 2)"
    )
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / f"{module}.py").write_text(pressed)
    path = os.pathsep.join([str(tmp_path / "first"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", "durand", "run", "--all"], cwd=marsh.folder, text=True,
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "Stopped.\n")


def _files(folder):
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".cache", "_build"} & set(path.parts)
    }


@pytest.mark.parametrize(
    ("arguments", "when"),
    [
        (("run", "--all"), "running notebooks/01-the-count.ipynb"),
        (("accept",), "running notebooks/01-the-count.ipynb"),
        (("chapter", "02-more"), "running notebooks/02-more.ipynb"),
        (("numbers",), "Reading the pages"),
        (("serve", "--port", "0"), "Open http"),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_ctrl_c_stops_at_once_with_one_line_and_leaves_no_trace(marsh, arguments, when):
    if arguments[0] == "accept":
        marsh.edit("data/evidence.csv", "2024,120,", "2024,130,")
    before = _files(marsh.folder)
    said = interrupted(marsh, *arguments, when=when)
    assert said.splitlines()[-1] == "Stopped."
    assert "Traceback" not in said
    assert _files(marsh.folder) == before


def test_a_program_is_stopped_with_all_that_it_started(tmp_path, monkeypatch):
    """As Ctrl-C does while a site is built or tests run."""
    pids = tmp_path / "pids"
    tool = tmp_path / "tool"
    tool.write_text(f"#!/bin/sh\nsleep 60 &\necho $! >'{pids}'\nwait\n")
    tool.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda *_, **__: str(tool))

    def wait(child, *arguments, **options):
        while not pids.exists() or not pids.read_text().strip():
            pass
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", wait)
    with pytest.raises(KeyboardInterrupt):
        stages.program(BOOK, "tool", shown=True)
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", pids.read_text().strip()],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert state.stdout.strip()[:1] in ("", "Z")


@pytest.mark.parametrize("where", ["_collect", "check.script"])
def test_half_a_site_is_taken_back(marsh, monkeypatch, where):
    """Stopped with half of the pages written, or with all but what sums them up."""
    assert marsh.build().returncode == 0
    left = marsh.site / "left.html"
    left.touch()
    marsh.edit("index.md", "# ", "# Again: ")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"durand.site.{where}", stop)
        assert marsh.build().returncode
    assert left.exists(), "killed: nobody could take it back"
    built = marsh.build()
    assert built.returncode == 0, built.stderr
    assert not left.exists(), "the next build went on from half a site"
    assert (marsh.site / "figures" / "figures.json").exists()


# --------------------------------------------------------------------------- a new chapter


def test_a_chapter_that_is_begun_passes_the_strict_build(marsh):
    done = command(marsh, "chapter", "02-its-question")
    assert done.returncode == 0, done.stderr
    assert "  - file: notebooks/02-its-question\n" in (marsh.folder / "_toc.yml").read_text()
    built = marsh.build("-n", "-W", "--keep-going")
    assert built.returncode == 0, built.stderr
    page = (marsh.site / "notebooks" / "02-its-question.html").read_text(encoding="utf-8")
    assert "Its question" in page
    assert "<span>1 minute to read</span>" in page
    assert "num:" not in page, "what each place is for is no text of the site"
    assert chapters.stale_chapters(Publication(marsh.folder)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("01-again", "Chapter 01 is there already. The next number is 02."),
        ("my chapter", "Write two digits and its question in small letters: 02-its-question."),
        ("../02-up", "Write two digits"),
    ],
)
def test_a_chapter_is_not_begun_under_a_wrong_name(marsh, name, said, capsys):
    before = _files(marsh.folder)
    assert chapters.begin(Publication(marsh.folder), name) == 1
    assert said in capsys.readouterr().err
    assert _files(marsh.folder) == before


def test_a_broken_sum_is_said_by_the_build(marsh, faults):
    with (marsh.folder / "data" / "identities.csv").open("a", encoding="utf-8") as file:
        file.write("all,warblers-2024-warden,warblers-2024-club,true,0,\n")
    said = "A published sum is broken: 96 misses 120 by 24, expected 0"
    faults.caught("data: a sum breaks", "jupyter-book build", marsh.build().stderr, said)
