# Two commands on a fresh machine: `make run` and `make test`. Nothing is assumed but make and Python 3.11 or later.

VENV ?= .venv
SCENARIO ?= article
# The same people live under this one, too; empty for a run alone.
AGAINST ?= none
PEOPLE ?= 100000
SEED ?= 1
# LOCKED=1 installs the very versions that the tests were last run with.
ifdef LOCKED
PINS := --constraint constraints.txt
endif
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: run test lint docs bench clean help

help: ## say what each target does
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

run: $(VENV)/.core ## simulate the article's scenario on 100,000 invented residents and their twins under none, and print the answer
	@$(BIN)/sincerity run $(SCENARIO) $(if $(AGAINST),--against $(AGAINST)) --people $(PEOPLE) --seed $(SEED) --format table

test: $(VENV)/.test ## run all tests, a file on each core at a time
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

lint: $(VENV)/.lint ## ruff, mypy --strict, the layers of imports
	@$(BIN)/ruff check src tests bench examples
	@$(BIN)/mypy
	@MYPYPATH=src:examples/deposits/src $(BIN)/mypy --package sincerity_deposits
	@$(BIN)/lint-imports

docs: $(VENV)/.test ## build the site into docs/_build/html and check that everything is documented and every example runs
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -b html docs docs/_build/html
	@echo "The site is at docs/_build/html/index.html"
	@$(BIN)/python -m pytest tests/test_docs.py tests/test_pages.py tests/test_site.py

bench: $(VENV)/.core ## measure person-days per second on this machine
	@$(BIN)/sincerity bench --format table

clean: ## remove the environment and all caches, but no run
	rm -rf $(VENV) docs/_build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second call installs nothing again unless pyproject.toml has changed.
# A name may be there without working (shims of version managers), so each candidate is asked.
$(VENV)/.made:
	@for python in "$$PYTHON" python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if [ -n "$$python" ] && "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV) && touch $@ && exit 0; \
	    exit 1; \
	  fi; \
	done; \
	echo "No Python 3.11 or later with venv was found (python3 is $$(python3 --version 2>&1))." >&2; \
	echo "Install one (on Debian and Ubuntu: python3 and python3-venv), or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

$(VENV)/.core: $(VENV)/.made pyproject.toml
	@echo "Installing the laboratory (once)"
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install $(PINS) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.core
	@echo "Installing what the tests need (once)"
	@$(PIP) install $(PINS) --group test
	@touch $@

$(VENV)/.lint: $(VENV)/.core
	@echo "Installing the linters (once)"
	@$(PIP) install $(PINS) --group lint
	@touch $@
