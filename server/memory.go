package server

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
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

// maxHeap is from how many bytes on work that can wait is done one at a time. The largest published packs, all open,
// take a fifth of it.
const maxHeap = 768 << 20

// fullMemory reports whether the process has more than maxHeap bytes in memory.
func fullMemory() bool {
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(heap)
	return heap[0].Value.Kind() == metrics.KindUint64 && heap[0].Value.Uint64() > maxHeap
}
