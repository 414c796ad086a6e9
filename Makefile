# Siharat. `make` alone lists what there is.
# The environment is .venv; a stamp in it says for which requirements it was made, so it is redone only when they change.

PORT ?= 8000
ARGS ?=

# The tree you stand in is the tree that runs, also when .venv is a link into another work tree.
export PYTHONPATH := $(CURDIR)/src

# Where the machine forbids compiled files, as many containers do, each of the hundred servers that the tests start
# would compile itself anew.
unexport PYTHONDONTWRITEBYTECODE

MAP := src/siharat/web/static/vendor/maplibre-gl.mjs

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint prove bench screenshots lock

##@ See it
help: ## List these targets
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z_-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/run.stamp $(MAP) ## Open a demo station of 312 phones on http://localhost:8000 (PORT=… for another port)
	@.venv/bin/siharat demo --port $(PORT) --data var/demo $(ARGS)

setup: .venv/run.stamp $(MAP) ## Only make .venv, with the command line .venv/bin/siharat, and fetch the map

##@ Check it
test: .venv/test.stamp $(MAP) ## Run all tests: JavaScript, then Python on both databases (ARGS="-k claim" for some)
	@tools/system_packages.sh test
	@tools/test_javascript.sh
	@.venv/bin/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/test.stamp ## Style, types, direction of imports, one clock, clean pages, clean tree
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/lint_time_and_chance.py
	.venv/bin/python tools/lint_tree.py

##@ Prove it
prove: .venv/test.stamp ## The long proofs: kills, power cuts, races, seeds (ARGS are handed on)
	@tools/system_packages.sh prove
	@.venv/bin/python -m tests.prove $(ARGS)

bench: .venv/bench.stamp $(MAP) ## Measure beside the peers; writes bench/results.json
	@tools/system_packages.sh bench
	@.venv/bin/python -m bench $(ARGS)

##@ Keep it
screenshots: .venv/test.stamp $(MAP) ## Photograph every screen into screenshots/
	@tools/system_packages.sh test
	@.venv/bin/python tools/screenshots.py $(ARGS)

lock: ## Pin requirements/*.txt again (needs pip-compile of pip-tools)
	@tools/lock_requirements.sh

.venv/run.stamp: pyproject.toml requirements/build.txt requirements/run.txt
	@tools/make_environment.sh build run
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt
	@tools/make_environment.sh test
	@touch $@

.venv/bench.stamp: .venv/test.stamp requirements/bench.txt
	@tools/make_environment.sh bench
	@touch $@

$(MAP): package.json package-lock.json requirements/node.txt tools/browser_parts.sh | .venv/run.stamp
	@tools/browser_parts.sh
