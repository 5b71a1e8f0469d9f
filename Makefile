# make up                      starts the house (installs it first)
# make up ARGS="--data home"   passes arguments on to `teremok up`
# make test, make check        what every change must pass
# make test-deps               as root on Debian: PostgreSQL, Chromium and LibreOffice for all tests
# make bench, make soak        how fast it is, and whether it loses anything when it is killed

PYTHON ?= python3
ENVIRONMENT := .venv
BIN := $(ENVIRONMENT)/bin
INSTALLED := $(ENVIRONMENT)/installed
ARGS ?=

# Where it is set, each of the many processes would compile all libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install up test check bench soak test-deps

help:
	@sed -n 's/^# //p' Makefile

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml deploy/homeserver/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Teremok needs Python 3.11 or newer (PYTHON=python3.11 make ...)"; exit 2; }
	@echo "Installing Teremok into $(ENVIRONMENT); this happens once and takes some minutes"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(ENVIRONMENT)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input \
		--require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet \
		--no-deps --no-build-isolation --editable .
	@$(BIN)/python -m deploy.homeserver
	@touch $(INSTALLED)

up: install
	@exec $(BIN)/teremok up $(ARGS)

# A file's tests stay together: they share what they started. They wait more than they compute.
test: install
	$(BIN)/pytest --numprocesses $$(( $$(nproc) * 3 / 2 )) --dist loadfile \
		--no-loadscope-reorder $(ARGS)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@long=$$(find bot bridges rooms policies deploy tests -name '*.py' -o -name '*.js' \
		-o -name '*.css' -o -name '*.html' | xargs awk 'FNR == 401 {print FILENAME}'); \
		test -z "$$long" || { echo "More than 400 lines: $$long"; exit 1; }

bench: install
	$(BIN)/python -m tests.bench $(ARGS)

soak: install
	TEREMOK_SOAK_ROUNDS=20 TEREMOK_SOAK_MESSAGES=500 TEREMOK_SOAK_KILLS=30 $(BIN)/pytest tests/soak \
		tests/contract/test_apply.py tests/acceptance/test_rooms_survive_the_homeserver.py \
		tests/upstream/test_replacing.py $(ARGS)

test-deps:
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
		chromium curl fonts-dejavu-core libreoffice-calc postgresql
