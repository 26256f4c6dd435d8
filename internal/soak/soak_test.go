// Package soak attacks the server with random sessions: a real process, built with the race detector, a client that
// speaks JSON-RPC with it over pipes, and packs on disk. After each round of a session the server must say what a
// fresh one says that is told everything at once, and must not use more.
//
// SOAK_MINUTES says how long it runs, SOAK_SEED runs the session of one seed again, and SOAK_PLAIN=1 leaves out the
// race detector, which makes memory comparable.
package soak

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

// Rounds and steps of a session, and those of the short ones that belong to all tests.
const (
	rounds, steps           = 8, 400
	shortRounds, shortSteps = 1, 60
)

// built is the server, with the race detector if there is a C compiler, and without.
var built struct {
	once   sync.Once
	dir    string
	err    error
	race   bool
	binary string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir) // in the folder for temporary files anyway
	}
	os.Exit(code)
}

// server builds the server once, and returns its command line and whether it has the race detector.
func server(t testing.TB) (binary []string, race bool) {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "pack-lsp-soak-"); built.err != nil {
			return
		}
		built.binary = filepath.Join(built.dir, "pack-lsp")
		if runtime.GOOS == "windows" {
			built.binary += ".exe"
		}
		if os.Getenv("SOAK_PLAIN") == "" {
			if built.err = build(built.binary, "-race"); built.err == nil {
				built.race = true
				return
			}
		}
		built.err = build(built.binary)
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return []string{built.binary, "--stdio"}, built.race
}

func build(to string, flags ...string) error {
	args := append([]string{"build", "-o", to}, flags...)
	out, err := exec.Command("go", append(args, "../../cmd/pack-lsp")...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// Sessions of seeds that are always the same, one for each kind of editor.
func TestSessions(t *testing.T) {
	t.Parallel()
	for seed := range uint64(len(kinds)) {
		t.Run(kinds[seed].name, func(t *testing.T) {
			t.Parallel()
			soak(t, seed, "", shortRounds, shortSteps)
		})
	}
}

// Sessions for SOAK_MINUTES, each with another seed, or that of SOAK_SEED.
func TestSoak(t *testing.T) {
	if s := os.Getenv("SOAK_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		soak(t, seed, packsFor(t, seed), rounds, steps)
		return
	}
	minutes, err := strconv.ParseFloat(os.Getenv("SOAK_MINUTES"), 64)
	if err != nil {
		t.Skip("skipped: SOAK_MINUTES does not say how long; make soak does")
	}
	first := uint64(time.Now().UnixNano() / 1e6 % 1e9)
	end := time.Now().Add(time.Duration(minutes * float64(time.Minute)))
	for seed := first; time.Now().Before(end) && !t.Failed(); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { soak(t, seed, packsFor(t, seed), rounds, steps) })
	}
}

// packsFor is the folder of published packs for every other four seeds, if there is one; "" for generated packs.
func packsFor(t *testing.T, seed uint64) (dir string) {
	if seed/uint64(len(kinds))%2 == 0 {
		return ""
	}
	t.Run("published packs", func(t *testing.T) { dir = corpus.Packs(t) })
	return dir
}

func soak(t *testing.T, seed uint64, packs string, rounds, steps int) {
	binary, race := server(t)
	began := time.Now()
	s := newSession(t, binary, seed, packs)
	defer func() {
		if t.Failed() {
			t.Logf("the last steps of seed %d; make soak SOAK_SEED=%[1]d repeats it:\n%s", seed,
				list(s.log[max(0, len(s.log)-40):]))
		}
	}()
	t.Logf("seed %d: %s; race detector: %v; packs: %q", seed, s.kind.name, race, packs)
	for round := range rounds {
		for range steps {
			s.step()
		}
		fresh := s.fresh(binary)
		s.compare(fresh)
		used, needed := s.atRest(), fresh.atRest()
		used.within(t, needed, race)
		t.Logf("round %d, %.0f s, %d edits, %d writes: %v; a new server: %v", round+1, time.Since(began).Seconds(),
			s.edits, s.writes, used, needed)
		if round+1 < rounds && !t.Failed() {
			fresh.shutDown()
			continue
		}
		here, text := s.routines()
		there, _ := fresh.routines()
		t.Logf("%d goroutines; a new server: %d", here, there)
		if here > there+moreRoutines {
			t.Errorf("%d goroutines; a new server has %d\n%s", here, there, text)
		}
		return
	}
}
