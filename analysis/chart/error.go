package chart

import "fmt"

// Reason is why an archive cannot be used.
type Reason uint8

const (
	NotArchive  Reason = iota // not a gzip-compressed tar archive, whatever it is
	Truncated                 // ends early, or is damaged
	NoMetadata                // no Chart.yaml at the top or in the top folder
	BadMetadata               // Chart.yaml cannot be read, or names no chart
	TooLarge                  // beyond one of the limits that keep a hostile archive harmless
)

// Error is why an archive is not a chart. It depends only on the content of the archive.
type Error struct {
	Reason Reason
	Inside string // path, in the archive, of the nested archive at fault; "" for the archive itself
	Text   string // one sentence for the author, lower case, without a full stop
	Err    error  // the cause, if a reader returned one; may be nil
}

func (e *Error) Error() string {
	if e.Inside != "" {
		return e.Inside + " inside it: " + e.Text
	}
	return e.Text
}

func (e *Error) Unwrap() error { return e.Err }

func errorf(reason Reason, format string, args ...any) *Error {
	return &Error{Reason: reason, Text: fmt.Sprintf(format, args...)}
}
