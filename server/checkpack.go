package server

import (
	"context"
	"encoding/json"
	"path/filepath"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// checkPack is the command that checks a pack whole, as pack-lsp check does: also what deploying it runs into, which is
// otherwise found only while a file of the pack is open. It takes one argument, a checkPackParams, and returns a
// checkPackResult.
const checkPack = "pack-lsp.checkPack"

type checkPackParams struct {
	URI uri.URI `json:"uri"` // of the pack's folder, or of a file in it
}

type checkPackResult struct {
	Name  string            `json:"name"`  // of the pack's folder
	Files []checkPackCounts `json:"files"` // those with problems, in the order in which they are checked
}

// checkPackCounts says how many problems a file has of each severity: error, warning, information, hint.
type checkPackCounts struct {
	URI      uri.URI        `json:"uri"`
	Problems map[string]int `json:"problems"`
}

func (s *server) checkPack(ctx context.Context, now *state, arguments []protocol.LSPAny) (protocol.LSPAny, error) {
	var p checkPackParams
	if len(arguments) != 1 || json.Unmarshal(arguments[0], &p) != nil {
		return nil, invalid("%s takes one argument: an object with uri", checkPack)
	}
	path, ok := toPath(p.URI)
	if !ok {
		return nil, invalid("not a file on disk: %s", p.URI)
	}
	found, _ := now.PackOf(filepath.Join(path, pack.MetaName))
	if found == nil {
		found, _ = now.PackOf(path)
	}
	if found == nil {
		return nil, invalid("%s is in no pack", path)
	}
	now, found, err := s.admitPack(ctx, now, found)
	if err != nil {
		return nil, err
	}
	dir := found.Dir
	if now.Excluded(dir) {
		return nil, invalid("the settings exclude %s", dir)
	}
	all, err := check.DiagnoseAll(ctx, now.Snapshot, found)
	if err != nil {
		return nil, err
	}
	result := checkPackResult{Name: filepath.Base(dir), Files: []checkPackCounts{}}
	for _, found := range all {
		if len(found.Diagnostics) == 0 {
			continue
		}
		counts := map[string]int{}
		for _, name := range pack.SeverityNames[:4] {
			counts[name] = 0
		}
		for _, d := range found.Diagnostics {
			counts[d.Severity.String()]++
		}
		result.Files = append(result.Files, checkPackCounts{s.can.fromPath(found.File.Path), counts})
	}
	return encode(result)
}
