# Two commands matter: `make book` builds the site, `make test` runs every check. Both set themselves up.
SHELL := /bin/sh
PYTHON ?=
BIN := .venv/bin
PORT ?= 8000
export CHROMIUM PYTHON

.PHONY: help book test serve lab notebooks accept numbers audit pictures bench reproduce release lock clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 18

.venv/.ready: requirements.lock pyproject.toml
	@scripts/setup.sh $(MAKECMDGOALS)

book: .venv/.ready ## run stale notebooks, build the site, say which file to open
	@$(BIN)/python -m durand notebooks
	@$(BIN)/jupyter-book build . $(BOOKFLAGS)
	@echo "Open $(CURDIR)/_build/html/index.html"

step = @start=$$(date +%s) && $(2) && echo "$(1): $$(($$(date +%s) - start)) s"

test: .venv/.ready ## run every check: style, data, units, notebooks, site, browser
	@scripts/browser.sh
	$(call step,Style,$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell)
	$(call step,Chapters up to date,$(BIN)/python -m durand notebooks --check)
	@rm -rf _build/.doctrees _build/html
	$(call step,Site,$(BIN)/jupyter-book build . -n -W --keep-going)
	$(call step,Tests,$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile $(TESTS))

serve: book ## build the site and serve it on http://localhost:8000 (PORT=… for another)
	@$(BIN)/python -m http.server --directory _build/html $(PORT)

lab: .venv/.ready ## open the chapters in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=.

notebooks: .venv/.ready ## run stale notebooks, as many at a time as there are cores
	@$(BIN)/python -m durand notebooks $(if $(ALL),--all)

accept: .venv/.ready ## after a change in data/: rewrite numbers, run chapters, draft the changelog
	@$(BIN)/python -m durand accept

numbers: .venv/.ready ## print every number in its sentence beside its ledger label
	@$(BIN)/python -m durand numbers

audit: book ## check every page in every state, with Lighthouse; take pictures into _build/shots
	@scripts/browser.sh
	@scripts/tools.sh
	@$(BIN)/python tests/audit.py

pictures: book ## take the pictures that the README shows
	@scripts/browser.sh
	@$(BIN)/python scripts/pictures.py

bench: .venv/.ready ## measure notebooks, clean and warm builds, and an accepted change
	@$(BIN)/python scripts/bench.py

reproduce: .venv/.ready ## build the last commit twice, elsewhere and otherwise, and compare every byte
	@$(BIN)/python scripts/reproduce.py

release: test ## make a release, VERSION=1.2.0: lock figures, build, archive, commit, tag
	@$(BIN)/python -m durand release "$(VERSION)"

lock: .venv/.ready ## compile requirements.lock and requirements.txt from pyproject.toml
	@scripts/lock.sh

clean: ## remove the built site and the drawings kept for the next build
	@rm -rf _build .cache
