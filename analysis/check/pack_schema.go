package check

import (
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Codes that the table of claims refers to.
const (
	codeMissingField = "pack/missing-field"
	codeEmptyField   = "pack/empty-field"
	codeWrongType    = "pack/wrong-type"
	codeNotString    = "pack/annotation-not-string"
	codePackSchema   = "pack/schema"
	codeUnknownLayer = "pack/unknown-layer"
	codeUnknownCloud = "pack/unknown-cloud-type"
	codeDepsMissing  = "deps/missing-field"
	codeDepsType     = "deps/unknown-type"
	codeResMissing   = "res/missing-field"
	codeResType      = "res/unknown-type"
	codeResSchedule  = "res/unknown-schedule-type"
)

// Keywords of JSON Schema.
const (
	keywordAny       = ""
	keywordEnum      = "enum"
	keywordMinLength = "minLength"
	keywordRequired  = "required"
	keywordType      = "type"
)

// claim assigns what the schema in force finds at some places of pack.json to the check with the best message.
type claim struct {
	place   pack.Place
	keyword string // of JSON Schema, or keywordAny
	empty   bool   // only if the value is ""
	code    string
}

// claims assigns what the schema finds to checks, so that nothing is reported twice; the first row that fits decides.
var claims = []claim{
	{place: "annotations/*", keyword: keywordType, code: codeNotString},
	{place: pack.Anywhere, keyword: keywordType, code: codeWrongType},
	{place: "", keyword: keywordRequired, code: codeMissingField},
	{place: pack.PlaceDependency, keyword: keywordRequired, code: codeDepsMissing},
	{place: pack.PlaceResource, keyword: keywordRequired, code: codeResMissing},
	{place: pack.PlaceComponent, keyword: keywordRequired, code: codeResMissing},
	{place: "layer", keyword: keywordEnum, empty: true, code: codeEmptyField},
	{place: pack.PlaceDependency.Key(pack.KeyPackName), keyword: keywordMinLength, code: codeDepsMissing},
	{place: pack.Anywhere, keyword: keywordMinLength, empty: true, code: codeEmptyField},
}

func (c claim) fits(v schema.Violation) bool {
	return (c.keyword == keywordAny || c.keyword == v.Keyword) &&
		(!c.empty || v.Node.Kind() == syntax.String && v.Node.Text() == "") &&
		c.place.Has(v.Path)
}

// verdict is what the schema in force finds in pack.json.
type verdict struct {
	byCode   map[string][]schema.Violation
	violated map[syntax.Node]bool
	missing  map[field]bool
	partly   bool // there is too much to look at
}

// field is a key that an object has or should have.
type field struct {
	object syntax.Node
	key    string
}

var verdicts pack.Memo[*verdict]

// judge validates pack.json, once for all checks. It leaves out what a syntax error may cause, and what a macro may
// change.
func judge(p *Pass) *verdict {
	return verdicts.Of(p.Pack, p.Pack.JSON, func() *verdict {
		found, complete := p.Pack.Settings.PackSchema().Validate(p.Pack.Root())
		out := &verdict{map[string][]schema.Violation{}, map[syntax.Node]bool{}, map[field]bool{}, !complete}
		mistyped := map[syntax.Node]bool{}
		for _, v := range found {
			if v.Keyword == keywordType {
				mistyped[v.Node] = true
			}
		}
		for _, v := range found {
			n := v.Node
			switch {
			case n.Kind() == syntax.Invalid || n.Broken() && (n.IsScalar() || v.Keyword == keywordRequired):
			case n.Kind() == syntax.String && macro.Contains(n.Text()):
			case v.Keyword != keywordType && mistyped[n]: // the wrong type is why it breaks other rules too
			default:
				out.add(v)
			}
		}
		return out
	})
}

func (o *verdict) add(v schema.Violation) {
	if v.Keyword == keywordRequired {
		for _, key := range v.Missing {
			o.missing[field{v.Node, key}] = true
		}
	} else {
		o.violated[v.Node] = true
	}
	code := checkOf(v)
	o.byCode[code] = append(o.byCode[code], v)
}

// checkOf is the code of the check that reports v.
func checkOf(v schema.Violation) string {
	for _, c := range claims {
		if c.fits(v) {
			return c.code
		}
	}
	if isEnum(v) {
		return enumOf(v).code
	}
	return codePackSchema
}

// isEnum reports whether v is about a value that is not one of those allowed.
func isEnum(v schema.Violation) bool { return len(v.JSON) > 0 }

// violations are those of the schema in force that belong to the check that runs.
func violations(p *Pass) []schema.Violation { return judge(p).byCode[p.check.Code] }

// violated reports whether the schema in force rejects the value n, which then has its report.
func violated(p *Pass, n syntax.Node) bool { return judge(p).violated[n] }

// lacks reports whether pack.json has no field key although the schema in force knows it, and neither a syntax error,
// nor a misspelled key, nor a report that it is required accounts for that.
func lacks(p *Pass, key string) bool {
	root := p.Root()
	return root.Kind() == syntax.Mapping && !root.Broken() && !root.Pair(key).Exists() &&
		p.Pack.Settings.PackSchema().At([]string{key}) != nil &&
		!misspelled(p, root, key) && !judge(p).missing[field{root, key}]
}

func packSchema(p *Pass) {
	if judge(p).partly {
		p.partly()
	}
	for _, v := range violations(p) {
		if k, ok := readKeys(p).keys[v.Node]; ok && k.on(p) {
			continue // a key that is not allowed, reported with what it may be meant for
		}
		if isEnum(v) {
			reportEnum(p, v)
			continue
		}
		p.Report(head(v.Node), "%s", v.Message)
	}
}
