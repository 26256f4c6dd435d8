package server

import (
	"context"
	"runtime/debug"
	"time"
)

// idleAfter is how long the server must be idle before it returns free memory to the system.
const idleAfter = 2 * time.Second

// memory returns memory to the system when the server is idle. A scan of a workspace needs much for a moment, and the
// runtime alone returns it slowly.
type memory struct{ timer *time.Timer }

func newMemory(ctx context.Context) *memory {
	timer := time.AfterFunc(idleAfter, debug.FreeOSMemory)
	context.AfterFunc(ctx, func() { timer.Stop() })
	return &memory{timer}
}

// busy says that something happens.
func (m *memory) busy() { m.timer.Reset(idleAfter) }
