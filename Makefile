# One command per task; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
unexport PYTHONDONTWRITEBYTECODE # compiled modules make every start three times faster

.DEFAULT_GOAL := help
.PHONY: $(shell sed -nE 's/^([a-z-]+):.*##.*/\1/p' $(MAKEFILE_LIST))

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## start everything: PostgreSQL, migrations, demonstration, the processes
	@rm -f "$${HUIZHI_HOME:-var}/demo/ready"
	@$(BIN)/huizhi up

reset: $(STAMP) ## drop the demonstration and make it anew (stop `make run` before; DATABASE= for a server of your own)
	@$(BIN)/python -m tools.reset $(if $(DATABASE),--database "$(DATABASE)")

WHO = $(if $(AS),--as "$(AS)") $(if $(ROLE),--role "$(ROLE)")

psql: $(STAMP) ## psql under somebody's scope: make psql AS=51.org, or an organization's id, or ROLE=huizhi_worker; C="SELECT ..."
	@$(BIN)/python -m tools.psql $(WHO) $(if $(C),-c "$(C)")

shell: $(STAMP) ## a Python prompt inside a unit of work: make shell AS=51.org
	@$(BIN)/python -m tools.shell $(WHO)

explain: $(STAMP) ## how PostgreSQL carries out a named query: make explain Q=members.LIST AS=51.org P="limit=5"
	@$(BIN)/python -m tools.explain $(Q) $(P) $(WHO)

routes: $(STAMP) ## every route with its permission and the roles that have it
	@$(BIN)/python -m tools.routes

test: $(STAMP) ## run the whole suite, or a part: make test T=tests/unit
	@$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(if $(T),$(T),tests --ignore=tests/fuzz)

model: $(STAMP) ## walk at random through every action of every workflow, for some minutes
	@MODEL_EXAMPLES=$${MODEL_EXAMPLES:-60} $(BIN)/pytest -q tests/api/test_every_workflow.py

test-long: $(STAMP) ## what takes longer, as the gate runs it: real browsers, generated requests, a longer random walk
	@HUIZHI_BROWSER_REQUIRED=1 $(BIN)/pytest -q tests/api/test_docs_page.py
	@MODEL_EXAMPLES=$${MODEL_EXAMPLES:-6} $(BIN)/pytest -q tests/api/test_every_workflow.py
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-0} $(BIN)/pytest -q -rP --show-capture=stdout tests/fuzz

fuzz: $(STAMP) ## hold both contracts against several thousand generated requests of every kind of caller
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-10} $(BIN)/pytest -q -rP --show-capture=stdout tests/fuzz

check: $(STAMP) ## format, lint (Python and SQL) and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@mkdir -p var && $(BIN)/alembic upgrade head --sql > var/migrations.sql
	@$(BIN)/squawk alembic/roles.sql alembic/sql/functions/*.sql alembic/sql/views/*.sql var/migrations.sql

fix: $(STAMP) ## format and mend what can be mended safely
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

openapi: $(STAMP) ## rewrite the committed contracts
	@$(BIN)/python -m tests.architecture.test_contract

schema: $(STAMP) ## rewrite alembic/schema.sql, the database as the migrations and the SQL in force make it
	@$(BIN)/python -m tests.migrations.test_schema

workflow: $(STAMP) ## draw a procedure as Mermaid: make workflow NAME=transfer; without a name docs/workflows.md anew
	@$(BIN)/python -m tests.architecture.test_workflow_drawings $(NAME)

lock: ## pin what pyproject.toml names, with hashes and without addresses; UPGRADE=1 takes the newest of everything
	@test -x var/lock/bin/uv || ($(PYTHON) -m venv var/lock && var/lock/bin/pip install -q uv)
	@var/lock/bin/uv pip compile -q $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml -o requirements.txt
	@var/lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--all-extras -c requirements.txt pyproject.toml -o requirements-dev.txt

openapi-diff: $(STAMP) ## what the contracts say otherwise than at a revision, for the changelog: make openapi-diff FROM=main
	@$(BIN)/python -m tools.openapi_diff $(or $(FROM),main)

docs: $(STAMP) ## write the documents as pages to read offline, into var/site
	@$(BIN)/mkdocs build --strict -q

guide: $(STAMP) ## write the guide's coverage table and plan picture anew from the demonstration
	@GUIDE_WRITE=1 $(BIN)/pytest -q tests/unit/test_demonstration.py -k guide

migration: $(STAMP) ## write a migration from the models: make migration M="what changes" (needs HUIZHI_ADMIN_URL)
	@$(BIN)/alembic revision --autogenerate -m "$(M)"

bench: $(STAMP) ## measure, print the table, write bench/results.md
	@$(BIN)/python -m bench.run

clean: ## remove the environment and the data of `make run`
	@rm -rf $(VENV) var

$(STAMP): requirements-dev.txt pyproject.toml app/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
