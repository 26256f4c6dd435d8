package deploy

import "github.com/pack-lsp/pack-lsp/analysis/pack"

// known are the findings of a pack that are known without rendering anything.
type known struct {
	from     *Result
	complete bool // from is the result of this version of the pack
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
	if !complete {
		r, _ = last.Of(p)
	}
	if r == nil || !complete && broken(p.Values) {
		return &known{}
	}
	return knowns.While(p, nil, func(k *known) bool { return k.from == r && k.complete == complete }, func() *known {
		k := &known{from: r, complete: complete, found: r.Findings, in: map[string][]Finding{}}
		if !complete {
			k.found = stillThere(p, r.Findings)
		}
		for _, f := range k.found {
			k.in[f.File.Path] = append(k.in[f.File.Path], f)
		}
		return k
	})
}

// stillThere are those of findings, of an earlier version of p, that are about what is written as it was.
func stillThere(p *pack.Pack, findings []Finding) (found []Finding) {
	for _, f := range findings {
		switch {
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
