package server

import (
	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/hover"
)

// signatureCapabilities are what the client can show of how functions are called.
type signatureCapabilities struct {
	signatures        bool
	signatureMarkdown bool
	labelOffsets      bool // marks parameters by their place in the label, not by their text
}

func signatureCapabilitiesOf(c protocol.ClientCapabilities) signatureCapabilities {
	help := orZero(c.TextDocument).SignatureHelp
	info := orZero(orZero(help).SignatureInformation)
	return signatureCapabilities{
		signatures:        help != nil,
		signatureMarkdown: prefersMarkdown(info.DocumentationFormat),
		labelOffsets:      orZero(orZero(info.ParameterInformation).LabelOffsetSupport),
	}
}

// offerSignatures adds signature help to the capabilities of the server.
func (can *signatureCapabilities) offerSignatures(offered *protocol.ServerCapabilities) {
	if can.signatures {
		offered.SignatureHelpProvider = &protocol.SignatureHelpOptions{TriggerCharacters: []string{" ", ":", `"`}}
	}
}

// fromSignatures converts ways to call something, of which one is active; nil if there are none.
func (can *signatureCapabilities) fromSignatures(all []hover.Signature, active int) *protocol.SignatureHelp {
	if len(all) == 0 {
		return nil
	}
	index := uint32(active)
	help := &protocol.SignatureHelp{ActiveSignature: &index}
	for i, sig := range all {
		info := protocol.SignatureInformation{
			Label: sig.Label, Documentation: fromMarkdownDoc(sig.Markdown, can.signatureMarkdown),
		}
		if sig.Active < 0 { // clients would mark the first parameter
			sig.Params = nil
		} else if i == active {
			help.ActiveParameter = protocol.NewNullable(uint32(sig.Active))
		}
		for _, r := range sig.Params {
			var label protocol.ParameterInformationLabel = protocol.String(r.Of(sig.Label))
			if can.labelOffsets {
				label = protocol.ParameterInformationLabelTuple{uint32(r.Start), uint32(r.End)}
			}
			info.Parameters = append(info.Parameters, protocol.ParameterInformation{Label: label})
		}
		help.Signatures = append(help.Signatures, info)
	}
	return help
}
