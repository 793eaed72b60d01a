# The whole workflow. Every target does its own set-up; git, make and Python 3.11 to 3.14 are all it needs.
#   make test ARGS='-k mfa'    arguments for pytest      make live PROFILE=audit    a profile of your AWS configuration
#   make test PYTHON=python3.13    the Python to set up with      VENV=/somewhere    where to set up

VENV ?= .venv
SET_UP := $(VENV)/.set-up
LOCK := requirements/dev.lock
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-audit bench-sandbox bench-start bench-policy bench-apply bench-scan bench-trail oracle mutate fuzz managed-policies docs live lock clean
.PHONY: check-lint check-format check-types check-layers check-docs check-size

help:
	@echo 'make demo         audit a practice account and close its gaps, no AWS needed'
	@echo 'make test         all tests, with the coverage gate'
	@echo 'make check        lint, format, types, layers, generated docs, size of the core'
	@echo 'make bench        all benchmarks: bench-audit, bench-sandbox, bench-start, bench-policy, bench-apply, bench-scan, bench-trail'
	@echo 'make bench-scan   REPO=PATH: finding leaked keys in a history, beside the fastest peers'
	@echo 'make bench-trail  finding root in logs of CloudTrail, beside inflating them and other ways'
	@echo 'make oracle       policy decisions beside those of another evaluator (needs Node.js)'
	@echo 'make mutate       whether a test fails when the evaluator, the detector, the lockout guard or planning changes'
	@echo 'make fuzz         damaged and hostile bytes for what reads packs, archives and text'
	@echo 'make managed-policies   which of the policies of AWS make, or lead to, an administrator'
	@echo 'make docs         write the generated pages anew'
	@echo 'make live         PROFILE=NAME: compare with the AWS CLI on a real account, read calls only'
	@echo 'make lock         resolve $(LOCK) anew (needs uv)'
	@echo 'make clean        remove what these targets made'

demo: $(SET_UP)
	@$(VENV)/bin/rootward audit --sandbox; status=$$?; \
	  if [ $$status -eq 1 ]; then echo 'make demo: exit code 1 means findings, as a practice account should have' >&2; \
	  else exit $$status; fi
	@echo 'make demo: and now the gaps that close by themselves, on a practice account like it' >&2
	@$(VENV)/bin/rootward apply --sandbox --auto-approve --quiet

# Many tests wait for a server or a child: two more than there are cores keep these at work.
WORKERS = $(shell python3 -c 'import os; print((os.cpu_count() or 1) + 2)')

# A worker that is done takes tests from the others: until then the tests of a file stay together, with what they share.
# What the tracer of coverage looks at, so that it takes less than half of the time: tests/tracer.py.
# The laws and the acceptance tests are not looked at at all, and run in workers that never had a tracer.
# Compiled first: each child of a test would compile all that it imports where Python may not write what it compiled.
test: $(SET_UP)
	@$(RUN) -m compileall -q src
ifeq ($(strip $(ARGS)),)
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal --cov --ignore=tests/contract --ignore=tests/acceptance
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal tests/contract tests/acceptance
else
	$(RUN) -m pytest -n $(WORKERS) --dist worksteal --cov $(ARGS)
endif

# Each is a target of its own, so that `make --keep-going check` says all that is wrong.
check: check-lint check-format check-types check-layers check-docs check-size

check-lint: $(SET_UP)
	$(VENV)/bin/ruff check
check-format: $(SET_UP)
	$(VENV)/bin/ruff format --check
check-types: $(SET_UP)
	$(VENV)/bin/mypy
check-layers: $(SET_UP)
	$(VENV)/bin/lint-imports
check-docs: $(SET_UP)
	$(RUN) tools/docs.py --check
check-size: $(SET_UP)
	$(RUN) tools/core_size.py

bench: bench-audit bench-sandbox bench-start bench-policy bench-apply bench-scan bench-trail

bench-audit: $(SET_UP)
	$(RUN) bench/audit.py $(ARGS)

bench-sandbox: $(SET_UP)
	$(RUN) bench/sandbox.py $(ARGS)

bench-start: $(SET_UP)
	$(RUN) bench/start.py $(ARGS)

bench-policy: $(SET_UP)
	$(RUN) bench/policy.py $(ARGS)

bench-apply: $(SET_UP)
	$(RUN) bench/apply.py $(ARGS)

bench-scan: $(SET_UP)
	$(RUN) bench/scan.py $(REPO) $(ARGS)

bench-trail: $(SET_UP)
	$(RUN) bench/trail.py $(ARGS)

oracle: $(SET_UP)
	$(RUN) oracle/compare.py $(ARGS)

managed-policies: $(SET_UP)
	@$(RUN) tools/managed_policies.py

mutate: $(SET_UP)
	$(RUN) tools/mutate.py $(ARGS)

fuzz: $(SET_UP)
	$(RUN) tools/fuzz.py $(ARGS)

docs: $(SET_UP)
	$(RUN) tools/docs.py

live: $(SET_UP)
	@[ -n '$(PROFILE)' ] || { echo 'make live: which account? make live PROFILE=NAME' >&2; exit 2; }
	$(RUN) tools/live.py --profile '$(PROFILE)' $(ARGS)

lock:
	@command -v uv > /dev/null || { echo 'make lock: uv is not there: pip install uv' >&2; exit 1; }
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --upgrade \
	  --extra sandbox --extra scan --extra trail --group dev --custom-compile-command 'make lock' --output-file $(LOCK) pyproject.toml

clean:
	rm -rf $(VENV) .bench dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests tools bench oracle -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python that will do, the usual name first. The last install takes nothing from anywhere: where the lock no
# longer holds all that pyproject.toml asks for, it fails (then: make lock).
$(SET_UP): pyproject.toml $(LOCK)
	@python=; venvless=; tried='$(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)'; \
	for name in $$tried; do \
	  "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2> /dev/null || continue; \
	  if "$$name" -c 'import ensurepip, venv' 2> /dev/null; then python=$$name; break; fi; \
	  venvless=$${venvless:-$$name}; \
	done; \
	if [ -z "$$python" ] && [ -n "$$venvless" ]; then \
	  echo "rootward: $$venvless cannot make a virtual environment: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; exit 1; \
	elif [ -z "$$python" ]; then \
	  echo "rootward: Python 3.11 to 3.14 is missing (tried: $$tried): install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	echo "setting up $(VENV) with $$("$$python" --version), a minute or two the first time ..." >&2; \
	"$$python" -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(LOCK)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --editable '.[sandbox,scan,trail]'
	@touch $@
