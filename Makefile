# Two commands do everything: `make brief` and `make test`. Paths may hold spaces: make brief FILE="a b.txt"
PYTHON ?= python3
FILE ?= seeds/beijing-business-today-2020-12-10-t05.txt
export FILE
BIN := .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL = $(PIP) -c constraints.txt --no-build-isolation
# The packages that requirements.lock marks with one of these labels, each file held against its hash
hashed = grep -E ' \# .*\b($(1))\b' requirements.lock > .venv/wanted.txt && $(PIP) --require-hashes --no-deps -r .venv/wanted.txt

brief: .venv/.run
	@$(BIN)/duizhao brief "$$FILE"
# Modules in their order: by the number of their tests those with few and long ones would all be left for the end
test: .venv/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder --cov --cov-report=term
quality: .venv/.dev
	$(BIN)/python -m models.training.quality $(if $(DATA),--data "$(DATA)") $(QUALITY)
audit: .venv/.dev
	$(BIN)/python .ci/audit.py $(AUDIT)
lock: .venv/.dev
	$(BIN)/python .ci/lock.py
.venv/.run: pyproject.toml constraints.txt requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(call hashed,build|run)
	$(INSTALL) -e . && touch $@
.venv/.dev: .venv/.run
	$(call hashed,dev|postgres|archive|ray|telemetry)
	$(INSTALL) -e '.[dev,postgres,archive,ray,telemetry]' && touch $@
