package server

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// held is a schedule whose jobs run until they are released, in the test's own goroutine.
type held struct {
	*schedule
	full  bool
	jobs  []func() // that have begun, the oldest first
	names []string // what they are
	ended []bool   // by their number: whether their context has ended
}

func newHeld(t *testing.T, most limit) *held {
	h := &held{}
	h.schedule = newSchedule(t.Context(), func(work func()) { h.jobs = append(h.jobs, work) })
	h.after = func(_ time.Duration, f func()) *time.Timer { return time.AfterFunc(time.Hour, f) } // not in this test
	for l := range h.limits {
		h.limits[l] = most
	}
	h.schedule.full = func() bool { return h.full }
	h.rest = func() {}
	h.run = func(ctx context.Context, j *job) bool {
		h.names = append(h.names, fmt.Sprintf("%d %s %s", j.level, j.key, j.first))
		h.ended = append(h.ended, ctx.Err() != nil)
		return ctx.Err() == nil
	}
	return h
}

// release lets all jobs run, one after the other, with those that they make way for.
func (h *held) release() (names []string) {
	for len(h.jobs) > 0 {
		next := h.jobs[0]
		h.jobs = h.jobs[1:]
		next()
	}
	names, h.names = h.names, nil
	return names
}

// The pack edited last comes first, then what other open packs deploy, then packs on disk in their order.
func TestScheduleOrder(t *testing.T) {
	h := newHeld(t, limit{1, 1, 1})
	h.atOnce([]edited{{"x/1", []string{"x"}}})
	h.later(levelDisk, "p", "q")
	h.atOnce([]edited{{"a/1", []string{"a"}}, {"b/1", []string{"b"}}, {"c/1", []string{"c"}}, {"a/2", []string{"a"}}})
	h.later(levelDeployed, "a")
	got := h.release()
	edits := slices.DeleteFunc(slices.Clone(got), func(s string) bool { return s[0] != '0' })
	if want := []string{"0 x x/1", "0 a a/2", "0 c c/1", "0 b b/1"}; !slices.Equal(edits, want) {
		t.Errorf("edits in the order %q, want %q", edits, want)
	}
	if i := slices.Index(got, "2 a "); i < slices.Index(got, "0 b b/1") {
		t.Errorf("%q: a pack was rendered before all texts were checked", got)
	}
	if slices.Index(got, "3 p ") > slices.Index(got, "3 q ") {
		t.Errorf("%q: the packs on disk are not in their order", got)
	}
}

// An edit ends what runs for its own pack, which is done again, and nothing else.
func TestScheduleCancels(t *testing.T) {
	h := newHeld(t, limit{2, 2, 2})
	h.later(levelDeployed, "a", "b")
	h.atOnce([]edited{{"a/1", []string{"a"}}})
	got := h.release()
	if want := []string{"2 a ", "2 b ", "0 a a/1", "1  ", "2 a "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if want := []bool{true, false, false, false, false}; !slices.Equal(h.ended, want) {
		t.Errorf("ended: %v, want %v", h.ended, want)
	}
}

// An edit does not wait until rendering finds out that it has been ended; nothing else begins for the pack until then.
func TestScheduleLeaves(t *testing.T) {
	h := newHeld(t, limit{4, 4, 4})
	h.later(levelDeployed, "a")
	h.atOnce([]edited{{"a/1", []string{"a"}}})
	if len(h.jobs) != 2 {
		t.Fatalf("%d jobs have begun, want the check beside the rendering", len(h.jobs))
	}
	h.jobs[0], h.jobs[1] = h.jobs[1], h.jobs[0]
	h.jobs[0]()
	if n := h.running(levelDeployed); n != 1 {
		t.Errorf("the pack is rendered %d times after the check, want once", n)
	}
	if h.tasks["a"] == nil {
		t.Error("the pack is done while it is rendered")
	}
	h.jobs = h.jobs[1:]
	if got, want := h.release(), []string{"0 a a/1", "2 a ", "2 a ", "1  "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(h.tasks) != 0 {
		t.Errorf("%d tasks are left", len(h.tasks))
	}
}

// Jobs that outlast patience make room for others, up to a limit, and those that can wait do not if memory is full.
func TestScheduleOutlasts(t *testing.T) {
	for _, full := range []bool{false, true} {
		h := newHeld(t, limit{1, 1, 3})
		h.full = full
		h.later(levelDisk, "a", "b", "c", "d", "e")
		begun := func() int { return len(h.jobs) }
		want := []int{1, 2, 3, 3}
		if full {
			want = []int{1, 1, 1, 1}
		}
		for i, n := range want {
			if begun() != n {
				t.Errorf("full %v: %d jobs after %d have outlasted patience, want %d", full, begun(), i, n)
			}
			for _, task := range h.tasks { // all that are running
				if task.running && !task.job.slow {
					h.outlast(task.job)
					break
				}
			}
		}
		if got := h.release(); len(got) != 6 || got[5] != "1  " { // the index after all of them
			t.Errorf("full %v: %q", full, got)
		}
	}
}

// A schedule is not idle after a job from which more follows, not even for a moment.
func TestScheduleIdle(t *testing.T) {
	h := newHeld(t, limit{1, 1, 1})
	var idle []bool // after each job
	h.rest = func() { idle = append(idle, h.idle()) }
	h.began = true
	h.atOnce([]edited{{"a/1", []string{"a"}}})
	h.later(levelDisk, "b", "c")
	got := h.release()
	if want := []string{"0 a a/1", "3 b ", "3 c ", "1  ", "1  "}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if want := []bool{false, false, false, false, true}; !slices.Equal(idle, want) {
		t.Errorf("idle: %v, want %v", idle, want)
	}
}

// Packs on disk have all processors as long as nobody waits for anything else. Then the newest of their jobs make way,
// and are done again.
func TestScheduleMakesWay(t *testing.T) {
	for name, wait := range map[string]func(*held){
		"request": func(h *held) { h.asking(+1); h.asking(-1) },
		"edit":    func(h *held) { h.atOnce([]edited{{"x/1", []string{"x"}}}) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHeld(t, limit{3, 1, 4})
			h.later(levelDisk, "a", "b", "c", "d")
			begun := h.jobs
			if h.jobs = nil; len(begun) != 3 {
				t.Fatalf("%d jobs of packs on disk, want 3", len(begun))
			}
			wait(h)
			for _, work := range begun {
				work()
			}
			if want := []string{"3 a ", "3 b ", "3 c "}; !slices.Equal(h.names[:3], want) {
				t.Errorf("%q, want %q first", h.names, want)
			}
			if want := []bool{false, true, true}; !slices.Equal(h.ended[:3], want) {
				t.Errorf("ended: %v, want %v", h.ended[:3], want)
			}
			if h.release(); len(h.tasks) != 0 {
				t.Errorf("%d tasks are left", len(h.tasks))
			}
		})
	}
}

// No pack on disk is checked while a request looks through the whole workspace. All are afterwards.
func TestScheduleSearches(t *testing.T) {
	h := newHeld(t, limit{3, 2, 4})
	h.later(levelDisk, "a", "b", "c", "d")
	begun := h.jobs
	h.jobs = nil
	h.searching(+1)
	for _, work := range begun {
		work()
	}
	if want := []bool{true, true, true}; !slices.Equal(h.ended, want) || h.running(levelDisk) != 0 {
		t.Errorf("ended: %v, and %d packs on disk are checked", h.ended, h.running(levelDisk))
	}
	h.searching(-1)
	if n := h.running(levelDisk); n != 2 {
		t.Errorf("%d packs on disk are checked after the search, want 2", n)
	}
	if h.release(); len(h.tasks) != 0 {
		t.Errorf("%d tasks are left", len(h.tasks))
	}
}

// The processors are left to an author who goes on: packs on disk have them again after a pause.
func TestSchedulePause(t *testing.T) {
	h := newHeld(t, limit{3, 1, 4})
	h.asking(+1)
	h.later(levelDisk, "a", "b", "c")
	running := func(want int, when string) {
		t.Helper()
		if n := h.running(levelDisk); n != want {
			t.Errorf("%d packs on disk are checked %s, want %d", n, when, want)
		}
	}
	running(1, "during a request")
	h.asking(-1)
	running(1, "after a request")
	rest := func(timer *time.Timer) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.rested(timer)
	}
	before := h.paused
	h.asking(+1)
	h.asking(-1)
	rest(before)
	running(1, "within the pause after another request")
	rest(h.paused)
	running(3, "after a pause")
}
