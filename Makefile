# Vonk. `make help` tells what there is to make.

# SQLite is C, so every build needs a C compiler. GOLANGCI is fetched and built by Go itself.
export CGO_ENABLED = 1
ifeq ($(origin CC),default)
CC := $(firstword $(shell for c in gcc cc clang; do command -v $$c || true; done))
endif
export CC
GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: run test bench lint build help needs

run: build ## build, and serve the demonstration on http://localhost:8080
	@mkdir -p demo
	@exec bin/vonk serve --demo --database demo/vonk.db --mail-dir demo/mail

test: needs ## everything that must pass; installs what the tests need where it can
	@bash .ci/test $(TESTFLAGS)

bench: build ## print the figures that the README quotes
	@bash .ci/bench

lint: needs ## judge the code by .golangci.yml (the first time takes minutes)
	@go run $(GOLANGCI) run ./...

build: needs ## build bin/vonk
	@[ -e bin/vonk ] || echo "Building; the first time takes a few minutes, as SQLite is compiled too."
	@go build -o bin/vonk ./app

help: ## tell this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14

needs:
	@sh .ci/needs
