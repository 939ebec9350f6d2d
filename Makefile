# Every target installs first; a second `make install` has nothing to do and takes no time.
# PYTHON chooses the interpreter (3.11 or newer); without it the first one that works is taken.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/volition-installed
PACKAGES := acquisition console decoding games sessions station
CATALOGUE := station/locale/zh_CN/LC_MESSAGES/volition.po
NEWER := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.PHONY: install demo test check format bench pictures messages lock clean
.DEFAULT_GOAL := install

install: $(STAMP)

# A stamp older than the lock, the metadata or the catalogue means: install again.
$(STAMP): requirements.lock pyproject.toml setup.py $(CATALOGUE)
	@python=; for candidate in $(PYTHON) $(BIN)/python python3.11 python3.12 python3.13 python3; do \
		if "$$candidate" -c '$(NEWER)' >/dev/null 2>&1; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Volition needs Python 3.11 or newer with venv; install it (Debian, Ubuntu: python3-venv)" \
			"or name it: make PYTHON=/path/to/python3.11" >&2; exit 2; \
	fi; \
	[ -x $(BIN)/python ] || { echo "Making $(VENV) with $$python"; "$$python" -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

# Shows a window where there is a display, and runs without one where there is none.
demo: install
	$(BIN)/volition demo

# Two workers; tests with real processes follow one another in one of them, or they would disturb
# each other. Tests that need recordings look in ../shared/data or $VOLITION_TEST_DATA, and say why they skip.
test: install
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install
	$(BIN)/python -m benchmarks.latency

# Draws the games, reports, terminals and (with Xvfb and ImageMagick) the window of the documents.
pictures: install
	$(BIN)/python -m docs.make_pictures

# Collect every marked sentence into the catalogue; the tests find what is not translated. Dates and
# names stay out of its head, and "95 % interval" is no printf format: fields are {named} here.
messages: install
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F babel.cfg --no-default-keywords -k N_ -k tr --no-wrap --sort-by-file \
		--add-location=file --project volition -o build/volition.pot $(PACKAGES)
	$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
		-l zh_CN -i build/volition.pot -o $(CATALOGUE)
	@sed -E -e '/^"(Report-Msgid|POT-Creation|PO-Revision|Last-Tr|Language-Team|Generated-By)/d' \
		-e '/^#, python-format$$/d' -e 's/^(#,.*), python-format$$/\1/' $(CATALOGUE) > build/volition.po
	@cp build/volition.po $(CATALOGUE)
	@$(MAKE) --no-print-directory install

# Pin everything for Linux, Windows and macOS, with hashes and without addresses (needs uv).
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate \
		--extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find $(PACKAGES) benchmarks tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f $(CATALOGUE:.po=.mo)
