#!/bin/sh
# Builds the last commit with plain sphinx-build and the newest Sphinx and MyST-NB there are: the way on when
# Jupyter Book 1, which is frozen, can no longer be used. The hosted workflow runs it weekly; elsewhere, after make book:
# scripts/current.sh. Writes _build/current/; the log is log.txt in it, the versions are versions.txt.
set -eu
cd "$(dirname "$0")/.."
top=$PWD/_build/current
rm -rf "$top" && mkdir -p "$top/book"
git archive HEAD | tar x -C "$top/book"
.venv/bin/jupyter-book config sphinx "$top/book" >/dev/null 2>&1
# What Jupyter Book adds to Sphinx: its own fixes for its own configuration, and LaTeX.
sed -i.old "s/'jupyter_book', //; s/'sphinx_jupyterbook_latex', //" "$top/book/conf.py"

"${PYTHON:-.venv/bin/python}" -m venv "$top/venv"
# Names without versions, from pyproject.toml.
names=$(sed -n '/^dependencies = \[/,/^\]/s/^  "\([a-z0-9-]*\)==.*/\1/p' pyproject.toml | grep -v '^jupyter-book$')
"$top/venv/bin/python" -m pip install --disable-pip-version-check --quiet --upgrade $names sphinx-external-toc sphinx-multitoc-numbering
# The project without its pins: Sphinx finds its figures through an entry point.
"$top/venv/bin/python" -m pip install --disable-pip-version-check --quiet --no-deps -e "$top/book"
"$top/venv/bin/python" -m pip list --disable-pip-version-check --format freeze >"$top/versions.txt"
grep -iE '^(sphinx|docutils|myst-nb|myst-parser)==' "$top/versions.txt"

cd "$top/book"
code=0
"$top/venv/bin/sphinx-build" -b html -T -n -W --keep-going . "$top/html" >"$top/log.txt" 2>&1 || code=$?
tail -n 25 "$top/log.txt"
[ "$code" = 0 ] && echo "The book is built with what is newest." || echo "The book is not built with what is newest; the whole log is $top/log.txt." >&2
exit "$code"
