# Two commands matter: `make demo` and `make test`. `make help` lists them all.
PYTHON = .venv/bin/python
ARGS ?=
export DEST FROM
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test proof check backup restore lock messages venv-demo venv-dev pictures audit spelling sbom bench bench-browser

help:       ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

venv-demo venv-dev: venv-%:
	@sh tools/venv.sh $*

demo: venv-demo       ## try the product: everything it needs is started, Ctrl-C ends it (PORT=8000)
	@exec $(PYTHON) -m tools.demo

demo-reset:       ## end the demo and remove its data
	@if [ -x $(PYTHON) ]; then exec $(PYTHON) -m tools.reset; else exec python3 -m tools.reset; fi

SIDE_BY_SIDE = -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
test: venv-dev       ## every test, on real servers and a real browser (ARGS="tests/core -x")
	@exec $(PYTHON) -m pytest $(or $(ARGS),$(SIDE_BY_SIDE))

proof: venv-dev       ## races, faults and attacks with their full counts, into docs/reliability.md (an hour)
	@exec $(PYTHON) -m tools.proof $(ARGS)

pictures: venv-dev    ## take the pictures of the README anew, from the demo at one fixed moment (needs Chromium)
	@exec $(PYTHON) -m tools.pictures

audit: venv-dev       ## every page in both languages and themes by ten checks, into docs/audit.md (half an hour)
	@exec $(PYTHON) -m tools.audit $(ARGS)

sbom: venv-dev        ## the bill of materials of a release (CycloneDX), from requirements.lock, into var/sbom.json
	@mkdir -p var && exec $(PYTHON) -m cyclonedx_py requirements --pyproject pyproject.toml \
		--output-reproducible --output-file var/sbom.json requirements.lock

spelling: venv-dev    ## Estonian by Hunspell and our own list of words (needs an Estonian dictionary)
	@exec $(PYTHON) -m tools.spelling

bench: venv-dev       ## figures beside the ceiling and django-helpdesk, into docs/performance.md (SIZE=10000; 40 min)
	@exec $(PYTHON) -m bench $(addprefix --size ,$(SIZE)) $(ARGS)

bench-browser: venv-dev       ## paint, weight and clicks in a slow Chromium, into docs/performance.md
	@exec $(PYTHON) -m bench.browser

check: venv-dev       ## style, types, import contracts, migrations, translations
	@exec $(PYTHON) -m tools.check

backup:     ## database and kept files into a new folder of DEST, with the settings of the product
	@exec $(PYTHON) -m tools.backup

restore:    ## the backup FROM into an empty database and folder, then compared with it
	@exec $(PYTHON) -m tools.restore

messages: venv-dev       ## collect texts for translation and compile them (needs gettext)
	@exec $(PYTHON) -m tools.translations update

COMPILE = $(PYTHON) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --quiet
lock: venv-dev       ## pin the packages of pyproject.toml (UPGRADE=--upgrade takes newer ones)
	$(COMPILE) $(UPGRADE) --output-file requirements.lock
	$(COMPILE) $(UPGRADE) --extra tryout --output-file requirements-demo.lock
	$(COMPILE) $(UPGRADE) --extra tryout --group dev --output-file requirements-dev.lock
