# Each line is a command that can be typed as well; README.md lists them without make.
PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: run test lint bench docs screenshots clean

run: .venv/run.stamp
	$(BIN)/python -m etl demo
	$(BIN)/python -m dashboard

test: .venv/dev.stamp
	$(BIN)/python -m tests.browser
	$(BIN)/python -m pytest -n 3

lint: .venv/dev.stamp
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks

# The notebooks as pages that work without a network, in build/docs; ONLY=04 for one of them.
docs: .venv/dev.stamp
	$(BIN)/python -m etl demo
	$(BIN)/python -m notebooks $(ONLY)

# Into another folder, or of other pages, sizes and schemes: make screenshots FOLDER=pictures ONLY=trends,hotspots
# Of what the public sees: make screenshots AUDIENCE=public
FOLDER ?= screenshots
screenshots: .venv/dev.stamp
	$(BIN)/python -m tests.browser
	$(BIN)/python -m tests.dashboard.screenshots $(FOLDER) $(if $(ONLY),--only $(ONLY)) $(if $(AUDIENCE),--audience $(AUDIENCE))

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

.venv/made.stamp:
	@$(PYTHON) -c "import sys; sys.version_info < (3, 11) and sys.exit('This needs Python 3.11 or later; make PYTHON=python3.12 names another one.')"
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { echo "Python's venv module is incomplete; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run.stamp: .venv/made.stamp requirements.txt
	@echo "Installing the packages of requirements.txt into .venv; once, a minute or two ..."
	$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp pyproject.toml
	$(PIP) --editable ".[dev,cluster]"
	@touch $@
