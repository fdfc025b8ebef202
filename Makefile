# How to run, develop and check Jari. `make` alone lists the targets.
#
# A fresh machine needs Rust (rustup) and Node 20 or newer; every target sets up the rest by itself, and says what it
# does. The server is set up by environment variables, such as LEPTOS_SITE_ADDR, DATABASE_URL and JARI_HOLD_TTL_SECS:
#
#     LEPTOS_SITE_ADDR=0.0.0.0:8080 JARI_MAX_HOLDS=4 make run

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Cargo takes all cores by itself, and two targets at once would only wait for its lock.
.NOTPARALLEL:

# Where builds and tools go. CARGO_TARGET_DIR is Cargo's own variable; the site goes to target/site whatever it says.
TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
export JARI_CACHE ?= $(HOME)/.cache/jari
export PATH := $(JARI_CACHE)/tools/bin:$(CURDIR)/end2end/node_modules/.bin:$(PATH):$(HOME)/.cargo/bin

# Leptos asks for this name when it is compiled. cargo-leptos sets it and plain Cargo does not; without it here, a
# build after `cargo test` in the same directory would look for a file that does not exist.
export LEPTOS_OUTPUT_NAME := jari

# The defaults of what the server reads.
export LEPTOS_SITE_ADDR ?= 127.0.0.1:3000
export LEPTOS_SITE_ROOT ?= target/site
export DATABASE_URL ?= sqlite://data/jari.db

SERVER := $(TARGET)/release/server
# Written after each release build, so that an unchanged tree starts at once. Folders count too: theirs is the time at
# which a file was last added or removed.
BUILT := $(TARGET)/jari-release-built
SOURCES := Cargo.toml Cargo.lock $(shell find app frontend server style migrations)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: build ## Build what has changed, load the demo if there is no match yet, and serve
	@mkdir -p data
	@$(SERVER) load-demo
	@exec $(SERVER)

.PHONY: run-cluster
run-cluster: setup-cluster build ## Three instances behind nginx, over Redis and PostgreSQL, until Ctrl-C
	@JARI_SERVER=$(SERVER) exec deploy/run-cluster.sh

.PHONY: watch
watch: setup-build ## The same in a debug build that rebuilds and reloads at every change
	@rm -f $(BUILT)
	@mkdir -p data
	cargo run -p server -- load-demo
	cargo-leptos watch

.PHONY: build
build: $(BUILT) ## The release build: the server, and the site in target/site

$(BUILT): $(SOURCES)
	@sh .ci/setup.sh release
	cargo-leptos build --release --precompress --split --lib-features split
	@touch $@

# What was built may be gone although the sources are older.
ifneq ($(words $(wildcard $(SERVER) target/site/pkg/jari.wasm)),2)
$(BUILT): FORCE
endif
FORCE:

.PHONY: test
test: ## Everything that must pass before a change goes in, and how long each part of it took
	@for part in setup-test lint test-rust test-e2e; do \
		begun=$$(date +%s); \
		$(MAKE) --no-print-directory $$part || exit 1; \
		took="$$took$$part $$(($$(date +%s) - begun)) s, "; \
	done; \
	echo "make test: $${took%, }"

.PHONY: test-core
test-core: ## The rules alone, in seconds
	@sh .ci/setup.sh core
	cargo test --locked -p jari-core

.PHONY: lint
lint: setup-build ## Formatting, and Clippy for the server's target and for the browser's
	cargo fmt --all --check
	cargo clippy --locked -p jari-core -p jari-gateways -p app -p bench -p server --all-targets -- -D warnings
	cargo clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings

# One command for all packages, as each alone would choose other features of what they stand on, and build it again.
# The server turns on `ssr`; `frontend` must stay out, as it turns on `hydrate`.
.PHONY: test-rust
test-rust: ## The tests of app and server, and of what the benchmark reads
	@sh .ci/setup.sh test-rust
	cargo test --locked -p jari-core -p jari-gateways -p app -p bench -p server

.PHONY: test-e2e
test-e2e: setup-test build ## The browser tests against the release build; ARGS go to Playwright
	cd end2end && JARI_SERVER=$(SERVER) playwright test $(ARGS)

.PHONY: screenshots
screenshots: setup-test build ## Every page in each size and scheme, into end2end/test-results/screenshots
	cd end2end && JARI_SERVER=$(SERVER) playwright test --config screenshots.config.ts

# nginx, nchan, Redis and PostgreSQL are measured where they are installed; what is missing is left out, and it says so.
# `bench/RESULTS.md` is written only when everything was measured.
.PHONY: bench
bench: build ## Measure Jari beside what bounds it, into bench/RESULTS.md; ARGS='--seconds 3 --runs 1' is quick
	JARI_SERVER=$(SERVER) cargo run --locked -p bench --release -- all $(ARGS)

# A store that is to be tried as well is named: make bench-sale ARGS='sqlite postgres redis'
.PHONY: bench-sale
bench-sale: build ## Sell the whole ballpark to a crowd, into bench/SALE.md; ARGS name the stores
	JARI_SERVER=$(SERVER) cargo run --locked -p bench --release -- sale --results bench/SALE.md $(ARGS)

# `bench/MAP.md` is written only when everything was measured: make bench-map ARGS='--only moving --runs 1' tries a part, ARGS=--quick
# whether all of it still works, and ARGS=--help tells the rest.
.PHONY: bench-map
bench-map: build ## Move and change the map of the ballpark in a browser, beside two other maps, into bench/MAP.md
	@sh .ci/setup.sh bench-map
	@cd bench/map && npm test --silent
	JARI_SERVER=$(SERVER) node bench/map/main.mjs $(ARGS)

# Not part of `test`: the advisories come from a database on the network, and they change without us. The rest needs
# no network: make deny ARGS='licenses bans sources'
.PHONY: deny
deny: ## Licences, duplicates, sources and known vulnerabilities of the dependencies; ARGS choose among them
	@sh .ci/setup.sh deny
	cargo-deny --all-features --locked --config .ci/deny.toml check $(ARGS)

.PHONY: setup-build
setup-build: ## What a build needs
	@sh .ci/setup.sh build

.PHONY: setup-test
setup-test: ## What the tests need besides: Redis, PostgreSQL, a browser and a Korean font
	@sh .ci/setup.sh test

.PHONY: setup-cluster
setup-cluster: ## What a cluster needs besides a build: Redis, PostgreSQL and nginx
	@sh .ci/setup.sh cluster
