package server

import (
	"context"
	"errors"
	"time"
)

// errOrphaned is the cause of the server's context when the client's process ends.
var errOrphaned = errors.New("the client's process is gone")

// parentInterval is how often the server looks for the client's process. The end of input comes sooner, unless
// something else holds the other end of the pipe.
const parentInterval = 2 * time.Second

// watchParent ends the server when the process pid ends. It looks for the process before it returns, since that may end
// once the client has its reply. A process that cannot be seen from the start is elsewhere, for example outside of the
// container; the server does not watch it.
func (s *server) watchParent(pid int) {
	if pid <= 0 || !processAlive(pid) {
		return
	}
	s.spawn("parent watch", func(ctx context.Context) { s.awaitDeath(ctx, pid) })
}

func (s *server) awaitDeath(ctx context.Context, pid int) {
	tick := time.NewTicker(parentInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if !processAlive(pid) {
				s.log.Info("the client's process is gone", "pid", pid)
				s.stop(errOrphaned)
				return
			}
		}
	}
}
