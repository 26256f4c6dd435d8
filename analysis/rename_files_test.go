package analysis_test

import (
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestRenameFiles runs each archive in testdata/renamefiles: each "move OLD NEW, ..." is the lines that change when files or folders get other
// paths.
func TestRenameFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/renamefiles/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive := parseArchive(t, name)
			files, asked := split(archive, "move ")
			today := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
			s := pack.NewSnapshot(packtest.NewFS(packtest.Complete("", files)), chart.NewCache(), today).WithFolders([]string{packtest.Root})
			got := &txtar.Archive{Comment: archive.Comment, Files: files}
			for _, f := range asked {
				var renames []analysis.FileRename
				for move := range strings.SplitSeq(strings.TrimPrefix(f.Name, "move "), ", ") {
					from, to, _ := strings.Cut(move, " ")
					renames = append(renames, analysis.FileRename{Old: path.Join(packtest.Root, from), New: path.Join(packtest.Root, to)})
				}
				content := changedLines(t, s, analysis.RenameFiles(s, renames))
				got.Files = append(got.Files, txtar.File{Name: f.Name, Data: []byte(content)})
			}
			compareArchive(t, name, got, archive)
		})
	}
}
