package server

import (
	"bytes"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec is that of the protocol; the library has it, too, but does not export it.
type codec struct{ long *longResults }

func (c codec) Marshal(v any) ([]byte, error) {
	switch v := v.(type) {
	case jsonrpc2.RawMessage:
		return v, nil
	case encodedSymbols:
		if len(v.json) >= longResult {
			return c.long.keep(v.json), nil
		}
		defer frames.give(v.json)
		return bytes.Clone(v.json), nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*jsonrpc2.RawMessage); ok {
		*raw = append((*raw)[:0], data...)
		return nil
	}
	return protocol.Unmarshal(data, v)
}
