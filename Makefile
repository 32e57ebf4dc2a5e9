# The one place for commands. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Many images set this; with it, every process compiles every module again.
unexport PYTHONDONTWRITEBYTECODE
# Nothing leaves the machine.
export DO_NOT_TRACK := true
export MLFLOW_DISABLE_TELEMETRY := true
export PREFECT_SERVER_ANALYTICS_ENABLED := false

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LINTED := peel_ml flows usecases benchmarks tests

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked libraries into $(VENV) …"
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --compile-bytecode -e .
	@$(BIN)/python -m compileall -q peel_ml flows
	@echo "Preparing empty databases, so that the first run need not …"
	@$(BIN)/python -m peel_ml.tracking.prepare
	@$(BIN)/python -m flows.prepare
	@touch $(READY)

.PHONY: setup
setup: $(READY) ## Create .venv with everything in it and `peel` on it

.PHONY: run
run: setup ## Run the worked example on its synthetic sample, from data to model card
	$(BIN)/peel run stop-search-outcome

# Two processes: each more has servers, a browser and libraries of its own to load, which cost more than waiting does.
.PHONY: test
test: setup test-deps ## Lint, types, floors and tests (under 10 minutes on 2 cores)
	$(BIN)/ruff check $(LINTED)
	$(BIN)/ruff format --check --quiet $(LINTED)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 2 --dist loadfile -m "not full"

.PHONY: test-all
test-all: setup test-deps ## Everything in `make test` and the long grids
	$(BIN)/pytest -n 2 --dist loadfile

.PHONY: test-deps
test-deps: ## Install Debian's Chromium and PostgreSQL and npm's axe-core where it can (apt needs root)
	@tests/install_what_pip_cannot.sh

.PHONY: cards
cards: setup ## Render the published cards again from their JSON, and the register pages
	$(BIN)/peel card publish

.PHONY: schemas
schemas: setup ## Write the JSON Schemas from the types
	$(BIN)/python -m peel_ml.cli.schemas

.PHONY: lock
lock: $(READY) ## Compile requirements.lock again from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

.PHONY: clean
clean: ## Remove the environment and every cache; runs in .peel stay
	rm -rf $(VENV) tests/browser/node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build *.egg-info
