# Every target sets up what it needs. `make demo` is the place to start.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
SOURCES = src adapters

.DEFAULT_GOAL := help
.PHONY: help demo test beside check generated contract proof soak bench docs clean lock

help:
	@echo "make demo   play one hotel day against a simulated hotel and show its turnovers"
	@echo "make test   run the tests"
	@echo "make beside run the tests of everything that speaks HTTP with httpx2 installed beside httpx"
	@echo "make check  lint, types, import contracts, docs"
	@echo "make proof  the long runs: many seeds, kill drills, mutants of the rules"
	@echo "make soak   random histories of hotels, for MINUTES=30 on STORE=memory (or sqlite)"
	@echo "make generated  write the table of operations from the calls"
	@echo "make contract  write what the turnover tests tell into contract.json and the docs"
	@echo "make bench  print benchmarks"
	@echo "make docs   build the documentation into site/"
	@echo "make clean  remove everything that was built"

$(STAMPS)/venv:
	@echo "Creating $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; say make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/run.txt pyproject.toml
	@echo "Installing what the demo needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements/dev.txt
	@echo "Installing what the tests and checks need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(STAMPS)/run
	@$(BIN)/cloudbeds-connector demo

test: $(STAMPS)/dev
	@echo "Running the tests ..."
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup -m "not proof"

$(STAMPS)/beside: $(STAMPS)/dev requirements/beside.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade \
	    --target $(VENV)/beside -r requirements/beside.txt
	@touch $@

# httpx2 is the successor of httpx, and what finds both takes it: the two families' types do not match
beside: $(STAMPS)/beside
	@echo "Running what speaks HTTP, with httpx2 beside ..."
	@PYTHONPATH=$(VENV)/beside $(BIN)/python -m pytest -q -n auto --dist loadgroup -m "not proof" \
	    --ignore=tests/cloudbeds/test_lists.py --ignore=tests/cloudbeds/test_shared_rate.py \
	    tests/http tests/cloudbeds tests/adapters/fastapi tests/cassettes tests/project/test_examples.py

check: $(STAMPS)/dev
	@echo "Lint ..." && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "Types (mypy --strict) ..." && $(BIN)/mypy
	@echo "Types (pyright) ..." && $(BIN)/pyright
	@echo "Import contracts ..." && $(BIN)/lint-imports
	@echo "Docs ..." && NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

generated: $(STAMPS)/dev
	@echo "Writing the table of operations ..."
	@$(BIN)/python tools/operations_table.py

contract: $(STAMPS)/dev
	@echo "Writing the contract of the turnover rules ..."
	@$(BIN)/python -m pytest -q tests/turnover/acceptance --write-contract

# Runs a part of the proof (its name, its command) and prints how long it took.
timed = @echo "$(1) ..."; began=$$(date +%s); $(2) || exit 1; \
    echo "$(1): $$(( ($$(date +%s) - began + 30) / 60 )) min"

proof: $(STAMPS)/beside
	$(call timed,The long proofs,$(BIN)/python -m pytest -q -n auto --dist loadgroup -m proof)
	$(call timed,All tests once with httpx2 beside,PYTHONPATH=$(VENV)/beside \
	    $(BIN)/python -m pytest -q -n auto --dist loadgroup --hypothesis-profile=new -m "not proof")
	$(call timed,Mutants: each place of the rules changed to see whether a test notices,$(BIN)/python tools/mutants.py)

MINUTES ?= 30
STORE ?= memory
FIRST ?= 100000

soak: $(STAMPS)/dev
	@echo "Running histories for $(MINUTES) minutes on $(STORE), from seed $(FIRST) ..."
	@$(BIN)/python -m tests.convergence --minutes $(MINUTES) --store $(STORE) --first $(FIRST)

bench: $(STAMPS)/dev
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

docs: $(STAMPS)/dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean:
	@echo "Removing $(VENV), caches and builds ..."
	@rm -rf $(VENV) site dist build mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# For maintainers: pin the newest versions that pyproject.toml allows (needs uv).
lock:
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	    --extra all --group run pyproject.toml -o requirements/run.txt
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	    --extra all --group run --group dev pyproject.toml -o requirements/dev.txt
	@uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	    --no-deps --group beside -o requirements/beside.txt
