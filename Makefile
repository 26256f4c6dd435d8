# The targets install everything that a new machine needs. `make help` lists them.
.DEFAULT_GOAL := help

# wildcard: git also lists deleted files until that is committed.
GO_FILES = $(wildcard $(shell git ls-files --cached --others --exclude-standard '*.go'))

bin/pack-lsp: $(GO_FILES) go.mod go.sum $(wildcard docs/checks/*/*.md analysis/schema/*.json analysis/kube/*.gz)
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o $@ ./cmd/pack-lsp

.PHONY: build demo test test-go soak test-editors test-vscode test-playground playground corpus deploy-accuracy
.PHONY: vsix vsix-all dist site lint bench fuzz steps picture install help
build: bin/pack-lsp ## build the binary into bin/

demo: bin/pack-lsp ## show what an editor shows for a broken pack, and make a pack of a chart
	@go run ./internal/demo bin/pack-lsp examples/broken-pack examples/greeter-chart

test: test-go ## run all tests: Go, then those in real editors in parallel, since they mostly wait
	@$(MAKE) --no-print-directory -j 2 test-vscode test-editors test-playground

test-go: ## run the Go tests, with the race detector if there is a C compiler
	./.ci/test-go

test-editors: bin/pack-lsp ## test the binary in Neovim, Helix, Emacs and Vim; says what it skips
	./editors/test/run bin/pack-lsp

test-vscode: bin/pack-lsp ## test the VS Code extension, also in real VS Codes, the newest and the oldest supported
	./editors/vscode/test/run bin/pack-lsp

test-playground: bin/pack-lsp ## build the playground, and use it in Chromium
	./editors/playground/test/run bin/pack-lsp

playground: ## build the playground, a page with the server in it, into dist/site/playground
	cd editors/playground && scripts/dependencies && node scripts/build.mjs ../../dist/site/playground

corpus: ## run the Go tests with the real packs in PACK_LSP_CORPUS, and count findings; says how to get packs
	./.ci/corpus

deploy-accuracy: ## measure what is reported of the changes in PACK_LSP_MUTANTS to the packs in PACK_LSP_CORPUS
	./.ci/deploy-accuracy

vsix: bin/pack-lsp ## package the VS Code extension for this machine into dist/
	cd editors/vscode && scripts/dependencies && node scripts/build.mjs --production && node scripts/package.mjs ../../bin/pack-lsp "$$(node -p 'process.platform + "-" + process.arch')" ../../dist/pack-lsp.vsix

dist: bin/pack-lsp ## make what a release has, without signatures, for Linux, macOS and Windows into dist/
	cd editors/vscode && scripts/dependencies && node scripts/build.mjs --production && node scripts/dist.mjs ../../bin/pack-lsp

vsix-all: bin/pack-lsp ## package the VS Code extension for every platform into dist/
	cd editors/vscode && scripts/dependencies && node scripts/build.mjs --production && node scripts/dist.mjs --vsix ../../bin/pack-lsp

site: ## make the documentation site into dist/site
	go run ./internal/site -tags dist/site

lint: ## gofmt, go vet, staticcheck, deadcode, the limits of internal/style; tsc and eslint
	./.ci/lint

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem ./...

FUZZTIME ?= 30s
fuzz: ## run every fuzz target for FUZZTIME each
	./.ci/fuzz $(FUZZTIME)

SOAK_MINUTES ?= 10
soak: ## attack the server with random sessions for SOAK_MINUTES, or with the one of SOAK_SEED again
	SOAK_MINUTES=$(SOAK_MINUTES) SOAK_SEED=$(SOAK_SEED) go test ./internal/soak -run TestSoak -count=1 -timeout 0 -v

STEPS ?= 1000
steps: ## count the steps that lists of STEPS, twice and four times as many entries take, and print what grows too fast
	go run ./internal/steps $(STEPS)

picture: ## draw the picture of the packages in ARCHITECTURE.md
	go test ./internal/imports -run TestPicture -update

install: ## install pack-lsp into GOBIN
	CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' ./cmd/pack-lsp

help: ## print this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24
