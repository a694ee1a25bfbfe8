# Thin names for `python3 -m consular.standalone …`. PORT, ARGS, RATE and the settings reach it as environment variables.
PYTHON ?= python3

run test test-nightly bench check replay manage stop clean:
	@$(PYTHON) -m consular.standalone $@

lock:
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file requirements.lock pyproject.toml
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--constraints requirements.lock --group dev --output-file requirements-dev.lock pyproject.toml

.PHONY: run test test-nightly bench check replay manage stop clean lock
