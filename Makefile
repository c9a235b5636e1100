# `make book` builds the site, `make check` looks at all but the pages in a browser, `make test` runs every check.
# All of them set themselves up: `make book` installs what building needs, the others the rest.
SHELL := /bin/sh
PYTHON ?=
BIN := .venv/bin
PORT ?= 8000
export CHROMIUM PYTHON

.PHONY: help set-up-book set-up book check test serve lab notebooks accept numbers audit pictures bench reproduce release lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 18

# What is installed is judged by digests, not by dates: the script looks, and mostly does nothing.
set-up-book:
	@scripts/setup.sh book

set-up:
	@scripts/setup.sh all

book: set-up-book ## run stale notebooks, build the site, say which file to open
	@$(BIN)/python -m durand notebooks
	@$(BIN)/jupyter-book build . $(BOOKFLAGS)
	@echo "Open $(CURDIR)/_build/html/index.html"

step = @start=$$(date +%s) && $(2) && echo "$(1): $$(($$(date +%s) - start)) s"
style = $(call step,Style,$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell)
stale = $(call step,Chapters up to date,$(BIN)/python -m durand notebooks --check)
# From clean: a warm second build proves nothing.
site = $(call step,Site,rm -rf _build/.doctrees _build/html && $(BIN)/jupyter-book build . -n -W --keep-going)
QUICK = $(addprefix tests/test_,house.py tiny.py marks.py data.py tables.py ledger.py locks.py prose.py figures.py measures*.py repository.py)

check: set-up ## the quick checks: style, chapters, data, ledger, prose, strict build
	$(style)
	$(stale)
	$(site)
	$(call step,Data and prose,$(BIN)/pytest -q $(QUICK))

test: set-up ## run every check: style, data, units, notebooks, site, browser
	@scripts/browser.sh
	$(style)
	$(stale)
	$(site)
	$(call step,Tests,$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(TESTS))

serve: book ## build the site and serve it on http://localhost:8000 (PORT=… for another)
	@$(BIN)/python -m http.server --directory _build/html $(PORT)

lab: set-up ## open the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=.

notebooks: set-up-book ## run stale notebooks, as many at a time as there are cores
	@$(BIN)/python -m durand notebooks $(if $(ALL),--all)

accept: set-up-book ## after a change in data/: rewrite numbers, run chapters, draft the changelog
	@$(BIN)/python -m durand accept

numbers: set-up-book ## print every number in its sentence beside its ledger label
	@$(BIN)/python -m durand numbers

audit: set-up book ## check every page in every state, with Lighthouse; take pictures into _build/shots
	@scripts/browser.sh
	@scripts/tools.sh
	@$(BIN)/python tests/audit.py

pictures: set-up book ## take the pictures that the README shows
	@scripts/browser.sh
	@$(BIN)/python scripts/pictures.py

bench: set-up ## measure notebooks, clean and warm builds, and an accepted change
	@$(BIN)/python scripts/bench.py

reproduce: set-up-book ## build the last commit twice, elsewhere and otherwise, and compare every byte
	@$(BIN)/python scripts/reproduce.py

release: test ## make a release, VERSION=1.2.0: lock figures, build, archive, commit, tag
	@$(BIN)/python -m durand release "$(VERSION)"

lock: ## compile the lock files and requirements.txt from pyproject.toml, and look for wheels
	@scripts/lock.sh

clean: ## remove the built site and the drawings kept for the next build
	@rm -rf _build .cache
