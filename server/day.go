package server

import (
	"context"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// dayInterval is how often the date is checked, in addition to midnight: timers are late on a machine that sleeps
// through midnight.
const dayInterval = time.Hour

// watchDay checks the date again and again, until ctx ends.
func (s *server) watchDay(ctx context.Context) {
	timer := time.NewTimer(untilMidnight(s.opts.Today()))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			s.checkDay()
			timer.Reset(untilMidnight(s.opts.Today()))
		}
	}
}

// untilMidnight is the time until the next day begins, at most dayInterval.
func untilMidnight(now time.Time) time.Duration {
	year, month, day := now.Date()
	return min(time.Date(year, month, day+1, 0, 0, 1, 0, now.Location()).Sub(now), dayInterval)
}

// checkDay checks packs again if a new day has begun: a date in them may have passed.
func (s *server) checkDay() {
	today := s.opts.Today()
	if s.state.Load().Today.Format(time.DateOnly) == today.Format(time.DateOnly) {
		return
	}
	s.update(func(n *pack.Snapshot) *pack.Snapshot { return n.WithToday(today) })
	s.diagnoser.rescan()
}
