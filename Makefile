# Every command works from a fresh clone: it installs, builds and starts what it needs first.
# STACK names the stack (Pulumi.<stack>.yaml); OPTIONS is handed on to the Pulumi CLI.

STACK ?= dev
export STACK TOOL DIFF OPTIONS

RUN := node -r ts-node/register/transpile-only
MODULES := node_modules/.package-lock.json
PACK := policies/bin/index.js

.DEFAULT_GOAL := help
.PHONY: help tools cluster cluster-down up preview down purge env bench test test-unit lint

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  STACK=$(STACK) names the stack; OPTIONS=\"…\" is handed on to pulumi."

up: $(MODULES) $(PACK) ## install the mesh and Sock Shop (on a local cluster, unless KUBECONFIG names yours)
	@$(RUN) commands/up.ts

preview: $(MODULES) $(PACK) ## show what `up` would change, with policy findings (DIFF=1: in full)
	@$(RUN) commands/preview.ts

down: $(MODULES) ## remove what `up` installed; Istio's CRDs stay
	@$(RUN) commands/down.ts

purge: $(MODULES) ## remove Istio's CRDs too
	@$(RUN) commands/purge.ts

env: $(MODULES) ## print the environment of a stack: eval "$$(make -s env)"
	@$(RUN) commands/env.ts

tools: $(MODULES) ## build every tool that is not on PATH (TOOL=name: one)
	@$(RUN) tools/build.ts

cluster: $(MODULES) ## start the local cluster, or mend it
	@$(RUN) cluster/up.ts

cluster-down: $(MODULES) ## stop and remove the local cluster
	@$(RUN) cluster/down.ts

bench: $(MODULES) $(PACK) ## measure up, preview and memory against their limits
	@$(RUN) commands/bench.ts

test: lint ## everything that CI runs: lint, unit tests, end to end on the local cluster
	@npx mocha 'tests/**/*.spec.ts'

test-unit: $(MODULES) $(PACK) ## the tests that need no cluster
	@npx mocha 'tests/{unit,policies,istio}/**/*.spec.ts'

lint: $(MODULES) $(PACK) ## types, ESLint, Prettier, workflows
	@npm run --silent check
	@npm run --silent lint

$(MODULES): package.json package-lock.json policies/package.json
	@echo "Installing npm packages"
	@npm ci --no-audit --no-fund --loglevel=error

$(PACK): $(MODULES) $(shell find policies -name '*.ts' -not -path '*/bin/*' -not -path '*/node_modules/*')
	@npm run --silent build
