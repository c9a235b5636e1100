# `make NAME` sets Python up in .venv and calls `python -m durand NAME`, which holds what is done.
# `make book` installs what building needs, what tests or opens the lab the rest.
SHELL := /bin/sh
PYTHON ?=
BIN := .venv/bin
PORT ?= 8000
export CHROMIUM PYTHON

.PHONY: help set-up-book set-up book serve run notebooks lab chapter accept numbers follow check test editions audit pictures bench reproduce release lock clean

help:
	@sh scripts/setup.sh help
	@printf '\nWith make alone:\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What is installed is judged by digests, not by dates: the script looks, and mostly does nothing.
set-up-book: ## install into .venv what building needs
	@sh scripts/setup.sh book

set-up: ## install into .venv what tests and lab need, too
	@sh scripts/setup.sh all

serve: OPTIONS = --port $(PORT)
run notebooks: OPTIONS = $(if $(ALL),--all)
chapter: OPTIONS = "$(NAME)"
numbers follow: OPTIONS = $(PAGE)
test: OPTIONS = $(TESTS)
release: OPTIONS = "$(VERSION)"

book serve run notebooks chapter accept numbers follow: set-up-book
	@$(BIN)/python -m durand $@ $(OPTIONS)

lab check editions: set-up
	@$(BIN)/python -m durand $@

test: set-up
	@sh scripts/browser.sh
	@$(BIN)/python -m durand test $(OPTIONS)

release: test
	@$(BIN)/python -m durand release $(OPTIONS)

audit: set-up book ## check every page in every state, with Lighthouse; take pictures into _build/shots
	@sh scripts/browser.sh
	@sh scripts/tools.sh
	@$(BIN)/python tests/audit.py

pictures: set-up book ## take the picture that the README shows
	@sh scripts/browser.sh
	@$(BIN)/python scripts/pictures.py

bench: set-up ## measure what a rerunner waits for, against the chapters of 0.1.1
	@$(BIN)/python scripts/bench.py

reproduce: set-up-book ## build the last commit twice, elsewhere and otherwise, and compare every byte
	@$(BIN)/python scripts/reproduce.py

lock: ## compile the lock files and requirements.txt from pyproject.toml, and look for wheels
	@sh scripts/lock.sh

clean: ## remove the built site and the drawings kept for the next build
	@rm -rf _build .cache
