# The developer's commands. Nothing is needed beforehand but Python 3.11 to 3.13
# and make; what else it takes is put into .venv, once.
#
#   make demo        the whole job on examples/northwind, into build/demo
#   make test        the tests; `make test TESTS=tests/test_resources.py` runs some
#   make test-wide   200 drawn contracts against the proofs, ten seeds, 102,000 pairs of exact and batch
#   make test-long   many long lives of drawn contracts, and 102,000 pairs of exact and batch
#   make lint        style, types and import rules
#   make format      let ruff format the code
#   make coverage    the tests, and a report to open in a browser
#   make check-documents  LibreOffice opens the Word files and axe the pages in Chromium (installs
#                    both where apt-get is)
#   make check-scale  the same figures under Spark and Ray (installs both, and Java where apt-get is)
#   make bench       how long the commands take
#   make prove-nightly  10,000 drawn contracts and 200 faults against the proofs, for a night
#   make setup       only make .venv
#   make clean       remove what the above made, .venv excepted

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PYTHON := $(BIN)/python
READY := $(VENV)/.ready

EXAMPLE := examples/northwind
DEMO := build/demo

# Some of the tests, and how many run side by side.
TESTS ?=
WORKERS ?= 2
# Branch coverage is held to this when all of the tests run; a part covers a part.
COVERAGE_BAR ?= $(if $(strip $(TESTS)),0,95)

.PHONY: setup compiled demo test test-wide test-long lint format coverage bench clean check-documents check-scale
.DEFAULT_GOAL := demo

setup: compiled

# Made again when the dependencies change, and offline otherwise. An environment
# that is already there is added to and not replaced.
$(READY): pyproject.toml scripts/find_python.sh
	@test -x "$(PYTHON)" || { found=$$(sh scripts/find_python.sh) && \
	  echo "Making $(VENV) with $$found" && "$$found" -m venv $(VENV); }
	@echo "Installing milestonelang and its tools into $(VENV)"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Where Python is told not to write compiled code, each command would compile anew.
compiled: $(READY)
	@$(PYTHON) -m compileall -q milestonelang

demo: compiled
	@mkdir -p $(DEMO)
	@echo "== milestone check"
	@$(PYTHON) -m milestonelang check $(EXAMPLE)/northwind.terms
	@echo
	@echo "== milestone evaluate"
	@$(PYTHON) -m milestonelang evaluate $(EXAMPLE)/northwind.terms \
	  --data $(EXAMPLE)/quarterly.csv \
	  --data billing=$(EXAMPLE)/billing.csv \
	  --events $(EXAMPLE)/events.csv
	@echo
	@echo "== milestone build"
	@$(PYTHON) -m milestonelang build $(EXAMPLE)/northwind.terms --to html -o $(DEMO)/northwind.html
	@$(PYTHON) -m milestonelang build $(EXAMPLE)/northwind.terms --to pdf -o $(DEMO)/northwind.pdf
	@echo
	@echo "== milestone statement"
	@$(PYTHON) -m milestonelang statement $(EXAMPLE)/northwind.terms \
	  --data $(EXAMPLE)/quarterly.csv \
	  --data billing=$(EXAMPLE)/billing.csv \
	  --events $(EXAMPLE)/events.csv --period 2026-Q4 -o $(DEMO)/northwind-2026-Q4.pdf
	@echo
	@echo "The agreement, and the statement of a quarter, to read:"
	@echo "  $(CURDIR)/$(DEMO)/northwind.html"
	@echo "  $(CURDIR)/$(DEMO)/northwind.pdf"
	@echo "  $(CURDIR)/$(DEMO)/northwind-2026-Q4.pdf"

test: compiled
	@$(PYTHON) -m pytest --numprocesses $(WORKERS) --dist worksteal --cov --cov-report=term \
	  --cov-fail-under=$(COVERAGE_BAR) $(TESTS)

# What `make test` only takes a sample of. It prints what came of each family of guarantees.
test-wide: compiled
	@mkdir -p build
	@PROOF_CONTRACTS=200 PROOF_PARTS=2 PROOF_TABLE=build/proofs PROOF_SEEDS=10 \
	  MILESTONE_BATCH_CONTRACTS=408 $(PYTHON) -m pytest --numprocesses $(WORKERS) \
	  --dist worksteal tests/proof/test_random.py tests/proof/test_seeds.py tests/batch
	@cat build/proofs-*.md

# Figures, corrections, events and settlements in any order: LIVES contracts of 25 steps.
LIVES ?= 500
test-long: compiled
	@MILESTONE_LIVES=$(LIVES) $(PYTHON) -m pytest --numprocesses 0 tests/life
	@MILESTONE_BATCH_CONTRACTS=408 $(PYTHON) -m pytest --numprocesses $(WORKERS) tests/batch

lint: $(READY)
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@$(BIN)/lint-imports

format: $(READY)
	@$(PYTHON) -m ruff check --fix --select I
	@$(PYTHON) -m ruff format

coverage: $(READY)
	@$(PYTHON) -m pytest --numprocesses $(WORKERS) --cov --cov-report=html $(TESTS)
	@echo "Open $(CURDIR)/build/coverage/index.html"

# What other programs make of the documents; they are large, so the other tests do without.
OFFICE := libreoffice-writer-nogui fonts-crosextra-caladea
BROWSER := chromium
WITHOUT = $(if $(shell command -v soffice),,$(OFFICE)) \
  $(if $(shell command -v chromium || command -v chromium-browser || command -v google-chrome),,$(BROWSER))
check-documents: compiled
	@test -z "$(strip $(WITHOUT))" || { \
	  root=""; test "$$(id -u)" = 0 || root=sudo; \
	  $$root apt-get update --quiet=2 && \
	  $$root apt-get install --yes --quiet=2 --no-install-recommends $(WITHOUT); }
	@$(PYTHON) -c "import axe_playwright_python" 2>/dev/null || \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[check-documents]'
	@MILESTONE_OFFICE=1 $(PYTHON) -m pytest --numprocesses $(WORKERS) --dist worksteal \
	  tests/documents/test_browser.py \
	  tests/documents/test_office.py tests/documents/test_office_redline.py \
	  tests/documents/test_same_words.py \
	  tests/documents/test_hostile_texts.py tests/documents/test_hostile_terms.py \
	  tests/documents/test_changed_literals.py

# The same figures under Spark and Ray on this machine; the engines are large.
JAVA := openjdk-17-jre-headless
check-scale: compiled
	@command -v java >/dev/null || { \
	  root=""; test "$$(id -u)" = 0 || root=sudo; \
	  $$root apt-get update --quiet=2 && \
	  $$root apt-get install --yes --quiet=2 --no-install-recommends $(JAVA); }
	@$(PYTHON) -m pip install --quiet --editable ".[spark,ray]"
	@$(PYTHON) -m pytest --numprocesses 0 -W ignore tests/scale

bench: compiled
	@$(PYTHON) benchmarks/commands.py

prove-nightly: compiled
	@PROOF_CONTRACTS=10000 PROOF_PARTS=16 PROOF_DRAWS=5000 PROOF_FAULTS=200 PROOF_SEEDS=10 \
	  $(PYTHON) -m pytest --numprocesses $(WORKERS) tests/proof

clean:
	rm -rf build dist .coverage .coverage.* .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
	find milestonelang tests benchmarks scripts -name __pycache__ -type d -exec rm -rf {} +
