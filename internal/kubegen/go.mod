module github.com/pack-lsp/pack-lsp/internal/kubegen

go 1.26.0
