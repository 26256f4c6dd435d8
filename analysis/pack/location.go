package pack

import "github.com/pack-lsp/pack-lsp/analysis/text"

// Location is a place that something in a file refers to. Ranges are in bytes.
type Location struct {
	Origin text.Range // what refers to it, in the file that was asked about
	Path   string     // absolute path of the file; "" if it is ChartFile
	ChartFile
	Text  *text.Text // of the file; nil if Spot says where it is
	Range text.Range // in Text
	text.Spot
}

// ChartFile is a file inside a chart archive. The zero ChartFile is none.
type ChartFile struct {
	Archive string // absolute path
	Inner   string // path in the archive, with slashes; archives in it are part of the path
}
