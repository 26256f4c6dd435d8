package check_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// bombs are packs that take much memory in one way each, and how many bytes have to be counted for them at least. The
// texts have n entries.
var bombs = map[string]struct {
	file  string // that is open
	files func(n int) map[string]string
	bytes int // for each entry
}{
	"values": {"values.yaml", func(n int) map[string]string {
		return map[string]string{"values.yaml": "pack: {}\nx:\n" + strings.Repeat("- \n", n)}
	}, 32},
	"findings": {"values.yaml", func(n int) map[string]string {
		return map[string]string{"values.yaml": "pack:\n" + numbered("  key%d: 1\n", n)}
	}, 230},
	"schema": {"schema.yaml", func(n int) map[string]string {
		return map[string]string{"schema.yaml": numbered("app.key%d: {}\n", n)}
	}, 64},
	"presets": {"presets.yaml", func(n int) map[string]string {
		return map[string]string{"presets.yaml": "presets:\n" +
			numbered("- {name: p%d, displayName: P, group: g, remove: []}\n", n)}
	}, 256},
	"manifest": {"pack.json", func(n int) map[string]string {
		return map[string]string{
			"pack.json":        `{"name": "demo", "kubeManifests": ["manifests/a.yaml"]}`,
			"manifests/a.yaml": numbered("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a%d}\n---\n", n),
		}
	}, 256},
	"chart": {"values.yaml", func(n int) map[string]string {
		return map[string]string{
			"pack.json":                `{"name": "demo", "charts": ["charts/a.tgz"]}`,
			"values.yaml":              "charts: {a: {}}\n",
			"charts/a.tgz/Chart.yaml":  "name: a\nversion: 1.0.0\napiVersion: v2\n",
			"charts/a.tgz/values.yaml": numbered("key%d: 1\n", n),
		}
	}, 256},
	"rendering": {"values.yaml", func(n int) map[string]string {
		return map[string]string{
			"pack.json":               `{"name": "demo", "charts": ["charts/a.tgz"]}`,
			"values.yaml":             "charts: {a: {}}\n",
			"charts/a.tgz/Chart.yaml": "name: a\nversion: 1.0.0\napiVersion: v2\n",
			"charts/a.tgz/templates/a.yaml": fmt.Sprintf("{{ range $i := until %d }}\napiVersion: v1\nkind: ConfigMap\n"+
				"metadata: {name: a{{ $i }}}\n---\n{{ end }}", n),
		}
	}, 256},
}

// What a pack keeps is counted, whatever it consists of. When it is dropped, the same is known of the pack.
func TestMemoryIsCounted(t *testing.T) {
	const n = 5000
	for name, bomb := range bombs {
		t.Run(name, func(t *testing.T) {
			var files []txtar.File
			for name, text := range bomb.files(n) {
				files = append(files, txtar.File{Name: name, Data: []byte(text)})
			}
			s := packtest.OpenFile(packtest.Complete("", files), bomb.file).Snapshot
			p := s.Pack(packtest.Root)
			if size := p.Size(); size > 4096 {
				t.Errorf("%d bytes are counted before anything is worked out", size)
			}
			if _, err := check.Deploy(t.Context(), s, p); err != nil {
				t.Fatal(err)
			}
			before := diagnosed(t, s, p)
			size := p.Size()
			if want := int64(n * bomb.bytes); size < want {
				t.Errorf("%d bytes are counted, want at least %d", size, want)
			}
			next := s.WithForgotten(packtest.Root)
			q := next.Pack(packtest.Root)
			if size := q.Size(); size != 0 {
				t.Errorf("%d bytes are kept", size)
			}
			if _, complete := deploy.Known(q); !complete {
				t.Error("what deploying runs into is no longer known")
			}
			if after := diagnosed(t, next, q); !reflect.DeepEqual(before, after) {
				t.Errorf("found\n%s\nand before\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
			}
		})
	}
}

func diagnosed(t *testing.T, s *pack.Snapshot, p *pack.Pack) (all []string) {
	t.Helper()
	err := check.DiagnoseFiles(t.Context(), s, p, "", func(found check.FileFindings) {
		all = append(all, found.File.Path)
		all = append(all, messages(found.Diagnostics)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// crowds is a chart that gives documents of 45 MB.
func crowds(name string) []txtar.File {
	files := []txtar.File{{Name: "charts/" + name + ".tgz/Chart.yaml",
		Data: fmt.Appendf(nil, "name: %s\nversion: 1.0.0\napiVersion: v2\n", name)}}
	for i := range 3 {
		files = append(files, txtar.File{Name: fmt.Sprintf("charts/%s.tgz/templates/%d.yaml", name, i), Data: fmt.Appendf(nil,
			"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s%d}\n# {{ repeat 15000000 \"x\" }}\n", name, i)})
	}
	return files
}

// What a pack deploys has one budget, too. That there is no room for the rest is said once.
func TestMemoryOfRenderings(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e"}
	var files []txtar.File
	var charts, sections []string
	for _, name := range names {
		files = append(files, crowds(name)...)
		charts = append(charts, fmt.Sprintf(`"charts/%s.tgz"`, name))
		sections = append(sections, "  "+name+": {}\n")
	}
	values := "charts:\n" + strings.Join(sections, "")
	files = append(files,
		txtar.File{Name: "pack.json", Data: fmt.Appendf(nil, `{"name": "demo", "charts": [%s]}`, strings.Join(charts, ", "))},
		txtar.File{Name: "values.yaml", Data: []byte(values)})
	s := packtest.OpenFile(files, "values.yaml").Snapshot
	p := s.Pack(packtest.Root)
	if _, err := check.Deploy(t.Context(), s, p); err != nil {
		t.Fatal(err)
	}
	found, _ := deploy.Known(p)
	if len(found) != 1 || found[0].Code != deploy.TooLarge || found[0].Range.Of(values) != "c" {
		t.Errorf("%+v", found)
	}
}
