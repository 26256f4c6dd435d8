package server

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"

	"go.lsp.dev/protocol"
)

// progress reports the progress of background work to the client. Its methods never wait for the client; on nil, they
// do nothing.
type progress struct {
	total   int
	news    chan string // the current pack; only the newest is sent
	ended   chan struct{}
	endOnce sync.Once
	steps   atomic.Int64
}

var progressTokens atomic.Int64

// newProgress begins progress with total steps; nil if the client does not show progress.
func (s *server) newProgress(title string, total int) *progress {
	if !s.can.progress {
		return nil
	}
	p := &progress{total: total, news: make(chan string, 1), ended: make(chan struct{})}
	s.spawn("progress", func(ctx context.Context) {
		s.showing.Lock() // the client sees the end of one before the next begins
		defer s.showing.Unlock()
		p.report(ctx, s.client, title)
	})
	return p
}

// step says that the next step, for the pack in dir, begins.
func (p *progress) step(dir string) {
	if p == nil {
		return
	}
	p.steps.Add(1)
	select {
	case <-p.news:
	default:
	}
	select {
	case p.news <- filepath.Base(dir):
	default: // another step was quicker
	}
}

func (p *progress) end() {
	if p != nil {
		p.endOnce.Do(func() { close(p.ended) })
	}
}

// manySteps is above how many steps only each percent is reported: nobody can read a message for each of 10,000 packs.
const manySteps = 200

// report sends progress to the client until the work ends.
func (p *progress) report(ctx context.Context, client protocol.Client, title string) {
	token := fromToken(fmt.Sprintf("pack-lsp-%d", progressTokens.Add(1)))
	if client.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: token}) != nil {
		return
	}
	send := func(value any) {
		if raw, err := protocol.Marshal(value); err == nil {
			// A client that misses it loses nothing.
			_ = client.Progress(ctx, &protocol.ProgressParams{Token: token, Value: raw})
		}
	}
	zero, sent := uint32(0), 0
	send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: title, Percentage: &zero})
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.ended:
			message := "1 pack"
			if p.total != 1 {
				message = fmt.Sprintf("%d packs", p.total)
			}
			send(&protocol.WorkDoneProgressEnd{Kind: "end", Message: &message})
			return
		case name := <-p.news:
			done := min(int(p.steps.Load()), p.total)
			message, percent := fmt.Sprintf("%d/%d %s", done, p.total, name), uint32(100*done/p.total)
			if p.total > manySteps && int(percent) == sent {
				continue
			}
			sent = int(percent)
			send(&protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: &percent})
		}
	}
}
