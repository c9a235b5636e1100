"""A chapter where it is opened as a notebook: in JupyterLab, and on a code host."""

import json
import os
import socket
import subprocess
import sys
import time
from types import SimpleNamespace

import nbformat
import pytest
from conftest import BOOK, CHAPTER, ROOT, copy_book

from durand import chapters
from durand.figure import draw
from durand.figure.spec import alone, bare

NAME = f"notebooks/{CHAPTER}.ipynb"


def opened(folder):
    """What JupyterLab holds of a chapter that it has drawn, and would save."""
    model = json.loads(
        json.dumps(nbformat.read(folder / NAME, as_version=4)),
        parse_float=lambda text: int(float(text)) if float(text).is_integer() else float(text),
    )
    model["metadata"]["language_info"] |= {"version": "3.12.1", "file_extension": ".py"}
    model["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    outputs = [output for cell in model["cells"] for output in cell.get("outputs", [])]
    for output in outputs:
        output["data"]["image/png"] = "iVBORw0KGgo="
    return model, outputs


def written(folder, model):
    server = SimpleNamespace(root_dir=str(folder))
    chapters.saved(model={"type": "notebook", "content": model}, path=NAME, contents_manager=server)
    return nbformat.writes(nbformat.from_dict(model)) + "\n"


def test_a_save_without_an_edit_changes_no_byte():
    model, _ = opened(ROOT)
    assert written(ROOT, model) == (ROOT / NAME).read_text(encoding="utf-8")


def test_a_save_keeps_what_was_changed():
    model, outputs = opened(ROOT)
    outputs[0]["data"]["application/vnd.vegalite.v5+json"]["datasets"]["rows"][0]["value"] = 445
    model["cells"][0]["source"] += " And more."
    assert written(ROOT, model) != (ROOT / NAME).read_text(encoding="utf-8")
    assert (
        outputs[0]["data"]["application/vnd.vegalite.v5+json"]["datasets"]["rows"][0]["value"]
        == 445
    )
    assert model["cells"][0]["source"].endswith(" And more.")


@pytest.mark.parametrize("path", BOOK.chapters, ids=lambda path: path.stem)
def test_a_chapter_reads_as_text_and_its_code_is_folded(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["metadata"]["jupyter"]["source_hidden"], cell["id"]
    assert [cell["id"] for cell in cells].index("reader") == len(cells) - 1, "the answer is first"
    assert cells[-1]["metadata"]["tags"] == ["remove-cell"], "the site has cards"


@pytest.mark.parametrize("path", BOOK.chapters, ids=lambda path: path.stem)
def test_the_version_that_jupyterlab_has_draws_the_same(path):
    """Its Vega-Lite is of the fifth line, ours of the sixth."""
    spec = next(iter(chapters.figure_specs(path).values()))
    shown = alone(spec)
    assert bare(shown) == spec
    drawn = {key: value for key, value in shown.items() if key != "usermeta"}
    fifth, sixth = (
        draw._lean(draw.converter().vegalite_to_svg(drawn, vl_version=version))
        for version in ("5.8", "6.4")
    )
    assert fifth == sixth
    assert 'font-family="Public Sans, sans-serif"' in sixth, "a code host has no font of ours"


@pytest.fixture
def lab(tmp_path):
    """``python -m durand lab`` on a copy with one chapter: its address and folder."""
    book = copy_book(tmp_path / "book")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"allow_root": True, "open_browser": False, "port": port}
    (tmp_path / "jupyter_server_config.json").write_text(
        json.dumps({"ServerApp": settings, "IdentityProvider": {"token": ""}})
    )
    places = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    here = {**os.environ, "PYTHONPATH": str(ROOT), **dict.fromkeys(places, str(tmp_path))}
    with subprocess.Popen(
        [sys.executable, "-m", "durand", "lab"], cwd=book.folder, env=here,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        for _ in range(240):
            with socket.socket() as tried:
                if not tried.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}/lab/tree/{NAME}", book.folder / NAME
        server.terminate()


def test_jupyterlab_shows_charts_of_a_chapter_it_does_not_trust(lab, chromium):
    address, file = lab
    before = file.read_bytes()
    page = chromium.new_page(viewport={"width": 1280, "height": 3000})
    page.goto(address)
    page.wait_for_selector("[title*='not trusted']")
    chart = page.wait_for_selector(".vega-embed canvas")
    assert page.query_selector_all(".jp-CodeCell .cm-editor") == [], "code is open"
    box = chart.bounding_box()
    for at in (104, 106):
        page.mouse.move(box["x"] + 200, box["y"] + at)
    said = page.wait_for_selector("#vg-tooltip-element.visible").inner_text()
    assert "attacks on security forces" in said.split("\n")
    saved = file.stat().st_mtime_ns
    page.click(".jp-MarkdownCell")
    page.keyboard.press("Control+s")
    for _ in range(80):
        if file.stat().st_mtime_ns != saved and file.read_bytes() == before:
            break  # and no more of it is being written
        time.sleep(0.25)
    assert file.stat().st_mtime_ns != saved, "it was not saved"
    assert file.read_bytes() == before, "a save without an edit"
    page.close()
