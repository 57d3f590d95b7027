# Bothways. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The newest Python from 3.11 on; `make PYTHON=/path/to/python3.12 …` names another.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$each; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
UV := .cache/uv/bin/uv
PORT ?= 8065
DATA ?= var/demo
# Half of the time a test waits: for a clock, a lease, a browser. Four keep two cores at work.
WORKERS ?= 4

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never
# Where an image sets it, each test process would compile all tests anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint contracts format bench faults shots lock texts types audit clean
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## a local Slack in your browser with a living example (PORT=, DATA=, RESET=1, EMPTY=1)
	@exec $(BIN)/bothways demo --port $(PORT) --data $(DATA) $(if $(RESET),--reset) $(if $(EMPTY),--empty)

test: $(VENV)/.dev ## everything, on SQLite and PostgreSQL, in a real Chromium (ARGS= goes to pytest)
	@UV=$(UV) $(BIN)/python -m tests.environment
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not bench" $$($(BIN)/python -m tests.environment.held taken tests/contracts) $(ARGS)

check: $(VENV)/.dev ## format, lint, types, layers, contracts
	@$(MAKE) --no-print-directory -j2 -Otarget lint contracts

contracts: $(VENV)/.dev ## what the parts of the project owe each other
	@$(BIN)/python -m tests.environment.held asked tests/contracts -n 2

lint: $(VENV)/.dev ## format, lint, types, layers
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports 

format: $(VENV)/.dev ## put the code into shape
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

bench: $(VENV)/.dev ## measure; prints ratios, asserts nothing
	@$(BIN)/python -m tests.bench

faults: $(VENV)/.dev ## let everything go wrong, hundreds of times (ROWS="1 3" some of it, SEED=)
	@$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(ROWS)

shots: $(VENV)/.dev ## screenshots of every surface, light and dark, into shots/
	@UV=$(UV) $(BIN)/python -m tests.environment
	@$(BIN)/python -m tests.shots $(ONLY)

texts: $(VENV)/.dev ## collect the texts for people into views/locale, and the settings into docs
	@$(BIN)/python -m bot.reference
	@$(BIN)/pybabel -q extract --no-default-keywords -k say -k N_ --no-location --sort-output --omit-header \
		-o views/locale/bothways.pot views mentoring handlers scheduler
	@$(if $(wildcard views/locale/*/),$(BIN)/pybabel -q update -i views/locale/bothways.pot -d views/locale -D bothways \
		--no-fuzzy-matching --omit-header)

types: $(VENV)/.dev ## collect Slack's types for the local Slack's inspector from Slack's packages for Node
	@$(BIN)/python -m tests.oracle.shipping

audit: $(VENV)/.dev .cache/audit/.done ## ask the advisory databases about all that is pinned (needs the internet)
	@$(BIN)/python -m tests.environment.audit

lock: $(UV) ## pin the requirements anew, with hashes and without addresses
	@set -e; pin="$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --upgrade"; \
	$$pin pyproject.toml --group build --extra postgres --extra inspector -o requirements/runtime.txt; \
	$$pin pyproject.toml --group build --group dev --extra postgres --extra inspector --extra matching -c requirements/runtime.txt -o requirements/dev.txt; \
	$$pin pyproject.toml --group build --extra postgres --extra inspector --extra matching -c requirements/dev.txt -o requirements/matching.txt; \
	$$pin requirements/audit.in -c requirements/dev.txt -o requirements/audit.txt

clean: ## forget the environment and what tests left (the demo's data stays)
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache shots

# What an installation needs, each with its hash; the stamp is older than the requirements when they changed.
$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Bothways needs Python 3.11, 3.12 or 3.13; none was found. Name one: make PYTHON=…"; exit 1; }
	@echo "Getting uv …"
	@rm -rf .cache/uv && $(PYTHON) -m venv .cache/uv || { echo "Python has no venv module here (Debian: apt install python3-venv)."; exit 1; }
	@.cache/uv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $(UV)

.cache/audit/.done: $(UV) requirements/audit.txt
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) .cache/audit
	@$(UV) pip install --quiet --python .cache/audit/bin/python --require-hashes -r requirements/audit.txt
	@touch $@

$(VENV)/bin/python: $(UV)
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python requirements/runtime.txt requirements/matching.txt pyproject.toml
	@test -e $(VENV)/.dev || echo "Setting up …"
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/matching.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q adapters bot handlers mentoring models migrations sandbox scheduler views
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
