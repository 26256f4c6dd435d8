package packtest

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// EditedTexts are the files that edits change or create, by path, after the edits. Edits must be inside their files and
// not overlap.
func EditedTexts(t *testing.T, s *pack.Snapshot, edits []edit.FileEdit) map[string]string {
	t.Helper()
	byFile := map[string][]text.Edit{}
	out := map[string]string{}
	for _, e := range edits {
		if e.From != "" {
			out[e.Path] = "moved from " + e.From + "\n"
			continue
		}
		if e.Create {
			out[e.Path] = e.Edit.New
			continue
		}
		byFile[e.Path] = append(byFile[e.Path], e.Edit)
	}
	for path, list := range byFile {
		src := TextOf(s, path)
		slices.SortStableFunc(list, func(a, b text.Edit) int { return a.Start - b.Start })
		for i, e := range list {
			if e.Start < 0 || e.End > len(src) || i > 0 && e.Start < list[i-1].End {
				t.Fatalf("%s: edits overlap or are outside the file: %v", path, list)
			}
		}
		out[path] = text.Apply(src, list)
	}
	return out
}

func TextOf(s *pack.Snapshot, path string) string {
	if f := s.Open(path); f != nil {
		return f.Text.String()
	}
	if _, f := s.PackOf(path); f != nil {
		return f.Text.String()
	}
	if f := s.ConfigFile(filepath.Dir(path)); f != nil && f.Path == path {
		return f.Text.String()
	}
	return ""
}
