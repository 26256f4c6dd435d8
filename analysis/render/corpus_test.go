package render

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestTmp(t *testing.T) {
	paths, _ := filepath.Glob("../../../shared/corpus/packs/*/charts/*.tgz")
	for _, p := range paths {
		f, _ := os.Open(p)
		c, err := chart.Parse(f, -1)
		if err != nil {
			t.Log(p, err)
			continue
		}
		dir := filepath.Dir(filepath.Dir(p))
		vt, _ := os.ReadFile(filepath.Join(dir, "values.yaml"))
		root := syntax.ParseYAML(string(vt)).Root()
		t0 := time.Now()
		pr := Prepare(c)
		t1 := time.Now()
		vals := FromNode(root.At("charts", c.Name), DefaultMacros)
		o := Options{Release: "r-" + c.Name, Namespace: "ns"}
		t2 := time.Now()
		r := pr.Render(context.Background(), vals, o)
		t3 := time.Now()
		r = pr.Render(context.Background(), vals, o)
		t4 := time.Now()
		msg := ""
		if len(r.Errors) > 0 {
			msg = r.Errors[0].Error()
		}
		fmt.Printf("%-60s prep %v conv %v first %v again %v docs %d errs %d %.200s\n", filepath.Base(dir)+"/"+c.Name, t1.Sub(t0), t2.Sub(t1), t3.Sub(t2), t4.Sub(t3), len(r.Documents), len(r.Errors), msg)
	}
}
