# make demo   builds a release `endline` and runs the main job on a real trial
# make test   builds and runs the whole test suite
#
# Both first install what is missing, and say so; where all is there, nothing is touched.

SWIFT    ?= swift
ENDLINE  := .build-static/release/endline
DATA     := Datasets/beat-the-blues/beat-the-blues.csv
ROLES    := --subject subject --visit month --arm treatment --outcome bdi
STUDY    := Datasets/beat-the-blues/study.yaml
REPORT   := .build-static/beat-the-blues-report
KERNEL   := Notebooks/.scratch
SOURCES  := Package.swift Plugins Sources Tests Fuzz/Package.swift Fuzz/Sources

DESIGNS  := $(CURDIR)/.build/designs
RECORDS  := $(CURDIR)/.build/conformance
# The tests leave a record of every number that they compare with a reference.
RUN      := ENDLINE_VERIFY=$(RECORDS) $(SWIFT) test -c release --skip-build

.PHONY: demo pictures notebooks notebooks-check test test-debug verify verify-check build format lint fixtures designs bench fuzz fuzz-replay setup clean

demo: build
	@echo
	$(ENDLINE) change $(DATA) $(ROLES)
	@echo
	$(ENDLINE) compare $(DATA) $(ROLES)
	@echo
	$(ENDLINE) mixed $(DATA) $(ROLES)
	@echo
	$(ENDLINE) report $(STUDY) -o $(REPORT)
	@echo "The report of this trial: $(REPORT)/index.html"

# The README's pictures, as the program draws them.
pictures: build
	$(ENDLINE) mixed $(DATA) $(ROLES) --plot Documentation/Pictures/beat-the-blues.svg > /dev/null
	$(ENDLINE) mixed --study Datasets/imr-trial-synthetic/study.yaml --outcome gaf_f \
	  --plot Documentation/Pictures/imr-trial-synthetic.svg > /dev/null
	$(ENDLINE) audit Datasets/imr-evidence/claims.csv --checks interval_centre \
	  --plot Documentation/Pictures/imr-evidence-audit.svg > /dev/null

# Runs the notebooks from scratch and writes their outputs, in an environment of Python of their own.
notebooks: build $(KERNEL)/ready
	ENDLINE=$(CURDIR)/$(ENDLINE) $(KERNEL)/bin/python Notebooks/run.py

# Whether the notebooks give what is committed, with the program that `make test` built.
notebooks-check: $(KERNEL)/ready
	ENDLINE=$(CURDIR)/.build/release/endline $(KERNEL)/bin/python Notebooks/run.py --check

$(KERNEL)/ready: Notebooks/requirements.txt
	@python3 -c 'import ensurepip' 2>/dev/null || .ci/setup python3-venv
	python3 -m venv $(KERNEL)
	$(KERNEL)/bin/pip install --quiet --requirement Notebooks/requirements.txt
	@touch $@

test: setup
	$(SWIFT) build -c release --build-tests
	@rm -rf $(RECORDS)
	$(RUN)

test-debug: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

# Writes Documentation/Conformance.md from the records of a whole run, which need not find a new measure on the page yet.
verify: setup
	$(SWIFT) build -c release --build-tests
	@rm -rf $(RECORDS)
	$(RUN) --skip thePageHasEveryMeasure
	ENDLINE_CONFORMANCE=write $(RUN) --filter ConformanceFile

# Whether the page has the lines and counts of the last `make test`; last digits depend on the processor.
verify-check:
	ENDLINE_CONFORMANCE=check $(RUN) --filter ConformanceFile

# The shipped program carries Swift's runtime in itself, so it runs where no toolchain is and starts faster. It has a
# scratch folder of its own: switching one folder between the two ways of linking would build everything anew.
build: setup
	$(SWIFT) build -c release --product endline --static-swift-stdlib --scratch-path .build-static

format:
	$(SWIFT) format format --in-place --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

# Makes every reference number anew; needs R and Python with the packages that the scripts name.
fixtures:
	@for script in Tests/*/Fixtures/*.R; do \
	  case $$script in */reference.R) continue;; esac; echo "$$script"; Rscript "$$script" || exit 1; done
	@for script in Tests/*/Fixtures/*.py; do echo "$$script"; python3 "$$script" || exit 1; done

# Mixed models of 500 random designs beside a dense reference, mmrm and nlme: an hour of R at first, what is there is kept.
# The table is $(DESIGNS)/summary.md.
designs: setup
	ENDLINE_DESIGNS=$(DESIGNS) MIXED_DESIGNS=500 Rscript Tests/MixedModelsTests/Fixtures/mixed-designs.R
	$(SWIFT) build -c release --build-tests
	ENDLINE_DESIGNS=$(DESIGNS) $(RUN) --filter ManyDesignsTests

# Times endline beside its peers in one run, as ratios; installs the peers in a scratch environment.
bench: build
	Benchmarks/run.sh

# Feeds the readers made-up input under AddressSanitizer: ENDLINE_FUZZ_RUNS inputs each (ten million).
fuzz: setup
	Fuzz/run.sh fuzz

# The kept inputs again, and a minute of new ones; `.ci/run` does this.
fuzz-replay: setup
	Fuzz/run.sh replay

setup:
	@.ci/setup

clean:
	rm -rf .build .build-static Fuzz/.build Fuzz/.scratch Notebooks/.scratch
