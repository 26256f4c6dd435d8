package deploy

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// known are the findings of a pack that are known without rendering anything.
type known struct {
	from     *Result // nil if there is none that is of use
	complete bool    // from is the result of this version of the pack
	ofValues bool    // see OfValues
	found    []Finding
	in       map[string][]Finding // found by the path of the file
}

var knowns pack.Memo[*known]

// Known are the findings that are known without rendering anything: those of this version of p or, until it has its
// own, those of an earlier version about values that are still written as they were. complete says which.
func Known(p *pack.Pack) (found []Finding, complete bool) {
	k := knownOf(p)
	return k.found, k.complete
}

// KnownIn is Known for one file of p. It does not look at the findings in others: there may be many, in many files.
func KnownIn(p *pack.Pack, f *pack.File) (found []Finding, complete bool) {
	k := knownOf(p)
	return k.in[f.Path], k.complete
}

func knownOf(p *pack.Pack) *known {
	r, complete := results.Peek(p, nil)
	var own []Finding
	ofValues := false
	if !complete {
		own, ofValues = early.Peek(p, nil)
		if r, _ = last.Of(p); broken(p.Values) {
			r = nil
		}
	}
	same := func(k *known) bool { return k.from == r && k.complete == complete && k.ofValues == ofValues }
	return knowns.While(p, nil, same, func() *known {
		k := &known{from: r, complete: complete, ofValues: ofValues, in: map[string][]Finding{}}
		switch {
		case complete:
			k.found = r.Findings
		case r != nil:
			k.found = append(slices.Clip(own), stillThere(p, r.Findings, ofValues)...)
		default:
			k.found = own
		}
		for _, f := range k.found {
			k.in[f.File.Path] = append(k.in[f.File.Path], f)
		}
		return k
	})
}

// stillThere are those of findings, of an earlier version of p, that are about what is written as it was. ofValues:
// what is wrong with the values of this version is known.
func stillThere(p *pack.Pack, findings []Finding, ofValues bool) (found []Finding) {
	for _, f := range findings {
		switch {
		case ofValues && f.File.Kind != pack.Presets && f.Code != SameObject:
		case f.File == p.File(f.File.Path):
			found = append(found, f)
		case f.File.Kind == pack.Values && len(f.Path) > 2:
			section := p.Values.Root().At(f.Path[:2]...)
			if at := locate(section, f.Path[2:]); at.Len() > 0 && sourceAt(section, f.Path[2:]) == f.source {
				f.File, f.Range = p.Values, lineOf(p.Values, at)
				found = append(found, f)
			}
		}
	}
	return found
}
