package analysis_test

import (
	"path"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestRenameFiles runs each archive in testdata/renamefiles: each "move OLD NEW, ..." is the lines that change when files or folders get other
// paths.
func TestRenameFiles(t *testing.T) {
	runArchives(t, "renamefiles", []string{"move"}, func(t *testing.T, files []txtar.File) func(word, rest string) string {
		s := onDisk(packtest.Complete("", files))
		return func(_, moves string) string {
			var renames []analysis.FileRename
			for move := range strings.SplitSeq(moves, ", ") {
				from, to, _ := strings.Cut(move, " ")
				renames = append(renames, analysis.FileRename{Old: path.Join(packtest.Root, from), New: path.Join(packtest.Root, to)})
			}
			edits, err := analysis.RenameFiles(t.Context(), s, renames)
			if err != nil {
				t.Fatal(err)
			}
			return changedLines(t, s, edits)
		}
	})
}
