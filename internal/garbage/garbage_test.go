package garbage_test

import (
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/pack-lsp/pack-lsp/internal/garbage"
)

// percent is GOGC as it is now.
func percent() uint64 {
	now := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(now)
	return now[0].Value.Uint64()
}

// GOGC comes back with the last release, whichever that is, and however often it is called.
func TestHold(t *testing.T) {
	before := percent()
	first, second := garbage.Hold(time.Hour), garbage.Hold(time.Hour)
	first()
	first()
	if now := percent(); now < 100*before {
		t.Errorf("GOGC is %d while it is held", now)
	}
	second()
	if now := percent(); now != before {
		t.Errorf("GOGC is %d, and was %d", now, before)
	}
}

// A hold that nobody releases ends.
func TestHoldEnds(t *testing.T) {
	before := percent()
	garbage.Hold(time.Nanosecond)
	for percent() != before {
	}
}

// While holds follow each other without a gap, GOGC is what it was at times.
func TestHoldsTakeTurns(t *testing.T) {
	before := percent()
	release := garbage.Hold(time.Hour)
	for _, want := range []bool{true, false, true, false} {
		for (percent() != before) != want {
			runtime.Gosched()
		}
		next := garbage.Hold(time.Hour)
		release()
		release = next
	}
	release()
	if now := percent(); now != before {
		t.Errorf("GOGC is %d, and was %d", now, before)
	}
}

func BenchmarkHold(b *testing.B) {
	for b.Loop() {
		garbage.Hold(time.Minute)()
	}
}
