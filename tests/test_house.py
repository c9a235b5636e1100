"""The house: rooms know their direction, and no import runs in a circle."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import durand

LIBRARY = Path(durand.__file__).parent
OWN = ("durand.measures", "durand.drawings", "durand.agreement", "durand.front")
"""What a book on another subject would not need."""


def module(path):
    parts = path.relative_to(LIBRARY.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in sorted(LIBRARY.rglob("*.py"))}


def imports(name):
    """Return the modules of the library that a module imports when it is loaded."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    found = set()

    def walk(body):
        for node in body:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
                continue
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("durand"):
                inner = {f"{node.module}.{one.name}" for one in node.names}
                found.update(inner & MODULES.keys() or {node.module})
            elif isinstance(node, ast.Import):
                found.update(one.name for one in node.names if one.name in MODULES)
            elif isinstance(node, ast.Try | ast.If):
                walk(node.body)

    walk(tree.body)
    return found - {name, "durand"}  # the package itself only hands the publication on


def test_no_import_runs_in_a_circle():
    order = list(TopologicalSorter({name: imports(name) for name in MODULES}).static_order())
    assert set(order) >= set(MODULES)


def test_rooms_that_another_book_needs_import_nothing_of_this_one():
    wrong = []
    for name, path in MODULES.items():
        if name.startswith(OWN):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):  # in functions too
            if isinstance(node, ast.ImportFrom):
                inner = [f"{node.module}.{one.name}" for one in node.names]
                wrong += [f"{name} imports {one}" for one in inner if one.startswith(OWN)]
    assert not wrong


def test_no_room_knows_where_the_publication_lies():
    """A root is handed on: no module finds it by its own place or by who calls it."""
    for name, path in MODULES.items():
        text = path.read_text(encoding="utf-8")
        assert "inspect.stack" not in text, name
        assert ".parents[" not in text or name == "durand.site", name


def test_the_engine_names_no_page_table_or_author_of_this_book():
    words = ["durand-line", "Durand Line", "horizonte", "jadoon", "book/ledger", "book/sources"]
    words += ["book/corrections", "book/data", "pakistan", "taliban", "ucdp"]
    for name, path in MODULES.items():
        if name.startswith(OWN):
            continue
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], name
