# Needs Python 3.11 or newer, pip and make; everything else goes into .venv. Another interpreter: make test PYTHON=python3.13

PYTHON ?= python3
# The tests draw the same examples in every run; HYPOTHESIS_PROFILE=default looks for new ones, and make nightly for many.
HYPOTHESIS_PROFILE ?= ci
PYTEST_ARGS ?=
# Interpreters that make determinism compares with the one in .venv, and packages that make mutation mutates.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
PACKAGES ?=
export HYPOTHESIS_PROFILE

VENV := .venv
RUN := $(VENV)/bin/python
INSTALL := $(RUN) -m pip --disable-pip-version-check install --quiet --quiet --constraint constraints.txt
PROJECTS := pyproject.toml $(wildcard plugins/*/pyproject.toml)
PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
PLUGIN_TESTS := $(sort $(dir $(wildcard plugins/*/tests/*.py)))
TEMPLATE := examples/model-template
EDITABLE_PLUGINS := $(foreach plugin,$(PLUGINS),--editable ./$(plugin))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test nightly mutation determinism told check format format-check lint types pyright layers docs wheels smoke bench constraints clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: $(VENV)/.demo ## Compare the bundled market under each model, answer three questions about it, refer a patient
	@$(VENV)/bin/medgroup demo

test: $(VENV)/.dev ## Run every test, the examples in the documentation among them
	@$(RUN) -m pytest -n 2 --dist loadfile $(PYTEST_ARGS)

# In one process, so that what was asked is told at the end; PYTEST_ARGS="-k second_implementation" asks the questions alone.
nightly: $(VENV)/.dev ## Look for new examples: a million questions of two implementations, and every law at length
	@HYPOTHESIS_PROFILE=nightly $(RUN) -m pytest tests/property $(PYTEST_ARGS)

# All packages take hours on one core; PACKAGES="structure network" names some, --sample=300 among them draws so many of each,
# and --again tries what survived.
mutation: $(VENV)/.mutation ## Change the code in thousands of small ways and see whether a test fails each time
	@$(RUN) -m tools.mutation $(PACKAGES)

# Every interpreter needs the packages of the development set-up; what is missing is installed beside .venv.
determinism: $(VENV)/.dev ## Compare every answer, bytes included, across hash seeds and the Python versions in PYTHONS
	@$(RUN) -m tools.determinism $(PYTHONS)

told: $(VENV)/.dev ## Write anew what tests hold findings and changes to, word for word, so that the difference can be reviewed
	@$(RUN) -m tools.told

check: format-check lint types pyright layers docs smoke ## Check format, lint, types, layers, documentation and wheels

format: $(VENV)/.dev ## Format the code and mend what lint can mend by itself
	@$(RUN) -m ruff format
	@$(RUN) -m ruff check --fix

format-check: $(VENV)/.dev
	@echo "== format"
	@$(RUN) -m ruff format --check

lint: $(VENV)/.dev
	@echo "== lint"
	@$(RUN) -m ruff check

# The tests of each plugin are checked by themselves: two plugins may have a test module of the same name.
types: $(VENV)/.dev ## Check types with mypy
	@echo "== types"
	@$(RUN) -m mypy src tests $(wildcard conftest.py tools/*.py examples/*.py benchmarks/*.py) $(addsuffix /src,$(PLUGINS))
	@for tests in $(PLUGIN_TESTS); do echo "$$tests:" && $(RUN) -m mypy $$tests || exit 1; done
	@echo "$(TEMPLATE):" && MYPYPATH=$(TEMPLATE)/src $(RUN) -m mypy $(TEMPLATE)/rename.py $(TEMPLATE)/src $(TEMPLATE)/tests

pyright: $(VENV)/.dev
	@echo "== types, as pyright sees them"
	@if command -v node >/dev/null && $(RUN) -m pyright --version >/dev/null 2>&1; \
	then $(RUN) -m pyright --pythonpath $(RUN); \
	else echo "skipped: pyright needs node, and its npm package on the first run"; fi

layers: $(VENV)/.dev
	@echo "== import layers"
	@$(VENV)/bin/lint-imports

docs: $(VENV)/.dev ## Build the documentation into docs/_build/html
	@echo "== documentation"
	@$(RUN) -m sphinx --quiet -W --keep-going -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

wheels: $(VENV)/.dev ## Build the wheels of the core and of every plugin into dist/
	@echo "== wheels"
	@rm -rf dist
	@$(RUN) -m pip --disable-pip-version-check wheel --quiet --quiet --no-deps --no-build-isolation --wheel-dir dist . $(addprefix ./,$(PLUGINS))
	@ls dist

smoke: wheels ## Install the wheels into clean environments and try them there
	@echo "== wheels in clean environments"
	@$(RUN) -m tools.smoke dist

bench: $(VENV)/.bench ## Measure what the documentation promises
	@$(RUN) -m benchmarks

constraints: ## Write constraints.txt anew from the newest releases that the projects allow
	@$(PYTHON) -m tools.constraints $(PLUGINS)

clean: ## Remove everything that was built, .venv included
	rm -rf $(VENV) dist build docs/_build .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "medgroup needs Python 3.11 or newer, and there is no $(PYTHON) here; name one: make PYTHON=python3.12" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "medgroup needs Python 3.11 or newer, and $(PYTHON) is older; name another: make PYTHON=python3.12" >&2; exit 2; }
	@echo "making $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

# The build backend goes in first and serves every project: with a build environment for each, set-up takes three times as long.
$(VENV)/.backend: $(VENV)/pyvenv.cfg constraints.txt
	@$(INSTALL) hatchling editables
	@touch $@

$(VENV)/.demo: $(VENV)/.backend $(PROJECTS)
	@echo "installing medgroup and its plugins into $(VENV) ..."
	@$(INSTALL) --no-build-isolation --editable '.[cli]' $(EDITABLE_PLUGINS)
	@touch $@

$(VENV)/.dev: $(VENV)/.backend $(PROJECTS)
	@echo "installing medgroup, its plugins and the development tools into $(VENV) ..."
	@$(INSTALL) --no-build-isolation --editable '.[dev]' $(EDITABLE_PLUGINS)
	@touch $(VENV)/.demo $@

$(VENV)/.mutation: $(VENV)/.dev
	@$(INSTALL) --no-build-isolation --editable '.[mutation]'
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@$(INSTALL) --no-build-isolation --editable '.[bench]'
	@touch $@
