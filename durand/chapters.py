"""Execute chapters in one place, and tell which are stale.

A notebook's metadata holds, under ``durand``, the modules, tables and rows that it used and a
digest of them, of its code and of its outputs, which the site compares when it builds.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from durand import reads, theme
from durand.errors import DataError
from durand.figure.spec import MIME, bare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbclient.exceptions import CellExecutionError
    from nbformat import NotebookNode

    from durand.publication import Publication

_LIBRARY = Path(__file__).parent
_REPORT = """
import json as _json, sys as _sys
print(_json.dumps({
    "modules": sorted(m for m in _sys.modules if m == "durand" or m.startswith("durand.")),
    "reads": book.reads.report(),
}))
"""
"""What the executor asks a chapter that has run; ``book`` is the publication that it found."""


def number(path: Path | str) -> int | None:
    """Return a chapter's number, which its file name begins with; ``None`` for any other page."""
    found = re.match(r"\d\d(?=-)", Path(path).name)
    return int(found[0]) if found else None


def figure_specs(path: Path) -> dict[str, dict]:
    """Return the specifications of a notebook's figures, by id."""
    found = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            spec = output.get("data", {}).get(MIME)
            if spec and "figure" in spec.get("usermeta", {}):
                found[spec["usermeta"]["figure"]["id"]] = bare(spec)
    return found


def title(path: Path) -> str:
    """Return a notebook's title: its first heading."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        heading = re.search(r"^# (.+)$", "".join(cell["source"]), re.MULTILINE)
        if cell["cell_type"] == "markdown" and heading:
            return heading[1].strip()
    return path.stem


def digest(notebook: dict[str, Any], book: Publication) -> str:
    """Return the SHA-256 of a notebook's code and outputs, and of what modules and tables it used.

    With its outputs, because an output that was edited by hand says what no code made.
    """
    used = notebook["metadata"].get("durand", {})
    total = hashlib.sha256()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            total.update("".join(cell["source"]).encode() + b"\0")
            outputs = [_whole(output) for output in cell["outputs"]]
            total.update(json.dumps(outputs, sort_keys=True).encode())
    for module in used.get("modules", []):
        total.update(_module_file(module).read_bytes())
    if "durand.theme" in used.get("modules", []):
        for font in sorted(theme.FONTS.glob("*.ttf")):
            total.update(font.read_bytes())
    total.update(reads.digest(used.get("reads", {}), book.root / "data").encode())
    return total.hexdigest()


def _whole(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output with its texts in one piece: a file holds them line by line."""
    found = {**output, **output.get("data", {})}
    found.pop("data", None)
    return {
        name: "".join(value)
        if isinstance(value, list) and all(isinstance(line, str) for line in value)
        else value
        for name, value in found.items()
    }


def _module_file(module: str) -> Path:
    path = _LIBRARY.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def stale(notebook: dict[str, Any], book: Publication) -> bool:
    """Say whether a notebook holds other code or outputs than were executed with what is there now.

    That is: with these modules and tables.
    """
    metadata = notebook["metadata"]
    if metadata.get("language_info") != _METADATA["language_info"]:
        return True  # written by an editor: running it again gives it the house's metadata
    try:
        return metadata.get("durand", {}).get("digest") != digest(notebook, book)
    except (OSError, KeyError, TypeError, ValueError):
        return True  # what it used is gone, or no longer a table


def faults(path: Path, notebook: dict[str, Any]) -> list[str]:
    """Return what keeps a notebook from being a chapter: where, and what to do."""
    found = []
    if not re.fullmatch(r"\d\d-[a-z0-9-]+\.ipynb", path.name):
        found.append("name it NN-its-question.ipynb; the number is the chapter's")
    if not notebook["metadata"].get("myst", {}).get("html_meta", {}).get("description"):
        found.append("write a description into its metadata, under myst, html_meta, description")
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            if raw := re.search(r"^:::.*|\{[\w-]+\}`[^`]*`", "".join(cell["source"]), re.MULTILINE):
                found.append(
                    f"cell {number}: JupyterLab shows ‘{raw[0]}’ as it stands; say it in Markdown"
                )
            continue
        if "hide-input" not in cell["metadata"].get("tags", []):
            found.append(f"cell {number}: tag it hide-input, so that code is folded on the site")
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append(f"cell {number}: it ended in an error; mend it and run it again")
            elif MIME not in output.get("data", {}):
                found.append(f"cell {number}: it shows something that is no figure; take that out")
        if path_of_a_machine := MACHINE_PATH.search(json.dumps(cell, ensure_ascii=False)):
            found.append(
                f"cell {number}: ‘{path_of_a_machine[0]}…’ is a path of one machine; take it out"
            )
        for line, problem in _unrepeatable("".join(cell["source"])):
            found.append(f"cell {number}, line {line}: {problem}")
    return [f"notebooks/{path.name}: {fault}." for fault in found]


MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|Users)/|\b[A-Z]:\\+Users\\")
_LIBRARIES = {"altair", "durand", "pandas"}
_UNREPEATABLE = {
    **dict.fromkeys(("today", "now", "utcnow"), "asks the clock; use book.cutoff"),
    **dict.fromkeys(("random", "sample"), "gives another result each time; take it out"),
    **dict.fromkeys(
        ("open", "urlopen", "read_csv", "read_json", "read_excel", "read_html"),
        "reads what no digest covers; use book.load",
    ),
    **dict.fromkeys(("eval", "exec", "__import__"), "hides what it runs; write it out"),
}


def _unrepeatable(code: str) -> Iterator[tuple[int, str]]:
    """Yield what could make a cell give another result tomorrow or elsewhere: line, and what."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        yield error.lineno or 1, "it is no Python that runs anywhere; use no ! and no %"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            own = isinstance(node, ast.Name) and name not in dir(builtins)  # a name of the cell's
            if name in _UNREPEATABLE and not own:
                yield node.lineno, f"‘{name}’ {_UNREPEATABLE[name]}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
            for module in names:
                if (module or "").partition(".")[0] not in _LIBRARIES:
                    yield (
                        node.lineno,
                        f"it imports {module}; import {', '.join(sorted(_LIBRARIES))} alone, and "
                        "move other work to durand.measures",
                    )
        elif isinstance(node, ast.Constant) and re.search(r"\w+://", str(node.value)):
            yield node.lineno, f"‘{node.value[:40]}’ is an address; nothing is fetched"


async def _execute(path: Path, book: Publication) -> float:
    """Execute one notebook and write it back whole, or not at all."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    started = time.monotonic()
    notebook = nbformat.read(path, as_version=4)
    # this environment's own kernel, whatever kernels, profiles and settings the reader has
    own = KernelSpecManager(kernel_dirs=[], allowed_kernelspecs=set(), ensure_native_kernel=True)
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_name="python3", kernel_spec_manager=own),
        timeout=300,
        record_timing=False,
        shutdown_kernel="immediate",  # it has nothing to save
        resources={"metadata": {"path": str(book.root)}},
    )
    notebook.cells.append(nbformat.v4.new_code_cell(_REPORT))
    with tempfile.TemporaryDirectory() as empty:
        here = {**os.environ, "IPYTHONDIR": empty, "JUPYTER_CONFIG_DIR": empty}
        here.pop("PYTHONSTARTUP", None)  # a kernel would run it
        async with client.async_setup_kernel(
            cleanup_kc=True,  # nbclient leaves a kernel alone whose manager it is given
            env=here,
            stderr=subprocess.DEVNULL,  # its start-up chatter
        ):
            client.reset_execution_trackers()
            for index, cell in enumerate(notebook.cells):
                try:
                    await client.async_execute_cell(cell, index)
                except CellExecutionError as error:
                    if cell is notebook.cells[-1]:  # the executor's own
                        raise RuntimeError(
                            "it names its publication otherwise; write book = Publication.find()"
                        ) from error
                    raise RuntimeError(f"cell {index + 1}: {_said(error)}") from error
    used = json.loads(notebook.cells.pop().outputs[0]["text"])
    _write(path, notebook, used, book)
    return time.monotonic() - started


def _said(error: CellExecutionError) -> str:
    """Return an error of the house in its own words, and any other with the way it took."""
    if error.ename in ("DataError", "LedgerError", "FigureError"):
        return error.evalue
    return re.sub(r"\x1b\[[\d;]*m", "", str(error))


_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""Of every chapter: a machine's own kernel and Python are no part of it."""
_READER = """*To rerun the chapter, choose Run, Run All Cells. \
A number marked `num:` is a row of [data/evidence.csv](../data/evidence.csv). \
A double click on its paragraph shows the mark and the id. \
In a cell of your own, `book.ledger["the-id"]` shows its card.*"""
"""What a chapter ends with where it is opened as a notebook: the answer comes first.

The site has cards, and leaves it out.
"""


def saved(model: dict[str, Any], path: str, contents_manager: Any) -> None:  # noqa: ANN401
    """Give a chapter that JupyterLab saves the metadata and outputs back that it only rewrote.

    A hook of its server: what an editor knows of its kernel, and 257 for 257.0, is no change.
    """
    import nbformat

    file = Path(contents_manager.root_dir, path)
    notebook = model.get("content")
    if model["type"] != "notebook" or "durand" not in notebook["metadata"] or not file.is_file():
        return
    notebook["metadata"].update(_METADATA)
    kept = {cell["id"]: cell.get("outputs") for cell in nbformat.read(file, as_version=4).cells}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)  # JupyterLab's own of what it has drawn
        if "outputs" in cell and cell["outputs"] == kept.get(cell["id"]):  # 257 equals 257.0
            cell["outputs"] = kept[cell["id"]]


def _write(path: Path, notebook: NotebookNode, used: dict[str, Any], book: Publication) -> None:
    import nbformat

    notebook["cells"] = [cell for cell in notebook.cells if cell.get("id") != "reader"]
    reader = nbformat.v4.new_markdown_cell(_READER, id="reader", metadata={"tags": ["remove-cell"]})
    notebook.cells.append(reader)
    count = 0
    for number, cell in enumerate(notebook.cells):
        cell["id"] = cell.get("id") or f"cell-{number:02d}"
        if cell.cell_type == "code":
            count += 1
            cell["execution_count"] = count
            if "hide-input" in cell.metadata.get("tags", []):
                cell.metadata.setdefault("jupyter", {})["source_hidden"] = True
            for output in cell.outputs:
                if "execution_count" in output:
                    output["execution_count"] = count
    kept = {key: value for key, value in notebook.metadata.items() if key == "myst"}
    notebook["metadata"] = nbformat.from_dict(
        {
            **kept,
            **_METADATA,
            "durand": used,
        }
    )
    notebook.metadata["durand"]["digest"] = digest(notebook, book)
    part = path.with_suffix(".part")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


async def _execute_all(paths: list[Path], book: Publication) -> list[str]:
    room = asyncio.Semaphore(os.cpu_count() or 1)
    failed = []
    loop = asyncio.get_running_loop()
    loop.add_signal_handler = lambda *_: None  # nbclient's would end the last kernel alone

    async def one(path: Path) -> None:
        async with room:
            name = path.relative_to(book.root)
            print(f"  running {name} …", flush=True)
            try:
                seconds = await _execute(path, book)
                print(f"  done    {name} in {seconds:.1f} s", flush=True)
            except Exception as error:
                failed.append(f"{name}: {error}")

    await asyncio.gather(*(one(path) for path in paths))
    return failed


def stale_chapters(book: Publication) -> list[Path]:
    """Return the chapters that were executed with older data or code, or edited since."""
    return [
        path for path in book.chapters if stale(json.loads(path.read_text(encoding="utf-8")), book)
    ]


def run(book: Publication, *, every: bool = False) -> int:
    """Run the stale chapters, as many at a time as there are cores; return 1 if one failed.

    Parameters
    ----------
    book
        The publication.
    every
        Whether to run the others too.
    """
    paths = book.chapters if every else stale_chapters(book)
    try:
        book.ledger.identities()
    except DataError as error:
        print(f"Nothing was run.\n{error}", file=sys.stderr)
        return 1
    if not paths:
        print("All notebooks are up to date.")
        return 0
    print(f"{len(paths)} of {len(book.chapters)} notebooks to run:")
    return _run(paths, book)


def _run(paths: list[Path], book: Publication) -> int:
    """Run some chapters; say how long it took, or what failed."""
    started = time.monotonic()
    failed = asyncio.run(_execute_all(paths, book))
    print(f"Chapters: {time.monotonic() - started:.0f} s", flush=True)
    for problem in failed:
        print(f"\nFailed: {problem}\nThe notebook is left as it was.", file=sys.stderr)
    return 1 if failed else 0


def check(book: Publication) -> int:
    """Run none; say which chapters are stale, and return 1 if any is."""
    paths = stale_chapters(book)
    if not paths:
        print("All notebooks are up to date.")
        return 0
    listed = ", ".join(str(path.relative_to(book.root)) for path in paths)
    print(
        f"Executed with older data or code, or edited since: {listed}. "
        "Run `python -m durand run`, or `make run`.",
        file=sys.stderr,
    )
    return 1


def begin(book: Publication, name: str) -> int:
    """Begin a chapter: its notebook, run, and its line in ``_toc.yml``; or neither.

    Parameters
    ----------
    book
        The publication.
    name
        The chapter's number and question: ``10-its-question``.

    Returns
    -------
    int
        1 if the name cannot be used, or nothing says where the chapter belongs.
    """
    import nbformat

    path = book.root / "notebooks" / f"{name}.ipynb"
    toc = book.root / "_toc.yml"
    lines = toc.read_text(encoding="utf-8").splitlines(keepends=True)
    last = max((at for at, line in enumerate(lines) if "file: notebooks/" in line), default=None)
    taken = [number(one) for one in book.chapters]
    free = f"{max([n for n in taken if n is not None], default=0) + 1:02d}"
    problem = ""
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", name):
        problem = f"Write two digits and its question in small letters: {free}-its-question."
    elif number(path) in taken:
        problem = f"Chapter {path.stem[:2]} is there already. The next number is {free}."
    elif last is None:
        problem = "_toc.yml lists no chapter after which it could stand. Write the first by hand."
    if problem:
        print(f"‘{name}’ was not begun. {problem}", file=sys.stderr)
        return 1
    question = path.stem[3:].replace("-", " ").capitalize()
    code = nbformat.v4.new_code_cell(_CODE, metadata={"tags": ["hide-input"]})
    cells = [nbformat.v4.new_markdown_cell(text) for text in (f"# {question}\n\n{_HEAD}", _BODY)]
    described = {"myst": {"html_meta": {"description": f"{question}: a chapter that is begun."}}}
    notebook = nbformat.v4.new_notebook(cells=[cells[0], code, cells[1]], metadata=described)
    for at, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{at + 1:02d}"
    try:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        if not (failed := _run([path], book)):
            before = lines[last].partition("file:")[0]
            lines.insert(last + 1, f"{before}file: notebooks/{path.stem}\n")
            toc.write_text("".join(lines), encoding="utf-8", newline="\n")
            print(
                f"Open notebooks/{path.name} (python -m durand lab): what each place is for stands "
                "in it. Then write the description in its metadata, and a line in CHANGELOG.md."
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if failed:
        path.unlink()
    return failed


_CODE = """from durand import Publication

book = Publication.find()
evidence, figure = book.ledger, book.figure"""
_HEAD = """*The question, in one sentence?*

% A line that begins with a percent sign is read by nobody on the site.
% Three findings, each one bold sentence with its numbers: **[444](num:an-id) …**
% So what: what a reader should do or think otherwise."""
_BODY = """## What is counted, and what comes of it

% Three to five sections, each with one figure; a cell before each: see *Add a figure* in
% CONTRIBUTING.md. Then a table with the headings Say, Don't say and Why.

## Data and limits

% What was read, and what it does not show; once."""
