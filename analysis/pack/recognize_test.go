package pack_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestForeignPack: the pack.json of another program is no pack, neither on disk nor in an editor nor in the index.
func TestForeignPack(t *testing.T) {
	const sounds = `{"name": "Sounds of X", "description": "x", "restart": false, "color": [235, 25, 45]}`
	for name, test := range map[string]struct {
		meta, beside string
		want         bool
		editor       bool // it is a pack in an editor, though not on disk
	}{
		"sounds":              {meta: sounds},
		"texture pack":        {meta: `{"pack": {"pack_format": 6, "description": "x"}}`},
		"mod":                 {meta: `{"name": "x", "version": "1", "author": "y", "files": ["a"]}`},
		"list":                {meta: `[{"name": "x"}]`},
		"font":                {meta: `{"name": "x", "fonts": {"A": "https://example.com/a.ttf"}}`},
		"flag":                {meta: `{"name": "x", "music": true}`},
		"text":                {meta: "# A title\n"},
		"command":             {meta: "npm i --save-dev prettier\n{\n}\n"},
		"one unknown text":    {meta: `{"name": "x", "description": "y"}`, editor: true},
		"without its brace":   {meta: `"name": "x", "layer": "addon"`, want: true},
		"first word":          {meta: `"name"`, want: true},
		"sounds with values":  {meta: sounds, beside: "values.yaml", want: true},
		"sounds with charts":  {meta: sounds, beside: "charts/x.tgz", want: true},
		"empty":               {want: true},
		"braces":              {meta: "{}", want: true},
		"half a key":          {meta: `{"na`, want: true},
		"key without a value": {meta: `{"name": "x", "foo": `, want: true},
		"first field":         {meta: `{"name": "x"}`, want: true},
		"slips":               {meta: `{"nmae": "x", "Version": "1"}`, want: true},
		"layer":               {meta: `{"name": "x", "author": "y", "layer": "addon"}`, want: true},
		"four keys": {
			meta: `{"name": "x", "displayName": "X", "version": "1", "annotations": {}, "author": "y"}`, want: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := []txtar.File{{Name: "a/pack.json", Data: []byte(test.meta)}}
			if test.beside != "" {
				files = append(files, txtar.File{Name: "a/" + test.beside})
			}
			ctx, dir := context.Background(), packtest.Path("a")
			s := pack.NewSnapshot(packtest.NewFS(files), chart.NewCache(), time.Time{}).WithFolders([]string{packtest.Root})
			file := filepath.Join(dir, pack.MetaName)
			look := func(s *pack.Snapshot, how string, want bool) {
				t.Helper()
				p, _ := s.PackOf(file)
				listed := len(s.WorkspaceDirs(ctx)) == 1
				indexed := s.Index().Pack(dir) != nil
				if (p != nil) != want || listed != want || indexed != want {
					t.Errorf("%s: pack %t, listed %t, indexed %t, want %t", how, p != nil, listed, indexed, want)
				}
			}
			s = s.WithIndex(s.BuildIndex(ctx, s.WorkspaceDirs(ctx), nil))
			look(s, "on disk", test.want)
			inEditor := test.want || test.editor
			look(s.WithOpen(file, 1, text.New(test.meta)), "in an editor", inEditor)
			other := s.WithOpen(file, 1, text.New(`{"layer": "addon"}`))
			look(other.WithOpen(file, 2, text.New(test.meta)), "edited", inEditor)
			if other.Index().Pack(dir) == nil {
				t.Error("not in the index after it becomes a pack")
			}
		})
	}
}
