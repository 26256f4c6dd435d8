package server

import (
	"context"
	"errors"
	"runtime/debug"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Phases of a connection, in their order.
const (
	created int32 = iota
	initialized
	shutDown
)

// handler wraps the methods of s in its layers.
func (s *server) handler() jsonrpc2.Handler {
	return s.guard(s.cancellable(s.gate(protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler))))
}

// guard keeps the connection alive: without it, an error or a panic in a notification, or a panic in a request, would
// end it.
func (s *server) guard(next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
		defer func() {
			if r := recover(); r != nil {
				s.log.Error("panic", "in", req.Method(), "value", r, "stack", stack())
				err = jsonrpc2.Errorf(jsonrpc2.InternalError, "%s: %v", req.Method(), r)
			}
			err = codedError(err)
			if err != nil && !req.IsCall() {
				s.log.Warn("notification failed", "method", req.Method(), "error", err)
				err = nil
			}
			if err != nil {
				result = nil
			}
		}()
		return next(ctx, req)
	}
}

// codedError gives every error a code that clients know. The library sends code 0 for others.
func codedError(err error) error {
	var coded *jsonrpc2.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jsonrpc2.ErrParse): // parameters that the library cannot decode
		return jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	case errors.As(err, &coded):
		return err
	case errors.Is(err, context.Canceled):
		return protocol.ErrRequestCancelled
	}
	return jsonrpc2.NewError(jsonrpc2.InternalError, err.Error())
}

// gate lets through the messages that the phase of the connection allows (LSP 3.17, "Server lifecycle").
func (s *server) gate(next jsonrpc2.Handler) jsonrpc2.Handler {
	return func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		s.spellings.note(req)
		ctx = withPrevious(ctx, req)
		switch phase := s.phase.Load(); {
		case req.Method() == protocol.MethodExit:
			return nil, s.Exit(ctx)
		case phase == shutDown:
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down")
		case req.Method() == protocol.MethodInitialize:
			return s.initializeOnce(ctx, req, next)
		case phase == created:
			return nil, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server is not initialized")
		case req.Method() == protocol.MethodInitialized: // some clients send no parameters; the library rejects that
			return nil, s.Initialized(ctx, &protocol.InitializedParams{})
		}
		return next(ctx, req)
	}
}

func (s *server) initializeOnce(ctx context.Context, req *jsonrpc2.Request, next jsonrpc2.Handler) (any, error) {
	if s.phase.Load() != created {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is already initialized")
	}
	result, err := next(ctx, req)
	if err == nil {
		s.phase.Store(initialized)
	}
	return result, err
}

// Request answers unknown methods. For an unknown notification the error is for guard to log.
func (s *server) Request(_ context.Context, method string, _ any) (any, error) {
	return nil, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "method not found: %s", method)
}

func stack() string { return string(debug.Stack()) }
