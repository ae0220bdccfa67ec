# What a person types here: make run, make test, make help. Everything else is set up by these.
SHELL := /bin/sh
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for name in python3.12 python3.11 python3; do \
	"$$name" -c 'import sys; raise SystemExit(sys.version_info[:2] < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 2
# The tests start Python hundreds of times; where bytecode may not be kept, each start compiles everything again.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

.PHONY: faq fuzz help run test test-quick check audit bench lock clean front pictures

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-12s %s\n' "$$name" "$$text"; done

run: .stamps/run .stamps/front ## Set up what is missing, load demo data and serve on 127.0.0.1 (PORT=8000)
	@PORT=$(PORT) $(BIN)/python wsgi.py

test: .stamps/dev .stamps/front .stamps/system ## Set up what is missing and run every test
	@KIUM_REQUIRE_ALL=1 $(PYTEST) -n $(JOBS) --dist loadgroup $(ARGS)

test-quick: .stamps/dev ## Run the tests that need no server, browser or reader
	@$(PYTEST) -n $(JOBS) --dist loadgroup --hypothesis-profile=quick \
		-m "not slow and not browser and not postgres and not reader" $(ARGS)

check: .stamps/dev ## Lint, types, import contracts, rule tables and the documents made from them
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/kium-rules check
	@$(BIN)/kium-rules docs --check

faq: .stamps/dev ## Write docs/faq.md: which of the centres' questions the tests show answered
	@$(PYTEST) -q -m "faq and not postgres" --faq-report=docs/faq.md tests

audit: .stamps/dev .stamps/node ## Look up known vulnerabilities of the locked dependencies
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/dev.lock
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm audit --omit=dev

bench: .stamps/dev ## Measure speed, as ratios to named peers in the same run
	@$(BIN)/python -m benchmarks

fuzz: .stamps/dev ## Fuzz the cell parser for a minute (SECONDS=60)
	@$(PIP) install --require-hashes -r requirements/fuzz.lock
	@PYTHONPATH=. $(BIN)/python tests/fuzz/cells.py -max_total_time=$(or $(SECONDS),60)

lock: .stamps/dev .stamps/node ## Write the lock files anew from setup.cfg and package.json
	@$(PIP) install 'uv>=0.9'
	@$(BIN)/python requirements/lock.py
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm install --package-lock-only --ignore-scripts

pictures: .stamps/dev .stamps/front .stamps/system ## Take the pictures of the documents anew
	@KIUM_PICTURES=docs/images $(BIN)/python -m pytest -q tests/browser

front: .stamps/front ## Fetch the front-end parts again
clean: ## Remove what make set up; demo data stays in var/
	@rm -rf $(VENV) .stamps node_modules public/static/vendor admin/static/vendor build dist *.egg-info

# --- set-up, each step once; a changed lock file makes its step run again -----------------------------------------

.stamps/venv:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer was not found. Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 1; fi
	@mkdir -p .stamps var 2>/dev/null && [ -w . ] || { echo "This folder cannot be written: $$(pwd). Clone the project where you may write."; exit 1; }
	@.ci/compiler "$(PYTHON)"
	@echo "Making a virtual environment with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment; on Debian or Ubuntu install python3-venv."; exit 1; }
	@touch $@

.stamps/run: requirements/run.lock setup.cfg | .stamps/venv
	@echo "Installing the locked dependencies (about a minute the first time) ..."
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps -e .
	@touch $@

.stamps/dev: requirements/dev.lock setup.cfg | .stamps/venv
	@.ci/system-packages headers
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps -e .
	@touch $@

.stamps/node: requirements/node.lock | .stamps/venv
	@command -v npm >/dev/null 2>&1 || { echo "Node is not on the PATH; taking it from its Python wheel ..."; \
		$(PIP) install --require-hashes -r requirements/node.lock; }
	@touch $@

.stamps/front: package-lock.json public/static/vendor.txt admin/static/vendor.txt | .stamps/node
	@echo "Fetching the front-end parts ..."
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --silent
	@for surface in public admin; do while read -r source arrow target; do \
		case "$$source" in ''|'#'*) ;; *) mkdir -p "$$surface/static/vendor/$$(dirname "$$target")" && \
		cp "$$source" "$$surface/static/vendor/$$target" || exit 1 ;; esac; done < "$$surface/static/vendor.txt"; done
	@touch $@

.stamps/system: .ci/system-packages | .stamps/venv
	@.ci/system-packages all
	@touch $@
