package create_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

func TestCorpus(t *testing.T) {
	dir := corpus.Packs(t)
	archives, _ := filepath.Glob(filepath.Join(dir, "*", "charts", "*.tgz"))
	out := os.Getenv("NEW_OUT")
	for _, mode := range []string{"comments", "all"} {
		n, clean := 0, 0
		codes := map[string]int{}
		for _, a := range archives {
			answers := create.Answers{"chart": {a}, "values": {mode}, "contributor": {"me"}}
			src := create.Read(disk.OS{}, answers)
			if src.Err != nil {
				fmt.Println(a, src.Err)
				continue
			}
			r, err := create.New(t.Context(), src, answers, "", time.Now())
			if err != nil {
				fmt.Println(a, err)
				continue
			}
			n++
			if len(r.Findings) == 0 {
				clean++
			}
			for _, f := range r.Findings {
				codes[f.Code]++
				fmt.Println(mode, filepath.Base(a), f.File, f.Severity, f.Code, strings.ReplaceAll(f.Message, "\n", " "))
			}
			if out != "" {
				for _, f := range r.Files {
					p := filepath.Join(out, mode, r.Folder, f.Path)
					os.MkdirAll(filepath.Dir(p), 0o755)
					os.WriteFile(p, f.Content, 0o644)
				}
			}
		}
		fmt.Println(mode, n, clean, codes)
	}
}
