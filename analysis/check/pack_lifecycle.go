package check

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// What annotations.source and annotations.system_state may be, as the Palette API and its Terraform provider have them.
var (
	packSources  = []string{"community", "spectrocloud"}
	systemStates = []string{"deprecated", "disabled", "deleted"}
)

var isoDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// endOfLife is the eol of pack.json if it is not empty, and its date if it is a valid one.
func endOfLife(p *Pass) (n syntax.Node, eol string, date time.Time, ok bool) {
	n = p.Root().Get("eol")
	eol, ok = literal(n)
	if !ok || strings.TrimSpace(eol) == "" {
		return n, "", time.Time{}, false
	}
	if isoDate.MatchString(eol) {
		date, _ = time.Parse(time.DateOnly, eol) // an impossible date leaves the zero time
	}
	return n, eol, date, true
}

func eolFormat(p *Pass) {
	n, eol, date, ok := endOfLife(p)
	switch {
	case !ok || !date.IsZero():
	case isoDate.MatchString(eol):
		p.Report(n.Range(), "%s is not a valid date", eol)
	default:
		p.Report(n.Range(), "eol %s is not a date; write YYYY-MM-DD, such as %s", quote(eol), p.Pack.Today.AddDate(1, 0, 0).
			Format(time.DateOnly))
	}
}

func eolPast(p *Pass) {
	n, eol, date, ok := endOfLife(p)
	// Dates in this form sort like the days, whatever the time zone of today is.
	if today := p.Pack.Today.Format(time.DateOnly); ok && !date.IsZero() && eol < today {
		p.Report(n.Range(), "support ended on %s", eol)
	}
}

func sourceAnnotation(p *Pass) {
	root := p.Root()
	annotations := root.Pair("annotations")
	const add = `"source": "community"`
	const title = "Insert " + add
	switch v := annotations.Value(); {
	case root.Kind() != syntax.Mapping || root.Broken() || v.Broken():
	case !annotations.Exists():
		if misspelled(p, root, "annotations") || root.Pair("source").Exists() {
			return
		}
		p.Report(openingBrace(root), `annotations with the source of this pack are missing; add "source": "community"`).
			Fix(p.File, title, edit.Append(root, `"annotations": {`+add+"}"))
	case v.Kind() != syntax.Mapping: // of the wrong type
	case v.Pair("source").Exists():
		knownAnnotation(p, v.Pair("source").Value(), packSources)
	case misspelledAnnotation(p, "source"), root.Pair("source").Exists(): // pack/annotation-key, pack/unknown-key
	default:
		d := p.Report(annotations.Key().Range(), `annotations have no "source"; add "source": "community"`)
		if first := v.First(); first.Exists() {
			d.Fix(p.File, title, edit.InsertBefore(first, add))
		} else {
			d.Fix(p.File, title, edit.Append(v, add))
		}
	}
}

func systemState(p *Pass) {
	n := p.Root().Get("annotations").Get("system_state")
	if n.Text() != "" {
		knownAnnotation(p, n, systemStates)
	}
}

// knownAnnotation reports an annotation whose value is not in the enum of the schema in force or, without an enum, not
// one of known.
func knownAnnotation(p *Pass, n syntax.Node, known []string) {
	if allowed := allowedAt(p, n.Path()...); allowed != nil {
		known = valuesOf(allowed)
	}
	value, ok := literal(n)
	if !ok || slices.Contains(known, value) || violated(p, n) {
		return
	}
	s := newSlip(value, known)
	p.Report(n.Range(), "%s %s is unknown to Palette%s", n.Owner().Key().Text(), quote(value), s.choices()).
		write(p, n, s.meant)
}
