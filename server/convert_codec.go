package server

import (
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec is that of the protocol; the library has it, too, but does not export it.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	switch v := v.(type) {
	case jsonrpc2.RawMessage:
		return v, nil
	case protocol.DocumentSymbolSlice: // megabytes; growing the buffer would take as long as encoding
		return protocol.AppendMarshal(make([]byte, 0, symbolSize*countSymbols(v)), v)
	}
	return protocol.Marshal(v)
}

// symbolSize is about how many bytes of JSON a symbol takes.
const symbolSize = 300

func countSymbols(symbols []protocol.DocumentSymbol) int {
	n := len(symbols)
	for i := range symbols {
		n += countSymbols(symbols[i].Children)
	}
	return n
}

func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*jsonrpc2.RawMessage); ok {
		*raw = append((*raw)[:0], data...)
		return nil
	}
	return protocol.Unmarshal(data, v)
}
