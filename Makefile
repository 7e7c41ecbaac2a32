# Everything a newcomer needs: `make demo` and `make test`. Each does all its own set-up.
SHELL := /bin/bash
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
PYTHON ?= python3.11
# The tests start the product thousands of times: each file is compiled once, whatever the machine is set to.
unexport PYTHONDONTWRITEBYTECODE
FAST := not slow and not browser and not crash and not cluster and not whole

.PHONY: help setup setup-dev setup-cluster demo test test-long lint fast slow whole browser heard screenshots side-by-side postgres crash cluster serve bench sbom audit scan lock clean

help:
	@echo 'make demo   一个虚构的县过一年，然后打开网页 · a synthetic county lives a year, then the pages open'
	@echo 'make test   全部测试 · every test          make serve  打开网页 · the pages'
	@echo 'make lint   检查代码 · check the code       make bench  与同行比速度 · speed against peers'

# --- set-up ---------------------------------------------------------------------------------------------------------
.venv/bin/python:
	@tools/system_packages.sh base
	@$$(command -v $(PYTHON) || command -v python3) -m venv .venv

.venv/.run: requirements.txt .venv/bin/python
	@echo '安装运行所需的库 · installing what Chuntian runs on'
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo '安装测试所需的库 · installing what the tests need'
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.cluster: requirements-cluster.txt .venv/.dev
	@tools/system_packages.sh cluster
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-cluster.txt
	@touch $@

.venv-bench/.done: requirements-bench.txt .venv/.dev
	@echo '安装比速度用的同行 · installing the peers that speed is measured against'
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.venv-scan/.done: requirements-scan.txt .venv/.dev
	@echo '安装扫描器 · installing the scanner'
	@$(PY) -m venv .venv-scan
	@.venv-scan/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-scan.txt
	@touch $@

setup: .venv/.run
	@tools/system_packages.sh demo
setup-dev: setup .venv/.dev
	@tools/system_packages.sh test
setup-cluster: setup-dev .venv/.cluster

# --- use ------------------------------------------------------------------------------------------------------------
demo: setup
	@.venv/bin/chuntian demo

serve: setup
	@.venv/bin/chuntian init
	@.venv/bin/chuntian serve

# --- test -----------------------------------------------------------------------------------------------------------
test: setup-dev lint fast slow
test-long: setup-cluster .venv-scan/.done
	CHUNTIAN_LONG=1 $(PYTEST) -m "slow or crash" --timeout=3600
	CHUNTIAN_LONG=1 $(MAKE) --no-print-directory postgres

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	$(PY) -m mypy src/chuntian/kernel src/chuntian/rules src/chuntian/policy src/chuntian/linkage src/chuntian/formats

fast: setup-dev
	$(PYTEST) -m "$(FAST)" -n 2

slow: side-by-side browser postgres
# these wait more than they reckon
side-by-side: setup-dev
	@$(MAKE) --no-print-directory --output-sync=target -j2 whole crash cluster

whole: setup-dev
	$(PYTEST) -m "whole and not slow"

crash: setup-dev
	$(PYTEST) -m "crash and not slow"

browser: setup-dev
	$(PYTEST) -m "browser and not slow" -n 2 --dist loadfile

screenshots: setup-dev
	CHUNTIAN_SHOTS=screenshots $(PYTEST) -m "browser and not slow" tests/journeys
	@echo '图片在 screenshots/ · the pictures are in screenshots/'

heard: setup-dev
	HEARD=write $(PYTEST) -m browser -k C11 tests/journeys/test_senses.py
	@git diff --stat -- tests/journeys/screen_reader/spoken

postgres: setup-dev
	CHUNTIAN_LANE=postgres $(PY) tools/with_postgres.py -- $(PYTEST) -m "$(FAST)" -n 2 tests/places tests/accounts tests/trail tests/registry tests/exchange tests/casework tests/money tests/services tests/indicators tests/reports tests/upkeep tests/web tests/trust

cluster: setup-cluster
	CHUNTIAN_LANE=cluster $(PYTEST) -m cluster

bench: setup-dev .venv-bench/.done
	@$(PY) -m bench

# --- prove --- (trust B33, B34, B35)
sbom: setup
	@$(PY) tools/sbom.py
audit: setup
	@$(PY) tools/audit.py
scan: setup-dev
	@$(PY) tools/scan_secrets.py
	@$(PY) tools/read_pictures.py

# --- keep -----------------------------------------------------------------------------------------------------------
lock:
	$(PY) -m pip install -q uv
	for part in requirements requirements-dev requirements-cluster requirements-bench requirements-scan; do \
	  .venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header $$part.in -o $$part.txt; done

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis data data-outside
