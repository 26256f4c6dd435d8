package check

import (
	"slices"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// enum says which check reports a value that is not in an enum of the schema in force, and how. The values allowed come
// from the schema alone. An enum without a row belongs to pack/schema and is called by its key.
type enum struct {
	place pack.Place
	code  string
	noun  string // in "unknown NOUN ..."
}

var enums = []enum{
	{pack.KeyLayer, codeUnknownLayer, "layer"},
	{pack.PlaceDependency.Key(pack.KeyLayer), codeUnknownLayer, "layer"},
	{"cloudType", codeUnknownCloud, "cloud type"},
	{"cloudTypes/*", codeUnknownCloud, "cloud type"},
	{pack.PlaceDependency.Key(pack.KeyType), codeDepsType, "dependency type"},
	{pack.PlaceResource.Key(pack.KeyType), codeResType, "resource type"},
	{pack.PlaceComponent.Key(pack.KeySchedule), codeResSchedule, "scheduleType"},
}

// synonym is a word that authors write at the places of an enum and whose spelling is not near what they mean.
type synonym struct {
	code  string // of the enum's check
	word  string // folded
	means string // ignored if the schema in force does not allow it; "" if no value means that
	why   string // in place of "unknown NOUN": what the word is; optional
}

var synonyms = []synonym{
	{code: codeUnknownLayer, word: "k8", means: "k8s"},
	{code: codeUnknownLayer, word: "kubernetes", means: "k8s"},
	{code: codeResType, word: "mem", means: resourceMemory},
	{code: codeResType, word: "ram", means: resourceMemory},
	{code: codeResType, word: "disk", means: resourceDisk},
	{code: codeResType, word: "storage", means: resourceDisk},
	{code: codeResType, word: "gpu"}, // not a slip of cpu: Palette does not add up GPUs
	// older revisions of Palette's documentation
	{code: codeResSchedule, word: "controlplane", means: "master", why: "is no longer accepted"},
	// clouds of the Palette API and its Terraform provider that no published pack schema accepts
	{code: codeUnknownCloud, word: "gke", why: rejectedCloud},
	{code: codeUnknownCloud, word: "generic", why: rejectedCloud},
	{code: codeUnknownCloud, word: "nested", why: rejectedCloud},
	{code: codeUnknownCloud, word: "virtual", why: rejectedCloud},
	{code: codeUnknownCloud, word: "apachecloudstack", why: rejectedCloud},
	{code: codeUnknownCloud, word: "nutanix", why: rejectedCloud},
}

const rejectedCloud = "exists in Palette, but the pack schema rejects it"

// enumOf is the row for the value that v is about.
func enumOf(v schema.Violation) enum {
	for _, e := range enums {
		if e.place.Has(v.Path) {
			return e
		}
	}
	e := enum{code: codePackSchema}
	if list := v.Node.Parent(); list.Kind() == syntax.Sequence {
		e.noun = "entry of " + subject(list)
	} else if owner := v.Node.Owner(); owner.Exists() {
		e.noun = owner.Key().Text()
	}
	return e
}

// unknownValues reports the values that the enums of the check do not have.
func unknownValues(p *Pass) {
	for _, v := range violations(p) {
		reportEnum(p, v)
	}
}

// reportEnum reports a value that is not in its enum: with the allowed value that it is likely meant to be, with the
// list of all, and with a fix.
func reportEnum(p *Pass, v schema.Violation) *Diagnostic {
	e, n := enumOf(v), v.Node
	s, why := meantByEnum(p, e, n.Text(), v.Want)
	d := p.Report(head(n), "%s", v.Message)
	switch {
	case n.Parent().Key() == n: // the name of a property
		e.noun = "key"
	case len(v.Want) == 1:
		s.meant = v.Want[0]
	}
	if n.Kind() == syntax.String && len(v.Want) > 1 && e.noun != "" {
		switch {
		case n.Text() == "":
			d.Message = e.noun + " is empty; write a value " + oneOf(v.Want)
		case why != "":
			d.Message = e.noun + " " + quote(s.word) + " " + why + s.choices()
		default:
			d.Message = "unknown " + e.noun + " " + quote(s.word) + s.choices()
		}
	}
	if s.meant == "" {
		return d
	}
	if i := slices.Index(v.Want, s.meant); i >= 0 {
		d.Fix(p.File, "Write "+v.JSON[i], edit.Replace(n, v.JSON[i]))
	}
	return d
}

// meantByEnum is what an author means by a word that is not in the enum e, which allows want; why says what the word
// is, if a row of synonyms does.
func meantByEnum(p *Pass, e enum, word string, want []string) (s slip, why string) {
	folded := fold(word)
	for _, y := range synonyms {
		if y.code == e.code && y.word == folded && (y.means == "" || slices.Contains(want, y.means)) {
			return slip{word: word, known: want, meant: y.means}, y.why
		}
	}
	return p.slip(word, want), ""
}

// allowedAt are the values of the enum that the schema in force has at a path of pack.json; nil if it has none there.
func allowedAt(p *Pass, path ...string) []schema.EnumValue {
	if sub := p.Pack.Settings.PackSchema().At(path); sub != nil {
		return sub.Enum
	}
	return nil
}

// valuesOf are the values of an enum for a message.
func valuesOf(allowed []schema.EnumValue) []string {
	var values []string
	for _, v := range allowed {
		values = append(values, v.Value)
	}
	return values
}

// sampleOf is the JSON of the value of an enum to begin with: usual, if the enum has it, or else the first; "" if the
// enum is empty.
func sampleOf(allowed []schema.EnumValue, usual string) string {
	if len(allowed) == 0 {
		return ""
	}
	if usual != "" {
		if i := slices.IndexFunc(allowed, func(v schema.EnumValue) bool { return v.Value == usual }); i >= 0 {
			return allowed[i].JSON
		}
	}
	return allowed[0].JSON
}
