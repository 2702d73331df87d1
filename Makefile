# What a developer runs. `make` lists it; `make ci` is all that CI runs.
# Plain sh and GNU make; Go brings everything else.

.DEFAULT_GOAL := help
.PHONY: help generate check test race lint golden bench change interop ci

# Each target's help is the text after its two hashes.
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf '  %-10s %s\n' "$$name" "$$text"; done

generate: ## write the generated packages anew
	go run ./cmd/chatgen generate

check: ## compare the generated packages with what would be generated
	go run ./cmd/chatgen check

test: ## run the tests
	go test ./...

race: ## run the tests under the race detector
	.ci/run race

lint: ## check format and lint, with the golangci-lint of tools/go.mod
	.ci/run format lint

golden: ## rewrite the golden files; read the diff afterwards
	go test ./gen ./cmd/chatgen -update

# The times to compare with benchstat, which tools/go.mod pins:
#   make bench >old.txt; ...; make bench >new.txt
#   go tool -modfile=tools/go.mod benchstat old.txt new.txt
bench: ## run the benchmarks, and time `chatgen generate` and `chatgen diff` as whole processes
	go test -run '^$$' -bench . -benchmem ./acs/... ./gen/... ./generated/... ./emulator/...
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
		go build -o "$$tmp/chatgen" ./cmd/chatgen && \
		go -C tools build -o "$$tmp/walltime" ./walltime && \
		printf 'chatgen generate, package chat: ' && \
		"$$tmp/walltime" -n 30 "$$tmp/chatgen" generate --package chat --out "$$tmp/out" && \
		printf 'chatgen diff, Chat 2021-09-07 and 2025-03-15: ' && \
		"$$tmp/walltime" -n 30 sh -c '"$$0" diff "$$1" "$$2" >"$$3"; test $$? -eq 2' "$$tmp/chatgen" $(foreach v,2021-09-07 2025-03-15,spec/Chat/stable/$v/communicationserviceschat.json) "$$tmp/diff"

change: ## tell what HEAD changes for importers since it left origin/main
	.ci/api-change

interop: ## drive the emulator with the official JavaScript client, and compare ours with it (needs npm)
	.ci/run interop

ci: ## run all that CI runs
	.ci/run
