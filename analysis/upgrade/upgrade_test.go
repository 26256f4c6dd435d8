package upgrade

import (
	"bytes"
	"context"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// requestFor is the upgrade to the archives and manifests below the folder new. Manifests were made from those below
// the folder base. The file new/version has the version, if it is there.
func requestFor(t testing.TB, files []txtar.File) Request {
	t.Helper()
	fsys := packtest.NewFS(files)
	r := Request{Dir: packtest.Root}
	seen := map[string]bool{}
	for _, f := range files {
		at, _, archive := strings.Cut(f.Name, ".tgz/")
		switch name, below := strings.CutPrefix(f.Name, "new/"); {
		case !below || seen[at]:
		case archive:
			seen[at] = true
			data := fsys.Read(packtest.Path(at + ".tgz"))
			c, err := chart.Parse(strings.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			r.Archives = append(r.Archives, Archive{Name: path.Base(at) + ".tgz", Data: []byte(data), Chart: c})
		case name == "version":
			r.Version = strings.TrimSpace(string(f.Data))
		default:
			m := Manifest{Name: name, Text: string(f.Data), Add: true}
			for _, base := range files {
				if base.Name == "base/"+name {
					m.Base = string(base.Data)
				}
			}
			r.Manifests = append(r.Manifests, m)
		}
	}
	return r
}

// packFiles are the files of the old pack.
func packFiles(files []txtar.File) []txtar.File {
	var all []txtar.File
	for _, f := range files {
		if !strings.HasPrefix(f.Name, "new/") && !strings.HasPrefix(f.Name, "base/") {
			all = append(all, f)
		}
	}
	return append(all, txtar.File{Name: "logo.png", Data: []byte("\x89PNG\r\n\x1a\n")},
		txtar.File{Name: "README.md", Data: []byte("# Demo\n")})
}

func plan(t testing.TB, files []txtar.File) (*pack.Pack, *Result) {
	t.Helper()
	s := packtest.OnDisk(packFiles(files))
	p := s.Pack(packtest.Root)
	r, err := Plan(context.Background(), s, p, requestFor(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}

func TestUpgrade(t *testing.T) {
	packtest.RunArchives(t, "upgrade", []string{"text", "report"},
		func(t *testing.T, files []txtar.File) func(word, rest string) string {
			p, r := plan(t, files)
			return func(word, rest string) string {
				if word == "report" {
					return reportText(t, r.Report)
				}
				content, changed := r.Files[rest]
				if !changed {
					return p.File(path.Join(p.Dir, rest)).Text.String()
				}
				return string(content)
			}
		})
}

// reportText is a report with one change per line.
func reportText(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	line := func(what string, v any) {
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		b.WriteString(what + " ")
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	line("pack", r.Pack)
	for _, v := range r.Charts {
		line("chart", v)
	}
	for _, v := range r.Manifests {
		line("manifest", v)
	}
	for _, v := range r.Values {
		line("value", v)
	}
	for _, v := range r.References {
		line("reference", v)
	}
	for _, v := range r.Images {
		line("image", v)
	}
	for _, v := range r.Objects {
		line("object", v)
	}
	line("kubernetes", r.Kubernetes)
	for _, v := range r.CRDs {
		line("crd", v)
	}
	for _, v := range r.Findings {
		line("finding", v)
	}
	for _, v := range r.Failures {
		line("failure", v)
	}
	for _, v := range r.Notes {
		line("note", v)
	}
	for _, v := range r.Filled {
		line("filled", v)
	}
	return b.String()
}
