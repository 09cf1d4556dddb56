# Two commands do everything: `make demo` and `make test`. The rest is for whoever builds Bluestem.
.PHONY: demo test check fmt prove bench setup messages lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo    run Bluestem with a demonstration community"
	@echo "make test    run the tests (SQLite, PostgreSQL, Chromium, a real SMTP server)"
	@echo "make setup   install what running needs into .venv; then .venv/bin/bluestem"
	@echo "make check   format, lint, types, floors, templates, French"
	@echo "make fmt     put code in order"
	@echo "make prove   the full numbers, resumable (hours)"
	@echo "make bench   ratios, side by side in one run"

setup:
	@sh scripts/setup run

demo: setup
	@.venv/bin/bluestem demo

dev:
	@sh scripts/setup dev

test: dev
	@sh scripts/machine
	@.venv/bin/python scripts/test.py

check: dev
	@.venv/bin/ruff format --check src tests scripts benchmarks conftest.py
	@.venv/bin/ruff check src tests scripts benchmarks conftest.py
	@.venv/bin/djade --target-version 6.1 --check $$(git ls-files 'src/**/templates/**/*.html')
	@.venv/bin/lint-imports
	@.venv/bin/mypy
	@.venv/bin/python scripts/messages.py --check

fmt: dev
	@.venv/bin/ruff check --fix --quiet src tests scripts benchmarks conftest.py || true
	@.venv/bin/ruff format src tests scripts benchmarks conftest.py
	@.venv/bin/djade --target-version 6.1 $$(git ls-files 'src/**/templates/**/*.html') || true

messages: dev
	@.venv/bin/python scripts/messages.py

prove: dev
	@sh scripts/machine
	@.venv/bin/python scripts/prove.py

bench: dev
	@.venv/bin/python scripts/bench.py

lock:
	@sh scripts/lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache
