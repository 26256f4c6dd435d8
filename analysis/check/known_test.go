package check_test

import (
	"path"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/internal/packgen"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// The checks of each file go over its own findings of the deployment, not over those of all manifests: together, each
// finding once.
func TestDeployedFindingsOnce(t *testing.T) {
	const n = 40
	for _, l := range packgen.Larges() {
		if l.Name != "manifests" {
			continue
		}
		var files []txtar.File
		for name, content := range l.Files(n) {
			files = append(files, txtar.File{Name: path.Join("app", name), Data: []byte(content)})
		}
		s := packtest.WithIndex(packtest.OnDisk(packtest.Complete("app", files)))
		p := s.Pack(packtest.Path("app"))
		if _, err := check.Deploy(t.Context(), s, p); err != nil {
			t.Fatal(err)
		}
		all, complete := deploy.Known(p)
		if len(all) < n || !complete {
			t.Fatalf("%d findings, complete: %v", len(all), complete)
		}
		steps, reported := 0, 0
		for _, f := range p.AnalyzedFiles() {
			in, _ := deploy.KnownIn(p, f)
			steps += len(in)
			found, err := check.DiagnoseFile(t.Context(), s, p, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range found.Diagnostics {
				if d.Code == string(deploy.Rejected) {
					reported++
				}
			}
		}
		if steps != len(all) || reported != n {
			t.Errorf("%d steps for %d findings, %d of %d reported", steps, len(all), reported, n)
		}
		return
	}
	t.Error("packgen has no pack with many manifests")
}
