# Two commands do everything: `make brief` and `make test`. Paths may hold spaces: make brief FILE="a b.txt"
PYTHON ?= python3
FILE ?= seeds/beijing-business-today-2020-12-10-t05.txt
export FILE
BIN := .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

brief: .venv/.run
	@$(BIN)/duizhao brief "$$FILE"
test: .venv/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/pytest --cov --cov-report=term
quality: .venv/.dev
	$(BIN)/python -m models.training.quality $(if $(DATA),--data "$(DATA)") $(QUALITY)
.venv/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -e . && touch $@
.venv/.dev: .venv/.run
	$(INSTALL) -e '.[dev,postgres,archive,telemetry]' && touch $@
.PHONY: brief test quality
