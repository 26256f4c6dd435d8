package check_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestIgnoreFile says where a comment is about the whole file: above all code, on a line of its own.
func TestIgnoreFile(t *testing.T) {
	const comment = "# pack-lsp: ignore-file values/namespace-invalid why not\n"
	const valid = "pack:\n  namespace: Demo\n  content: {images: [{image: docker.io/example/agent:1.2.0}]}\n"
	const unknown = "manifests:\n  app: {}\n"
	tests := []struct{ name, values, want string }{
		{"none", valid, "warning values/namespace-invalid"},
		{"at the top", comment + valid, ""},
		{"below another comment", "# demo\n\n" + comment + valid, ""},
		{"between keys", unknown + comment + valid, "hint ignore/unused, warning values/namespace-invalid"},
		{"a group", "# pack-lsp: ignore-file values/*\n" + valid, ""},
		{"everything", "# pack-lsp: ignore-file\n" + valid, ""},
		{"another check", "# pack-lsp: ignore-file values/image-latest\n" + valid,
			"hint ignore/unused, warning values/namespace-invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := chartlessSnapshot(tt.values).Pack(packtest.Path("demo"))
			found, err := runChecks(p, p.Values)
			if err != nil {
				t.Fatal(err)
			}
			if got := codesOf(found); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzReadDirective(f *testing.F) {
	for _, s := range []string{"# pack-lsp: ignore", "# pack-lsp: ignore-file a/b, c/* why", "#pack-lsp:ignore,a/b",
		"# pack-lsp: ignored a/b", "## pack-lsp:\tignore\ta/b\r"} {
		f.Add("x: 1 ", s)
	}
	f.Fuzz(func(t *testing.T, before, comment string) {
		src := before + comment
		r := text.Range{Start: len(before), End: len(src)}
		d, ok := check.ReadDirective(src, r)
		if !ok {
			return
		}
		at := d.After
		if at <= r.Start || at > r.End {
			t.Fatalf("the codes begin at %d, outside %v", at, r)
		}
		for _, code := range d.Codes {
			if code.Start <= at || code.Len() == 0 || code.End > r.End {
				t.Fatalf("code at %v after %d in %v", code, at, r)
			}
			at = code.End
		}
	})
}

// chartlessSnapshot holds a pack with manifests alone, in the folder demo.
func chartlessSnapshot(values string) *pack.Snapshot {
	files := packtest.Complete("demo", []txtar.File{{Name: "demo/values.yaml", Data: []byte(values)}})
	return pack.NewSnapshot(packtest.NewFS(files), chart.NewCache(), today).WithFolders([]string{packtest.Root})
}
