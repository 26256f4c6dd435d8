# Everything that a fresh machine needs is installed by the targets themselves. `make help` lists them.
.DEFAULT_GOAL := help

GO_FILES = $(shell git ls-files --cached --others --exclude-standard '*.go')

bin/pack-lsp: $(GO_FILES) go.mod go.sum $(wildcard docs/checks/*/*.md analysis/schema/*.json)
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o $@ ./cmd/pack-lsp

.PHONY: build demo test test-go test-extension test-editors test-vscode vsix dist lint bench fuzz install help
build: bin/pack-lsp ## build the binary into bin/

demo: bin/pack-lsp ## show what an editor shows of a broken pack
	@go run ./internal/demo bin/pack-lsp examples/broken-pack

test: test-go test-extension test-editors ## run the tests: Go, the extension's parts, real editors

test-go: ## run the Go tests, with the race detector where there is a C compiler
	./.ci/test-go

test-editors: bin/pack-lsp ## test the binary in real editors; says what it skips where it cannot have one
	./editors/test/run bin/pack-lsp

test-extension: bin/pack-lsp ## test the parts of the VS Code extension that need no VS Code
	./editors/vscode/test/units bin/pack-lsp

test-vscode: bin/pack-lsp ## test the extension in real VS Codes, the newest and the oldest supported; takes minutes
	./editors/vscode/test/run bin/pack-lsp

vsix: bin/pack-lsp ## package the VS Code extension for this machine into dist/
	cd editors/vscode && npm ci && node scripts/build.mjs --production && node scripts/package.mjs ../../bin/pack-lsp "$$(node -p 'process.platform + "-" + process.arch')" ../../dist/pack-lsp.vsix

dist: ## package extension and binaries for Linux, macOS and Windows into dist/
	cd editors/vscode && npm ci && node scripts/build.mjs --production && node scripts/dist.mjs ../../dist

lint: ## gofmt, go vet, staticcheck; tsc and eslint
	./.ci/lint

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME each
	./.ci/fuzz $(FUZZTIME)

install: ## install pack-lsp into GOBIN
	CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' ./cmd/pack-lsp

help: ## print this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24
