package symbol_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/symbol"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestRenameFiles runs each archive in testdata/renamefiles: each "move OLD NEW, ..." is the lines that change when
// files or folders get other paths.
func TestRenameFiles(t *testing.T) {
	type answer = func(word, rest string) string
	packtest.RunArchives(t, "renamefiles", []string{"move"}, func(t *testing.T, files []txtar.File) answer {
		s := packtest.OnDisk(packtest.Complete("", files))
		return func(_, moves string) string {
			var renames []symbol.FileRename
			for move := range strings.SplitSeq(moves, ", ") {
				from, to, _ := strings.Cut(move, " ")
				from, to = packtest.Path(from), packtest.Path(to)
				renames = append(renames, symbol.FileRename{Old: from, New: to})
			}
			edits, err := symbol.RenameFiles(t.Context(), s, renames)
			if err != nil {
				t.Fatal(err)
			}
			return changedLines(t, s, edits)
		}
	})
}
