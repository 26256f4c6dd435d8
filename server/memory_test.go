package server_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/pack-lsp/pack-lsp/server"
)

// A server that may keep next to nothing drops what it has worked out again and again. What it answers is the same.
func TestForgetfulSession(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			for _, copied := range []string{"a", "b"} {
				if err := os.CopyFS(filepath.Join(dir, copied), os.DirFS(filepath.Join("..", "examples"))); err != nil {
					t.Fatal(err)
				}
			}
			var forgot atomic.Int64
			e := start(t, server.WithKept(server.WithGap(server.Options{}, func(name string) {
				if name == "forget packs" {
					forgot.Add(1)
				}
			}), 1))
			e.initialize(pulling(), dir)
			s := randomSession{
				editor: e, root: dir, random: rand.New(rand.NewPCG(seed, 1)),
				texts: map[string]string{}, versions: map[string]int{},
			}
			for _, name := range []string{"pack.json", "values.yaml", "manifests/greeter.yaml"} {
				for _, pack := range []string{"a/broken-pack", "a/good-pack", "b/good-pack"} {
					s.open(t, filepath.Join(dir, filepath.FromSlash(pack), filepath.FromSlash(name)))
				}
			}
			for step := range 300 {
				if s.step(); step%100 == 99 {
					e.all() // when nothing is left to do, most is dropped
				}
			}
			s.collect()
			s.equalsFresh(t)
			if forgot.Load() == 0 {
				t.Error("nothing was dropped")
			}
		})
	}
}
