# The two commands a newcomer needs: `make demo` and `make test`. Everything else is for developers.
#
#   make demo               set up, pull both models, play through the sample workspace
#   make demo MODELS=small  the same with the small model alone
#   make test               set up, pull the small model, run the tests
#   make check              lint, types, generated files, grammar corpus, extension
#   make editors            install real editors under .tools and run the tests in them
#   make bench [TREE=DIR]   print the figures; TREE is a large Smalltalk source tree
#   make vsix               package the VS Code extension with Kibitz's own wheel inside

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODELS ?= all
TREE ?=
GRAMMAR := grammars/tree-sitter-smalltalk
TOOLS ?= $(CURDIR)/.tools
export KIBITZ_TOOLS ?= $(TOOLS)
TREE_SITTER := $(TOOLS)/bin/tree-sitter
TREE_SITTER_VERSION := 0.27.1

.PHONY: help setup demo test check lint types generated grammar extension editors bench vsix clean

help:
	@sed -n 's/^#   //p' Makefile

# ---- set-up ---------------------------------------------------------------------------------

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml .ci/prepare $(GRAMMAR)/src/parser.c server/kibitz/syntax/_smalltalk.c
	@.ci/prepare $(PYTHON)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' 'setuptools>=77' wheel
	@echo "Installing Kibitz. The first time this compiles llama.cpp: about 5 minutes on 2 cores."
	@CMAKE_BUILD_PARALLEL_LEVEL=$$(nproc) PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable '.[local]'
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

# ---- the two commands -----------------------------------------------------------------------

demo: setup
ifeq ($(MODELS),small)
	@$(BIN)/kibitz models pull completion
	@$(BIN)/kibitz demo --models small
else
	@$(BIN)/kibitz models pull all
	@$(BIN)/kibitz demo
endif

test: $(VENV)/.ready-dev
	@$(BIN)/kibitz models pull completion
	@$(BIN)/python -m pytest -m "not editor" --ignore=tests/editors

# ---- what else must hold on every landing -----------------------------------------------------

check: lint types generated grammar extension

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	@$(BIN)/pyright

generated: $(VENV)/.ready-dev
	@$(BIN)/python -m kibitz.config.generate --check

$(TREE_SITTER):
	@command -v cargo >/dev/null || { echo "The grammar's tests need the tree-sitter CLI: install Rust 1.90 or newer first." >&2; exit 1; }
	@echo "Compiling the tree-sitter CLI, some minutes, once."
	@cargo install --quiet --locked --root $(TOOLS) --version $(TREE_SITTER_VERSION) tree-sitter-cli

grammar: $(TREE_SITTER)
	@cd $(GRAMMAR) && $(TREE_SITTER) generate --js-runtime native && $(TREE_SITTER) test
	@git diff --exit-code -- $(GRAMMAR)/src

extension: clients/vscode/node_modules/.package-lock.json
	@cd clients/vscode && npm run --silent check && npm test --silent

clients/vscode/node_modules/.package-lock.json: clients/vscode/package-lock.json
	@cd clients/vscode && npm ci --no-audit --no-fund --silent
	@touch $@

vsix: $(VENV)/.ready-dev clients/vscode/node_modules/.package-lock.json
	@cd clients/vscode && npm run --silent package

editors: $(VENV)/.ready-dev
	@$(BIN)/python -m pip install --quiet --group editors
	@tests/editors/setup_vscode.sh
	@PYTHON=$(PYTHON) tests/editors/setup_nvim.sh
	@$(MAKE) --no-print-directory vsix
	@$(BIN)/python -m pytest -m editor tests/editors

# ---- figures --------------------------------------------------------------------------------

bench: $(VENV)/.ready
	@$(BIN)/kibitz models pull completion
	@$(BIN)/python -m benchmarks $(if $(TREE),--tree $(TREE))

clean:
	rm -rf build dist server/*.egg-info $(VENV) clients/vscode/node_modules clients/vscode/dist
