# Every command works from a fresh clone: it installs, builds and starts what it needs first.
# STACK names the stack, STACK_FILE its file (Pulumi.<stack>.yaml); OPTIONS is handed on to the Pulumi CLI.

STACK ?= dev
export STACK STACK_FILE TOOL DIFF OPTIONS NAME PROFILE
export APP AT CALLS CONCURRENCY CA NO_OPEN

RUN := node --require tsx/cjs
MODULES := node_modules/.package-lock.json
BUILT := bin/program.js policies/bin/pack.js

UNIT := 'tests/{unit,policies,istio}/**/*.spec.ts'

.DEFAULT_GOAL := help
.PHONY: help tools cluster cluster-down up preview scenario prove load dashboards doctor down purge env bench policy-parity test test-unit lint

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | sed 's/\$$\$$/$$/g' | expand -t 22
	@echo "  STACK=$(STACK) names the stack, STACK_FILE=path another file than Pulumi.$(STACK).yaml; OPTIONS=\"…\" is handed on to pulumi."

up: $(MODULES) $(BUILT) ## install the mesh and Sock Shop (on a local cluster, unless KUBECONFIG names yours)
	@$(RUN) commands/up.ts

preview: $(MODULES) $(BUILT) ## show what `up` would change, with policy findings (DIFF=1: in full)
	@$(RUN) commands/preview.ts

scenario: $(MODULES) $(BUILT) ## switch a traffic scenario on (NAME=abort-carts …) or off (NAME=none)
	@$(RUN) commands/scenario.ts

prove: $(MODULES) $(BUILT) ## show every scenario by real traffic, then restore the start state (NAME=…: one)
	@$(RUN) commands/prove.ts

load: $(MODULES) ## call an app through the gateway (APP=bookinfo AT=/path CALLS=100 CONCURRENCY=1), count and time the answers
	@$(RUN) commands/load.ts

dashboards: $(MODULES) ## open Grafana, Jaeger, Kiali and Prometheus on this machine, until Ctrl-C (NO_OPEN=1: no browser)
	@$(RUN) commands/dashboards.ts

doctor: $(MODULES) ## find what is wrong with the mesh, each finding with its next step
	@$(RUN) commands/doctor.ts

down: $(MODULES) ## remove what `up` installed; Istio's CRDs stay
	@$(RUN) commands/down.ts

purge: $(MODULES) ## remove Istio's CRDs too
	@$(RUN) commands/purge.ts

env: $(MODULES) ## print the environment of a stack: eval "$$(make -s env)"
	@$(RUN) commands/env.ts

tools: $(MODULES) ## build every tool that is not on PATH (TOOL=name: one; all: those of other profiles and of addons too)
	@$(RUN) tools/build.ts

cluster: $(MODULES) ## start the local cluster, or mend it (PROFILE=standard, openshift or legacy)
	@$(RUN) cluster/up.ts

cluster-down: $(MODULES) ## stop and remove the local cluster
	@$(RUN) cluster/down.ts

bench: $(MODULES) $(BUILT) ## measure up, preview and memory against their limits
	@$(RUN) commands/bench.ts

policy-parity: $(MODULES) ## compare the policy pack with istioctl's analyzers, object by object
	@$(RUN) commands/policyParity.ts

test: lint ## everything that CI runs: lint, unit tests, end to end on the local cluster in its three profiles
	@TOOL=all $(RUN) tools/build.ts
	@npx mocha $(UNIT) tests/e2e/index.spec.ts

test-unit: $(MODULES) $(BUILT) ## the tests that need no cluster
	@npx mocha $(UNIT)

lint: $(MODULES) $(BUILT) ## types, ESLint, Prettier, workflows
	@npm run --silent check
	@npm run --silent lint
	@$(RUN) tools/lintWorkflows.ts

$(MODULES): package.json package-lock.json policies/package.json
	@echo "Installing npm packages" >&2
	@npm ci --no-audit --no-fund --no-update-notifier --loglevel=error >&2

# One rule for both bundles (a grouped target): what Pulumi runs of the program and of the pack.
$(BUILT) &: $(MODULES) $(shell find index.ts versions.ts config components scenarios policies -name '*.ts')
	@npm run --silent build
