package palette

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// EnabledDirective begins the comment in values.yaml that says which presets its defaults correspond to.
const EnabledDirective = "spectrocloud.com/enabled-presets:"

// maxEnabled is how many entries of the comment are read.
const maxEnabled = 100

// EnabledLines is how many lines at the start of values.yaml may hold the directive.
const EnabledLines = 2

// EnabledPresets is the comment "# spectrocloud.com/enabled-presets: Group:preset,Group2:other". Ranges are bytes of
// values.yaml.
type EnabledPresets struct {
	text.Range            // from the # to the end of the line
	List       text.Range // after the directive's colon to the end of the line
	Entries    []EnabledPreset
}

// EnabledPreset is one entry of the comment.
type EnabledPreset struct {
	text.Range        // without the white space around it; Source is its text
	Source     string // group:name
	Group      string // before the first colon; "" without one
	Name       string // after it
}

// ReadEnabledPresets reads the comment in values.yaml; nil if it has none on its first two lines.
func ReadEnabledPresets(t *text.Text) *EnabledPresets {
	for i := range min(EnabledLines, t.LineCount()) {
		line := t.Line(i)
		s := line.Of(t.String())
		hash := strings.IndexByte(s, '#')
		if hash < 0 || strings.Trim(s[:hash], " \t\ufeff") != "" {
			continue
		}
		rest, ok := strings.CutPrefix(strings.TrimLeft(s[hash:], "# \t"), EnabledDirective)
		if !ok {
			continue
		}
		e := &EnabledPresets{
			Range: text.Range{Start: line.Start + hash, End: line.End},
			List:  text.Range{Start: line.End - len(rest), End: line.End},
		}
		e.read(rest)
		return e
	}
	return nil
}

func (e *EnabledPresets) read(list string) {
	at := e.List.Start
	for item := range strings.SplitSeq(list, ",") {
		source := strings.TrimSpace(item)
		start := at + strings.Index(item, source)
		at += len(item) + 1
		if source == "" {
			continue
		}
		if len(e.Entries) == maxEnabled {
			return
		}
		entry := EnabledPreset{Range: text.Range{Start: start, End: start + len(source)}, Source: source, Name: source}
		if group, name, ok := strings.Cut(source, ":"); ok {
			entry.Group, entry.Name = strings.TrimSpace(group), strings.TrimSpace(name)
		}
		e.Entries = append(e.Entries, entry)
	}
}
