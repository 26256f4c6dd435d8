package server

import (
	"context"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/internal/garbage"
)

// cancels end the contexts of running requests.
//
// The library's CancelHandler derives the context of a request from that of the connection, which is recycled when the
// handler returns. If a request is answered without jsonrpc2.Async, the context package may still use it then, and the
// process dies. Here it is derived from the server's context.
type cancels struct {
	mu  sync.Mutex
	all map[jsonrpc2.ID]context.CancelFunc
}

// requestContext ends with the request. It has the values of the message's context, which jsonrpc2.Async needs, and
// knows what the request has taken of the memory.
type requestContext struct {
	context.Context
	message context.Context
	holds   *hold
}

func (c requestContext) Value(key any) any {
	if key == (holdKey{}) {
		return c.holds
	}
	if v := c.Context.Value(key); v != nil {
		return v
	}
	return c.message.Value(key)
}

// cancellable makes requests end when the client sends $/cancelRequest. The client wants no result of a canceled
// request.
func (s *server) cancellable(next jsonrpc2.Handler) jsonrpc2.Handler {
	c := &cancels{all: map[jsonrpc2.ID]context.CancelFunc{}}
	return func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		switch {
		case req.Method() == protocol.MethodCancelRequest:
			return nil, c.cancel(req)
		case !req.IsCall():
			return next(ctx, req)
		}
		own, end := context.WithCancel(s.base)
		defer end()
		defer c.add(req.ID(), end)()
		if req.Method() != protocol.MethodWorkspaceDiagnostic { // which waits for packs on disk
			s.diagnoser.schedule.asking(+1)
			defer s.diagnoser.schedule.asking(-1)
		}
		defer garbage.Hold(patience)()
		holds := &hold{}
		defer holds.end()
		result, err := next(requestContext{own, ctx, holds}, req)
		if own.Err() != nil {
			return nil, protocol.ErrRequestCancelled
		}
		if err == nil && holds.taken() { // what the result was made of is in memory until it has been encoded
			var encoded jsonrpc2.RawMessage
			encoded, err = s.codec.Marshal(result)
			result = encoded
		}
		return result, err
	}
}

// add remembers how to end a request, until the function that it returns is called.
func (c *cancels) add(id jsonrpc2.ID, end context.CancelFunc) (remove func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all[id] = end
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.all, id)
	}
}

func (c *cancels) cancel(req *jsonrpc2.Request) error {
	var params protocol.CancelParams
	if err := protocol.Unmarshal(req.Params(), &params); err != nil {
		return err
	}
	id, ok := toRequestID(params.ID)
	if !ok {
		return jsonrpc2.NewError(jsonrpc2.InvalidParams, "neither a number nor a string")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if end := c.all[id]; end != nil {
		end()
	}
	return nil
}
