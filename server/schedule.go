package server

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/pack-lsp/pack-lsp/internal/garbage"
)

// level is a kind of work. The levels do not wait for each other, but work on the same pack is done one after the
// other, that of the first level first.
type level uint8

const (
	levelEdited   level = iota // problems of a pack that an author works on
	levelIndex                 // what follows from a new index of the workspace; its only task has the key ""
	levelDeployed              // what a pack deploys that an author works on
	levelDisk                  // problems of a pack that is only on disk
	levels
)

// patience is how long a job may take before it no longer counts against the limit of its level. So a pack that takes
// longer does not delay others.
const patience = 50 * time.Millisecond

// pause is for how long after an edit or a request packs on disk leave a processor to the author, who often goes on.
const pause = time.Second

// processors is how many there are for this process.
var processors = runtime.GOMAXPROCS(0)

// limit is how many jobs of one level run at a time: of those within their patience, of these while somebody waits for
// something else, and of all.
type limit struct{ prompt, beside, all int }

// schedule decides which work comes next. Each pack with work to do has one task, so at most one goroutine works on it,
// however many changes come; and one more that an edit has ended, while it finds out.
type schedule struct {
	limits [levels]limit
	base   context.Context                  // of the server
	spawn  func(func())                     // runs a function in the background
	run    func(context.Context, *job) bool // does a job; false if its context ended before it was done
	rest   func()                           // called after each job, without the lock
	full   func() bool                      // the process has much in memory
	after  func(time.Duration, func()) *time.Timer

	mu       sync.Mutex
	tasks    map[string]*task // by key; those that are due or running
	due      [levels][]*task  // the oldest first; some may have been done in the meantime
	prompt   [levels]int      // running jobs within their patience
	slow     [levels]int      // other running jobs
	asked    int              // requests that a client waits for
	searches int              // those of them that need all processors
	paused   *time.Timer      // until the author has paused; nil if that is so
	edits    uint64           // so far
	scans    int              // running scans, which will add more work
	began    bool             // the first scan has begun
	disk     []*job           // of levelDisk, running within their patience, in the order in which they began
	progress *progress        // of levelDisk
}

// task is the work on one pack.
type task struct {
	key     string       // the folder of the pack, or the path of a settings file
	due     [levels]bool // what is to be done
	first   string       // the path of the file to check first
	whole   bool         // levelDisk: all files of the pack are to be checked, not only pack.json
	edit    uint64       // generation: the number of the last edit; 0 if there was none
	running bool         // job is
	job     *job         // the last one
	left    *job         // of levelDeployed, which an edit has ended and which still runs; nil if there is none
}

// job is one run of a task. The schedule's lock guards slow and ended.
type job struct {
	*task
	level level
	first string // as it was in the task
	whole bool   // likewise
	slow  bool   // it has outlasted patience
	ended bool
	ctx   context.Context    // ends when nobody needs the job any more
	stop  context.CancelFunc // ends ctx
	timer *time.Timer        // of patience
}

func newSchedule(base context.Context, spawn func(func())) *schedule {
	procs := processors
	rest := max(1, procs-1) // leaves a processor to levelEdited
	return &schedule{
		base: base, spawn: spawn, after: time.AfterFunc, tasks: map[string]*task{},
		limits: [levels]limit{
			levelEdited: {max(2, procs), max(2, procs), 16}, levelIndex: {1, 1, 1},
			levelDeployed: {rest, rest, procs + 1}, levelDisk: {procs, rest, procs + 1},
		},
	}
}

// edited is a file that was edited, with the keys of the packs that it is part of.
type edited struct {
	path string
	keys []string
}

// atOnce has packs checked as soon as possible, those of the last edit first, and in each the edited file. What runs
// for these packs ends, since it does not know of the edit, and is done again if that is still needed.
func (s *schedule) atOnce(edits []edited) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range edits {
		s.edits++
		for _, key := range e.keys {
			t := s.add(key, levelEdited)
			t.edit, t.first = s.edits, e.path
			if t.running {
				t.job.stop()
				t.leave()
			}
		}
	}
	s.works()
	s.fill()
}

// asking counts the requests that a client waits for.
func (s *schedule) asking(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked += by
	s.works()
}

// searching counts the requests that look through the whole workspace. No pack on disk is checked meanwhile, since that
// takes far longer.
func (s *schedule) searching(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.searches += by
	s.works()
	s.fill()
}

// waited reports whether an author waits for something else than packs on disk, or has a moment ago.
func (s *schedule) waited() bool {
	return s.asked > 0 || !s.none(levelEdited) || s.running(levelDeployed) > 0 || s.paused != nil
}

// works says that an author has done something. What is on disk waits for a pause. s.mu is held.
func (s *schedule) works() {
	if s.paused != nil {
		s.paused.Stop()
	}
	var timer *time.Timer
	timer = s.after(pause, func() {
		s.mu.Lock() // timer is set before it is unlocked
		defer s.mu.Unlock()
		s.rested(timer)
	})
	s.paused = timer
	s.makeWay()
}

// rested says that an author has paused, if timer is still the one that tells. s.mu is held.
func (s *schedule) rested(timer *time.Timer) {
	if s.paused == timer {
		s.paused = nil
		s.fill()
	}
}

// makeWay ends the jobs on packs on disk that are too many now that an author waits, the newest first. They are done
// again later. Those that stay have begun before them, so that each is done sometime.
func (s *schedule) makeWay() {
	stay := s.limits[levelDisk].beside
	if s.searches > 0 {
		stay = 0
	}
	for i := len(s.disk) - 1; i >= stay; i-- {
		s.disk[i].stop()
	}
}

// leave no longer waits for a job that has been canceled if it may take a moment to find out, as rendering does.
func (t *task) leave() {
	if t.job.level == levelDeployed && t.left == nil {
		t.left, t.running = t.job, false
	}
}

// later has work done for packs. What runs for them goes on, and is followed by that work.
func (s *schedule) later(l level, keys ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		t := s.add(key, l)
		t.whole = t.whole || l == levelDisk
	}
	s.fill()
}

// meta has only the pack.json of packs checked, unless all their files are to be checked already.
func (s *schedule) meta(dirs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, dir := range dirs {
		s.add(dir, levelDisk)
	}
	s.fill()
}

func (s *schedule) add(key string, l level) *task {
	t := s.tasks[key]
	if t == nil {
		t = &task{key: key}
		s.tasks[key] = t
	}
	if !t.due[l] {
		t.due[l] = true
		s.due[l] = append(s.due[l], t)
	}
	return t
}

func (s *schedule) running(l level) int { return s.prompt[l] + s.slow[l] }

// fill begins as many jobs as the limits allow.
func (s *schedule) fill() {
	for l := range levels {
		for j := s.next(l); j != nil; j = s.next(l) {
			s.spawn(func() { s.work(j) })
		}
	}
}

// next begins the next job of a level; nil if there is none, or the limits allow none now.
func (s *schedule) next(l level) *job {
	limit := s.limits[l]
	switch {
	case l == levelDisk && s.searches > 0:
		return nil
	case l == levelDisk && s.waited():
		limit.prompt = limit.beside
	}
	if s.prompt[l] >= limit.prompt || s.running(l) >= limit.all || s.base.Err() != nil {
		return nil
	}
	if l > levelIndex && s.running(levelDeployed)+s.running(levelDisk) > 0 && s.full() {
		return nil // one at a time, so that nobody's packs together fill the memory
	}
	if t := s.take(l); t != nil {
		return s.begin(t, l)
	}
	return nil
}

// take removes the next task of a level from those that are due; nil if none can begin now.
func (s *schedule) take(l level) *task {
	s.drop(l)
	if s.drop(levelEdited); l == levelDeployed && len(s.due[levelEdited]) > 0 {
		return nil // the problems of all texts come first
	}
	best := -1
	for i, t := range s.due[l] {
		if !t.due[l] || t.running || l > levelEdited && (t.due[levelEdited] || t.left != nil) {
			continue
		}
		if best < 0 || t.edit > s.due[l][best].edit {
			best = i
		}
		if l == levelDisk {
			break // in the order of their calls: there may be very many
		}
	}
	if best < 0 {
		return nil
	}
	t := s.due[l][best]
	if s.due[l][best] = nil; best > 0 {
		copy(s.due[l][1:best+1], s.due[l][:best])
	}
	s.due[l] = s.due[l][1:]
	return t
}

// drop removes tasks from the head of those that are due if they no longer are.
func (s *schedule) drop(l level) {
	for len(s.due[l]) > 0 && !s.due[l][0].due[l] {
		s.due[l] = s.due[l][1:]
	}
}

// begin is the next job of a task, which the caller has to have done.
func (s *schedule) begin(t *task, l level) *job {
	j := &job{task: t, level: l, first: t.first, whole: t.whole}
	t.due[l], t.running, t.job = false, true, j
	if l == levelEdited { // levelDisk is part of it
		t.due[levelDisk], t.first, t.whole = false, "", false
	}
	if l == levelDisk {
		t.whole = false
		s.disk = append(s.disk, j)
	}
	j.ctx, j.stop = context.WithCancel(s.base)
	s.prompt[l]++
	j.timer = s.after(patience, func() { s.outlast(j) })
	return j
}

// work does a job, and those of its level that follow, so that the stack of a goroutine grows once and not for each.
func (s *schedule) work(j *job) {
	for j != nil {
		j = s.do(j)
		runtime.Gosched() // as if each job had a goroutine: an edit waits for no more than one
	}
}

// do does a job, and begins another one of its level if there is one.
func (s *schedule) do(j *job) (next *job) {
	done, panics := true, true // if it panics, it would again
	defer func() {
		j.timer.Stop()
		j.stop()
		next = s.end(j, done, !panics)
		s.rest()
	}()
	if j.level == levelEdited {
		defer garbage.Hold(patience)()
	}
	done = s.run(j.ctx, j)
	panics = false
	return nil
}

// aside has a job wait for what others will give back. Until then it does not count, so that others can begin.
func (s *schedule) aside(j *job, wait func()) {
	s.mu.Lock()
	if !j.slow {
		j.slow = true
		s.noLongerPrompt(j)
		s.slow[j.level]++
	}
	s.slow[j.level]--
	s.fill()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.slow[j.level]++
	}()
	wait()
}

// has reports whether work on the pack in dir is due or running.
func (s *schedule) has(dir string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tasks[dir] != nil
}

// outlast no longer counts a job against the limit of its level.
func (s *schedule) outlast(j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !j.ended && !j.slow {
		j.slow = true
		s.slow[j.level]++
		s.noLongerPrompt(j)
		s.fill()
	}
}

func (s *schedule) noLongerPrompt(j *job) {
	s.prompt[j.level]--
	if i := slices.Index(s.disk, j); i >= 0 {
		s.disk = slices.Delete(s.disk, i, i+1)
	}
}

// end has the work of a job done again that has not been done. Packs may have been checked with an older index, so that
// is looked at after the problems of texts, and is due before anybody can see that the job has ended. If follow is
// set, it begins the next job of the level, if there is one, which the caller has to have done.
func (s *schedule) end(j *job, done, follow bool) (next *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j.ended = true
	if j.slow {
		s.slow[j.level]--
	} else {
		s.noLongerPrompt(j)
	}
	t := j.task
	if t.left == j {
		t.left = nil
	} else {
		t.running = false
	}
	if !done && s.base.Err() == nil {
		s.add(t.key, j.level)
		t.whole = t.whole || j.whole && j.level == levelDisk
		if t.first == "" {
			t.first = j.first
		}
	}
	if j.level == levelDisk && done {
		s.progress.step(t.key)
	}
	if j.level == levelEdited || j.level == levelDisk && s.none(levelDisk) {
		s.add("", levelIndex)
	}
	if t.due == [levels]bool{} && !t.running && t.left == nil {
		delete(s.tasks, t.key)
	}
	if follow {
		next = s.next(j.level)
	}
	s.fill()
	return next
}

// scanning counts the running scans.
func (s *schedule) scanning(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began = true
	s.scans += by
}

// show makes p the progress of the work of levelDisk from now on.
func (s *schedule) show(p *progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress.end()
	s.progress = p
}

// idle reports whether all work is done, including the first scan.
func (s *schedule) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.began || s.scans > 0 || len(s.tasks) > 0 {
		return false
	}
	s.progress.end()
	s.progress = nil
	return true
}

// scanned reports whether the last scan is done, with the work that it has added.
func (s *schedule) scanned() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scans == 0 && s.none(levelDisk)
}

// none reports whether no work of a level is due or running.
func (s *schedule) none(l level) bool {
	return s.running(l) == 0 && !slices.ContainsFunc(s.due[l], func(t *task) bool { return t.due[l] })
}
