# Two commands matter: `make demo` and `make test`. Everything they need is made on the way.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= binhyen-data-demo
PORT ?= 8000
# Two workers suit two cores; a laptop with more may say `make test WORKERS=auto`.
WORKERS ?= 2

.PHONY: help setup demo test test-shared check bench messages screenshots locks clean

help:
	@echo "make demo         set up, demonstration data, main job, server on http://localhost:$(PORT)"
	@echo "make test         every test (browser tests where Chromium is or can be installed)"
	@echo "make check        the quick loop: format, lint, types, contracts, unit tests"
	@echo "make test-shared  tests against the papers beside the project"
	@echo "make bench        measurements, as ratios to a floor"
	@echo "make screenshots  pictures for the README and for looking at"

# ---- set-up -------------------------------------------------------------------------------------------

setup: $(VENV)/program.done

# The program alone; what tests need comes on top.
$(VENV)/program.done: requirements.txt pyproject.toml tools/prepare_python.sh
	@tools/prepare_python.sh "$(PYTHON)" "$(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@$(BIN)/python tools/link_package.py
	@touch $@

$(VENV)/development.done: $(VENV)/program.done requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

PO := $(shell find src/binhyen/locale -name '*.po' 2>/dev/null)
$(VENV)/messages.done: $(VENV)/program.done $(PO) tools/compile_messages.py
	@$(BIN)/python tools/compile_messages.py
	@touch $@

# ---- the two commands -----------------------------------------------------------------------------------

demo: $(VENV)/program.done $(VENV)/messages.done
	@$(BIN)/binhyen --data "$(DATA)" demo --port $(PORT)

test: $(VENV)/development.done $(VENV)/messages.done
	@$(MAKE) --no-print-directory lint
	@tools/chromium.sh; case $$? in \
	  0) selection="not shared" ;; \
	  3) selection="not shared and not browser" ;; \
	  *) exit 1 ;; esac; \
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m "$$selection"

# ---- beside them ----------------------------------------------------------------------------------------

lint: $(VENV)/development.done
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

check: lint $(VENV)/messages.done
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m "not shared and not browser and not slow"

test-shared: $(VENV)/development.done $(VENV)/messages.done
	@$(BIN)/python -m pytest -q -m shared

bench: $(VENV)/development.done $(VENV)/messages.done
	@$(BIN)/python -m bench

screenshots: $(VENV)/development.done $(VENV)/messages.done
	@tools/chromium.sh && $(BIN)/python -m pytest -q -m browser tests/browser --screenshots build/screenshots

messages: $(VENV)/development.done
	@$(BIN)/python tools/messages.py

# Needs `uv`; writes names, versions and hashes alone. What vietnamadminunits and the typeface depend on is left
# out: only their data and font files are read.
locks:
	@for name in requirements requirements-dev; do \
	  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	    --universal --python-version 3.11 --excludes tools/unread.txt $$name.in -o $$name.txt; done

clean:
	@rm -rf $(VENV) build binhyen-data-demo
