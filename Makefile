# make run · test · prove · drill · check · bench · fmt · lock. Python 3.11 is all that must be there.

ifndef PYTHON
PYTHON := $(shell for p in python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
endif
VENV := .venv/bin/python
# Two workers of pytest-xdist; give more words to pytest with ARGS, as in: make test ARGS="tests/offices -x"
PYTEST := $(VENV) -m peaceapp.launch.suite -n 2

.PHONY: help run test prove drill check bench fmt lock python

help:
	@echo "make run     start PeaceApp with its first data and demo accounts"
	@echo "make test    the whole suite, browser tests included"
	@echo "make prove   the whole proof: every cell, every mutant"
	@echo "make drill   faults that an installation must survive"
	@echo "make check   lint, format, types, templates, settings, migrations"
	@echo "make bench   the benchmark"
	@echo "make fmt     format code and templates"
	@echo "make lock    write the lock files anew from pyproject.toml"

python:
	@if [ -z "$(PYTHON)" ]; then echo "PeaceApp needs Python 3.11, and there is none on the PATH. Install it, or say where it is: make run PYTHON=/path/to/python3.11" >&2; exit 1; fi

run: python
	@$(PYTHON) -m peaceapp.launch.install --step 1/7
	@exec $(VENV) -m peaceapp.launch

test: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/3
	@$(PYTEST) -m "not prove" $(ARGS)

prove: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/3
	@$(PYTEST) -m prove --timeout=1500 $(ARGS)

drill: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/1
	@$(VENV) -m tests.drills $(ARGS)

check: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/1
	@.ci/check

bench: python
	@$(PYTHON) -m peaceapp.launch.install --step 1/1
	@PEACEAPP_MODE=demo $(VENV) manage.py bench $(ARGS)

fmt: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/1
	@$(VENV) -m ruff check --fix-only --quiet .
	@$(VENV) -m ruff format .
	@git ls-files -z --cached --others --exclude-standard 'templates/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2 || true

lock: python
	@$(PYTHON) -m peaceapp.launch.install --dev --step 1/1
	@.ci/lock
