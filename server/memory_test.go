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
	sessionShortOf(t, "forget packs", func(opts server.Options) server.Options { return server.WithKept(opts, 1) })
}

// A server that may work on one pack at a time has everything wait for everything, and all of it comes to its end. What
// it answers is the same.
func TestNarrowSession(t *testing.T) {
	sessionShortOf(t, "short of memory", func(opts server.Options) server.Options {
		return server.WithKept(server.WithWorking(opts, 1, 0), 1)
	})
}

// sessionShortOf compares random sessions with a server short of memory with fresh servers. In each, a gap of the given
// name must be met.
func sessionShortOf(t *testing.T, gap string, short func(server.Options) server.Options) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			for _, copied := range []string{"a", "b"} {
				if err := os.CopyFS(filepath.Join(dir, copied), os.DirFS(filepath.Join("..", "examples"))); err != nil {
					t.Fatal(err)
				}
			}
			var met atomic.Int64
			e := start(t, short(server.WithGap(server.Options{}, func(name string) {
				if name == gap {
					met.Add(1)
				}
			})))
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
			if met.Load() == 0 {
				t.Errorf("no %q", gap)
			}
		})
	}
}
