package server

import (
	"context"
	"runtime/debug"
	"time"
)

// idleAfter is how long nothing must happen before memory that is free goes back to the system.
const idleAfter = 2 * time.Second

// memory gives memory back to the system when the server has been idle: a scan of a workspace needs much for a moment, and
// the runtime alone returns it slowly.
type memory struct{ timer *time.Timer }

func newMemory(ctx context.Context) *memory {
	timer := time.AfterFunc(idleAfter, debug.FreeOSMemory)
	context.AfterFunc(ctx, func() { timer.Stop() })
	return &memory{timer}
}

// busy says that something happens.
func (m *memory) busy() { m.timer.Reset(idleAfter) }
