# Every command of the product. `make` alone lists them.

.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help

# What a run reads: a folder or a file.
DUMPS ?= data/sample
# Day that the windows end at (UTC, exclusive); empty: the day after the last event.
AS_OF ?=
# Where `make dev` listens.
HOST ?= 127.0.0.1
PORT ?= 3000

BIN := .venv/bin
READY := .venv/.ready

# Dagster finds dagster.yaml, and keeps its history under data/dagster.
export DAGSTER_HOME := $(CURDIR)
# Nothing leaves this machine.
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.PHONY: help setup run requeue check-mapping build dev docs test test-real test-large \
	test-duckdb-next fuzz lint format sample evaluate evaluate-attacks external-checks \
	holdout-plan bench-phrases bench-credit lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv (the other commands do it when needed)

$(READY): requirements.lock
	@for python in "$${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do \
		if [ -n "$$python" ] && "$$python" -c \
			'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; \
		then found="$$python"; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
		echo "No Python 3.11, 3.12 or 3.13 found. Install one, or name it: make setup PYTHON=<path>" >&2; \
		exit 1; \
	fi; \
	echo "Installing into .venv with $$("$$found" --version); this takes about a minute."; \
	"$$found" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r requirements.lock
	@# The packages of this repository, importable from anywhere, without a build backend.
	@$(BIN)/python -c 'import pathlib, sysconfig; \
		pathlib.Path(sysconfig.get_path("purelib"), "influence_warehouse.pth").write_text("$(CURDIR)\n")'
	@touch $(READY)

run: $(READY) ## Land a dump, build, check, publish, show: make run [DUMPS=<folder or file>] [AS_OF=<date>]
	@$(BIN)/python -m orchestration.run --dumps "$(DUMPS)" $(if $(AS_OF),--as-of "$(AS_OF)")

holdout-plan: $(READY) ## Plan a holdout for the chosen people: make holdout-plan STARTS_AT=<date> OUT=<file> [PEOPLE=… SHARE=… SEED=…]
	@$(BIN)/python -m orchestration.holdout_plan --starts-at "$(STARTS_AT)" --out "$(OUT)" \
		$(if $(PEOPLE),--people "$(PEOPLE)") $(if $(SHARE),--share "$(SHARE)") \
		$(if $(SEED),--seed "$(SEED)")

requeue: $(READY) ## Read again, after a fix, what the quarantine of a dump holds: make requeue [DUMPS=…]
	@$(BIN)/python -m orchestration.requeue --dumps "$(DUMPS)"

check-mapping: $(READY) ## Read what the mappings of a dump name, land nothing: make check-mapping DUMPS=<folder>
	@$(BIN)/python -m influence.dumps.mapping.check "$(DUMPS)"

build: $(READY) ## Build and test the warehouse anew with dbt alone, from raw/current
	@mkdir -p data/warehouse
	cd dbt_project && ../$(BIN)/dbt build --full-refresh

dev: $(READY) ## Open the Dagster UI (schedule and sensor run with it): make dev [HOST=…] [PORT=…]
	@mkdir -p data/dagster
	$(BIN)/dg dev --host "$(HOST)" --port "$(PORT)"

docs: $(READY) ## Build the dbt documentation site as one page, data/docs/index.html
	@mkdir -p data/docs data/warehouse
	cd dbt_project && ../$(BIN)/dbt docs generate --static
	@cp dbt_project/target/static_index.html data/docs/index.html
	@echo "Open data/docs/index.html"

# Tests run beside each other, a file of them in one process; a build of dbt keeps a core busy.
WORKERS ?= auto
TESTS := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test: $(READY) ## Run every test: make test [WORKERS=…]
	@$(TESTS)

test-real: $(READY) ## Take the real dumps beside the repository the whole way (minutes)
	@$(TESTS) -m slow tests/integration/test_real_dumps_publish.py \
		tests/integration/test_external_checks.py

test-large: $(READY) ## Land one file of ten million lines, and watch its memory (minutes, 4 GB of disk)
	@$(BIN)/python -m pytest -s -m slow tests/integration/test_large_file.py

# CPU minutes of each target; and, to make a find again, the seed, target and batch that it tells.
MINUTES ?= 1
SEED ?=
ONLY ?=
BATCH ?=

fuzz: $(READY) ## Feed damaged files to every reader and format: make fuzz [MINUTES=…] [SEED=…] [ONLY=…]
	@$(BIN)/python -m tests.fuzz --minutes "$(MINUTES)" $(if $(SEED),--seed "$(SEED)") \
		$(if $(ONLY),--only "$(ONLY)") $(if $(BATCH),--batch "$(BATCH)")

# The lock holds the DuckDB that every BI client reads; the code also runs on the next one.
NEXT := .venv/duckdb-next

test-duckdb-next: $(READY) ## Run the core tests on the next major version of DuckDB
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(NEXT) \
		--no-deps --require-hashes -r requirements-duckdb-next.lock
	@PYTHONPATH=$(NEXT) $(BIN)/python -c 'import duckdb; print("DuckDB", duckdb.__version__)'
	@PYTHONPATH=$(CURDIR)/$(NEXT) $(TESTS) tests/unit/dumps tests/unit/measures \
		tests/integration/test_sample_by_hand.py

lint: $(READY) ## Check style, types and SQL format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict influence orchestration
	$(BIN)/sqlfmt --check --quiet dbt_project

format: $(READY) ## Format Python and SQL
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --quiet dbt_project

evaluate: $(READY) ## Hold every score against worlds of known truth, write docs/evaluation.md (goes on where it stopped)
	$(BIN)/python -m influence.lab.evaluation

evaluate-attacks: $(READY) ## Buy bots in simulated worlds, write docs/attacks.md (minutes; goes on where it stopped)
	@$(BIN)/python -m influence.lab.attacks

external-checks: $(READY) ## Hold our numbers against what others published: make external-checks [ONLY=…]
	$(BIN)/python -m influence.lab.external $(if $(ONLY),--only "$(ONLY)")

sample: $(READY) ## Make data/sample anew from its seed
	$(BIN)/python -m influence.lab.sample --out data/sample --seed 7

# What the matching of phrases is measured against; nothing of the product needs it.
PHRASE_PEERS := .venv/phrase-peers

bench-phrases: $(READY) ## Measure the matching of phrases beside its peers, which it installs aside
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade \
		--target $(PHRASE_PEERS) --no-deps pyahocorasick==2.2.0 flashtext2==1.1.0
	@PYTHONPATH=$(CURDIR)/$(PHRASE_PEERS) $(BIN)/python -m benchmarks.phrases

# What a benchmark is held against, in a folder of its own: the product does not need it.
PEERS := .venv/peers

bench-credit: $(READY) ## Measure credit beside ChannelAttribution, which is installed apart: make bench-credit [ARGS=…]
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(PEERS) --no-deps \
		ChannelAttribution==2.2.5
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(PEERS) \
		pandas matplotlib 'python-dateutil<3'
	@$(BIN)/python -m benchmarks.credit $(ARGS)

bench-%: $(READY) ## Measure, e.g. make bench-run (see benchmarks/README.md)
	$(BIN)/python -m benchmarks.$(subst -,_,$*)

lock: ## Resolve requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header -o requirements.lock

clean: ## Remove what the next run makes anew; dumps, raw files, publications and the key stay
	rm -rf data/warehouse data/dagster data/docs dbt_project/target dbt_project/logs
