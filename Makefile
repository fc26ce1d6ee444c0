# Two commands: `make run` and `make test`.  Each sets up what it needs, on a machine with git, make and Python 3.11+.
# `make nightly` runs the tests that take longer: many seeds, many states.
PYTHON ?= python3
BIN = .venv/bin
# So many tests at once: as many as there are cores.
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
# Two browsers on two cores may make each other late: what failed beside another test has to pass alone.
ALONE = $(BIN)/python -m pytest --last-failed
# The tests over records that nobody chose, of which DOWNHILL_RECORDS says how many.
BY_RECORDS = $(shell grep -lE 'random_records|oracle' tests/test_*.py)

.PHONY: run test nightly benchmark load hostile lint

run: .venv/run
	$(BIN)/python -m streamlit run app.py

test: .venv/test lint
	PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/chromium.sh
	$(PYTEST) || $(ALONE)

nightly: .venv/test .venv/types
	PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/chromium.sh
	sh tests/proxies.sh
	sh tests/webkit.sh
	$(PYTEST) -m nightly
	DOWNHILL_RECORDS=5000 $(PYTEST) $(BY_RECORDS)

lint: .venv/test .venv/types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

benchmark: .venv/test
	$(BIN)/python -m tests.benchmark
	$(BIN)/python -m tests.benchmark_app

# A class at work on one server: `make load STUDENTS=100 EVERY=5`; on two behind the proxy: `REPLICAS=2`; with reloads, lost
# networks and newcomers: `UPSET=1`; with a server killed in the middle: `RESTART=1`.
STUDENTS ?= 30
EVERY ?= 2.5
REPLICAS ?= 1
load: .venv/test
	$(BIN)/python -m tests.load --students $(STUDENTS) --every $(EVERY) --replicas $(REPLICAS) \
		$(if $(UPSET),--upset) $(if $(RESTART),--restart)

# Bad requests by the thousand, beside a student who means well: `make hostile NUMBER=1000`.
NUMBER ?= 10000
hostile: .venv/test
	$(BIN)/python -m tests.load.hostile --number $(NUMBER)

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/test: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

# The compiler that reads the types of the parts' JavaScript, and axe; node and npm come with the other packages for tests.
.venv/types: package.json .venv/test
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --silent --no-save --no-package-lock --no-audit --no-fund
	@touch $@
