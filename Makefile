# Everything runs in .venv, which the first target that needs it builds. Needed: GNU make, Python 3.11+.
#   make test ARGS="-k MC_12"        make PYTHON=/opt/python3.13/bin/python3 test
# Paths are relative, so that `make -C` works from any folder and the folder's name may hold spaces.

PYTHON ?=
ARGS ?=
RUN := .venv/bin/python -m
BENCH := benchmarks/.work
LOWEST := .venv/lowest
TESTS = unset PYTHONDONTWRITEBYTECODE; $(RUN) pytest $$($(RUN) pip show -q pytest-xdist && printf %s '-n auto')
NOTED := .venv/.noted
UV := uv==0.13.9
SYNC = .venv/bin/uv sync --quiet --locked --inexact --extra postgres --python .venv/bin/python

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help demo portal test test-all check schema docs site pictures bench dist zipapp container lowest audit clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: .venv/.program ## The main job on real input, in a throw-away workspace
	@PATH="$(CURDIR)/.venv/bin:$$PATH" sh examples/portfolio-tour.sh

portal: .venv/.program ## The demonstration's office in a browser: prints a tenant's link and an attorney's
	@$(SYNC) --no-dev --extra portal
	@.venv/bin/python tools/open_portal.py $(ARGS)

test: .venv/.tools ## All tests on SQLite, then on PostgreSQL those that ask it something new
	@$(TESTS) --note=$(NOTED) $(ARGS)
	@$(TESTS) --backend postgres --noted=$(NOTED) $(ARGS)

test-all: .venv/.tools ## All tests on both databases, the long proofs at full length
	@$(TESTS) --backend both --long $(ARGS)

check: .venv/.tools ## Lint, format, types, the layers' arrows, what is generated
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/lint-imports
	.venv/bin/python tools/schema.py --check
	.venv/bin/python docs/generate.py --check

schema: .venv/.tools ## Write store/schema.py from the classes in store/tables/
	.venv/bin/python tools/schema.py

docs: .venv/.tools ## Write the generated pages of docs/, and the catalogue of the portal's texts
	.venv/bin/python docs/generate.py

bench: .venv/.tools ## Measure an installed wheel against the budgets
	rm -rf $(BENCH)/dist
	$(RUN) pip wheel -qq --no-deps --wheel-dir $(BENCH)/dist .
	$(RUN) venv $(BENCH)/venv
	$(BENCH)/venv/bin/python -m pip install -qq --force-reinstall --no-deps $(BENCH)/dist/*.whl
	$(BENCH)/venv/bin/python -m pip install -qq $(BENCH)/dist/*.whl
	unset PYTHONDONTWRITEBYTECODE; $(BENCH)/venv/bin/python -m compileall -q $(BENCH)/venv/lib || true
	unset PYTHONDONTWRITEBYTECODE; $(BENCH)/venv/bin/python benchmarks/run.py $(ARGS)

clean: ## Remove everything that these targets made
	rm -rf .venv $(BENCH) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests docs benchmarks examples -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

# A stamp holds the folder that it was made for: in a copy of the checkout, .venv still points to the original.
STAMPED := $(shell cat .venv/.program 2>/dev/null)
ifneq ($(STAMPED),)
ifneq ($(STAMPED),$(CURDIR))
.PHONY: .venv/.program
endif
endif

.venv/.program: pyproject.toml uv.lock
	@if test -e $@ && test "$$(cat $@)" != "$$(pwd -P)"; then rm -rf .venv; fi
	@.venv/bin/python -c 'import pip' 2>/dev/null || $(MAKE) --no-print-directory .venv
	@echo 'installing casactl into .venv, as uv.lock says'
	@$(RUN) pip install -qq '$(UV)'
	@$(SYNC) --no-dev
	@pwd -P > $@

.venv/.tools: .venv/.program
	@echo 'installing the development tools into .venv, as uv.lock says'
	@$(SYNC) --group dev --group browser
	@touch $@

.venv/.release: .venv/.program
	@$(SYNC) --group release
	@touch $@

.venv/.site: .venv/.program
	@$(SYNC) --no-dev --group site
	@touch $@

site: .venv/.site ## The documentation as a site, build/site, every link looked at
	@.venv/bin/python tools/site.py

pictures: .venv/.tools ## Draw the pictures of docs/pictures/ anew: a terminal, and the portal where Chromium is
	@.venv/bin/python tools/pictures.py

dist: .venv/.release ## Wheel, sdist, bill of materials and checksums into dist/, built twice and compared
	@.venv/bin/python tools/dist.py

zipapp: .venv/.release ## casactl in one file, dist/casactl.pyz, for this version of Python on this kind of machine
	@.venv/bin/python tools/dist.py zipapp

container: .venv/.release ## The image, where a builder is there; else the Containerfile is looked over
	@.ci/container

lowest: .venv/.program ## A look at everything on the lowest versions that pyproject.toml allows (needs a registry)
	@.ci/lowest .venv/bin/uv $(LOWEST) $(ARGS)

audit: .venv/.program ## Look up known holes in everything that uv.lock names (needs the network)
	@.venv/bin/uv export --quiet --locked --all-extras --group dev --no-emit-project --output-file .venv/locked.txt
	@.venv/bin/python .ci/audit.py .venv/bin/uv .venv/locked.txt

.PHONY: .venv
.venv:
	@for python in '$(PYTHON)' python3.11 python3.12 python3.13 python3.14 python3; do \
	    test -n "$$python" || continue; \
	    "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    echo "making .venv with $$python"; \
	    exec "$$python" -m venv --clear .venv; \
	done; \
	echo 'casactl needs Python 3.11 or newer with its venv module; try make PYTHON=/path/to/python3' >&2; exit 1
