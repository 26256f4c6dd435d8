package server

import (
	"context"
	"errors"
	"time"
)

// errOrphaned is why the server's context ends when the client's process does.
var errOrphaned = errors.New("the client's process is gone")

// parentInterval is how often the client's process is looked for. The end of input tells sooner, unless something else holds the
// other end of the pipe.
const parentInterval = 2 * time.Second

// watchParent ends the server when the process pid does, which is looked for before this returns: it may be gone the moment the client has
// its reply. One that cannot be seen from the start lives elsewhere, such as outside of the container, and says nothing by not being seen.
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
