# Commands for developers. `make` lists them; `make ci` runs all checks of CI.
# They need a POSIX shell and GNU make; the go command downloads the other tools.

.DEFAULT_GOAL := help
.PHONY: help generate check test race lint golden tidy bench bench-peers change fuzz corpus silence soak follow-soak interop screenshots release ci

# Each target's help is the text after its two hashes.
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf '  %-12s %s\n' "$$name" "$$text"; done

generate: ## write the generated packages
	go run ./cmd/chatgen generate

check: ## check that the generated packages are up to date
	go run ./cmd/chatgen check

test: ## run the tests of all modules
	go test work

race: ## run the tests under the race detector
	.ci/run race

lint: ## check format and lint, with the golangci-lint of tools/go.mod
	.ci/run format lint

tidy: ## bring each go.mod and go.sum up to date; needed after changes in acs, generated or emulator
	GOWORK=off go -C tools mod tidy
	GOWORK=off go -C bench mod tidy
	GOWORK=off go -C tools run ./publish tidy

golden: ## rewrite the golden files; read the diff afterwards
	go test ./gen ./gen/openapi ./gen/change ./gen/change/compare ./gen/change/report ./cmd/chatgen -update

# Compare results with benchstat, whose version is in tools/go.mod:
#   make bench >old.txt; ...; make bench >new.txt
#   GOWORK=off go -C tools tool benchstat "$PWD/old.txt" "$PWD/new.txt"
bench: ## run the benchmarks, and time `chatgen generate` and `chatgen diff` as whole processes
	go test -run '^$$' -bench . -benchmem ./acs/... ./gen/... ./generated/... ./emulator/... ./cmd/...
	FOLLOW_MEASURE=1 go test -count=1 -v -run 'TestQuietHour|TestDelay' ./followtest
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
		go build -o "$$tmp/chatgen" ./cmd/chatgen && \
		GOWORK=off go -C tools build -o "$$tmp/walltime" ./walltime && \
		printf 'chatgen generate, package chat: ' && \
		"$$tmp/walltime" -n 30 "$$tmp/chatgen" generate --package chat --out "$$tmp/out" && \
		printf 'chatgen diff, Chat 2021-09-07 and 2025-03-15: ' && \
		"$$tmp/walltime" -n 30 sh -c '"$$0" diff "$$1" "$$2" >"$$3"; test $$? -eq 2' "$$tmp/chatgen" $(foreach v,2021-09-07 2025-03-15,spec/Chat/stable/$v/communicationserviceschat.json) "$$tmp/diff"

# To rewrite docs/performance.md: make bench-peers ARGS=-update
bench-peers: ## compare our client with those of other generators (needs a network; npm for one of them)
	GOWORK=off go -C bench run . $(ARGS)

change: ## report what HEAD changes for importers since its merge base with origin/main
	.ci/api-change

fuzz: ## run each fuzz test of the JSON layer and the generator for FUZZTIME (default 10m)
	.ci/fuzz $(or $(FUZZTIME),10m)

# To print the files of each outcome: make corpus DIR=... ARGS=-corpus.files
corpus: ## judge chatgen on the documents below DIR: generate, type-check and call each package, and count the outcomes
	go test -count=1 -timeout 0 -v -run 'TestCorpus$$' ./gen -corpus "$(abspath $(DIR))" $(ARGS)

silence: ## change and remove each node of each document, and see that nothing is dropped in silence (takes many minutes)
	CHATGEN_SILENCE=1 go test -count=1 -timeout 0 -run 'TestSilence$$' ./gen

soak: ## run each load test for SOAKTIME (default 10m) under the race detector, and read a list of 1,000,000 pages
	LOADTEST_DURATION=$(or $(SOAKTIME),10m) go test -count=1 -race -timeout 0 -tags load ./loadtest
	CHATGEN_SOAK=1 go test -count=1 -run TestLongList ./acs/wire

follow-soak: ## kill followers of changes for FOLLOWTIME (default 5m) while 50 threads are busy
	FOLLOW_DURATION=$(or $(FOLLOWTIME),5m) go test -count=1 -timeout 0 -v -run TestKilledFollower ./followtest

interop: ## drive the emulator with the official JavaScript client, and compare ours with it (needs npm, Python and Chromium)
	.ci/run interop

screenshots: ## take the screenshots of the inspector in docs (needs Chromium)
	go test -count=1 -tags interop -run TestInspectorScreenshot ./interop -screenshots

release: ## check that all files contain VERSION=v0.1.0, and print the tags to set
	@GOWORK=off go -C tools run ./publish tags "$(VERSION)"

ci: ## run all checks of CI
	.ci/run
