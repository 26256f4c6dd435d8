package check

import (
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/glob"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

var configChecks = []Check{
	{Code: "config/syntax", Severity: pack.Error, On: inConfig, Run: configSyntax,
		Summary: "a .pack-lsp.yaml that is not valid YAML"},
	{Code: "config/invalid-setting", Severity: pack.Warning, On: inConfig, Run: configSettings,
		Summary: "an unknown setting or a setting with a wrong value"},
}

func configSyntax(p *Pass) {
	mergeConflict(p)
	for _, e := range p.File.Tree().Errors {
		p.Report(e.Range, "%s", e.Message)
	}
}

func configSettings(p *Pass) {
	for _, problem := range SettingsProblems(p.Root()) {
		d := p.Report(problem.Range, "%s", problem.Message)
		if problem.meant != "" {
			d.Fix(p.File, "Change to "+problem.meant, edit.Rewrite(problem.node, problem.meant))
		}
	}
	if err := p.Snapshot.SchemaProblem(p.File); err != nil {
		p.Report(p.Root().Get("schema").Range(), "this pack.json schema cannot be used: %v", err)
	}
}

// SettingProblem is something wrong in settings.
type SettingProblem struct {
	text.Range
	Message string

	node  syntax.Node // a misspelled word
	meant string      // what it is meant for; "" if that is not known
}

// SettingsProblems lists what is wrong in the settings that root holds.
func SettingsProblems(root syntax.Node) []SettingProblem {
	var out settingProblems
	root = root.Resolve()
	if !root.Exists() || root.Kind() == syntax.Null {
		return nil
	}
	if root.Kind() != syntax.Mapping {
		out.add(root, "settings must be a mapping with the keys "+strings.Join(settingKeys, ", "))
		return out
	}
	for pair := range root.Children() {
		switch key, v := pair.Key().Text(), pair.Value().Resolve(); key {
		case "checks":
			out.checks(v)
		case "overrides":
			out.overrides(v)
		case "exclude":
			out.globs(v)
		case "schema":
			if v.Kind() != syntax.String {
				out.add(orKey(pair), "schema must be the path of a JSON Schema file")
			}
		case pack.KeyExtends:
			out.extends(pair)
		case pack.KeyInlayHints, pack.KeyDefaultHints, pack.KeyCodeLens:
			if v.Kind() != syntax.Bool {
				out.add(orKey(pair), key+" must be true or false")
			}
		case pack.KeyKubernetes:
			if _, ok := kube.ParseVersion(v.Text()); !ok {
				out.add(orKey(pair), key+" must be a version of Kubernetes, such as 1.34")
			}
		case pack.KeyMaxProblems:
			if _, ok := pack.MaxProblems(v); !ok {
				out.add(orKey(pair), key+" must be a number of 1 or more")
			}
		default:
			word := newSlip(key, settingKeys)
			out.slip(pair.Key(), word.meant, "unknown setting "+quote(key)+word.choices())
		}
	}
	return out
}

var settingKeys = settingNames()

func settingNames() []string {
	var names []string
	for _, s := range settings {
		names = append(names, s.Name)
	}
	return names
}

// SettingKeys are the keys of settings.
func SettingKeys() []string { return slices.Clone(settingKeys) }

type settingProblems []SettingProblem

func (s *settingProblems) add(n syntax.Node, message string) {
	*s = append(*s, SettingProblem{Range: n.Range(), Message: message})
}

// slip adds a problem with the word n, unless its mapping has the key that is meant.
func (s *settingProblems) slip(n syntax.Node, meant, message string) {
	s.add(n, message)
	if key := n.Owner().Key() == n; !key || !n.Parent().Parent().Pair(meant).Exists() {
		last := &(*s)[len(*s)-1]
		last.node, last.meant = n, meant
	}
}

func (s *settingProblems) extends(pair syntax.Node) {
	v := pair.Value().Resolve()
	if slices.Contains(pack.Blocks(), v.Text()) {
		return
	}
	word := newSlip(v.Text(), pack.Blocks())
	message := "unknown block of settings " + quote(v.Text()) + word.choices()
	if v.Kind() == syntax.String && !v.Empty() {
		s.slip(v, word.meant, message)
	} else {
		s.add(orKey(pair), pack.KeyExtends+" must be the name of a block of settings: "+strings.Join(pack.Blocks(), ", "))
	}
}

func orKey(pair syntax.Node) syntax.Node {
	if v := pair.Value(); v.Exists() && !v.Empty() {
		return v
	}
	return pair.Key()
}

func (s *settingProblems) checks(n syntax.Node) {
	if n.Kind() != syntax.Mapping {
		if !n.Empty() {
			s.add(n, "checks must map codes to severities, such as pack/eol-past: off")
		}
		return
	}
	for pair := range n.Children() {
		code, v := pair.Key().Text(), pair.Value()
		if !knownCode(code) {
			word := newSlip(code, allCodes())
			hint := word.hint()
			if hint == "" {
				hint = "; pack-lsp explain lists all checks"
			}
			s.slip(pair.Key(), word.meant, "unknown check "+quote(code)+hint)
		}
		name := v.Text()
		if _, ok := pack.ParseSeverity(name); !ok && !strings.EqualFold(v.Source(), "off") {
			word := newSlip(name, pack.SeverityNames)
			for _, known := range pack.SeverityNames {
				if len(name) > 2 && strings.HasPrefix(known, name) {
					word.meant = known // as other linters have it: warn, info
				}
			}
			message := "unknown severity " + quote(name) + word.choices()
			if v.IsScalar() && !v.Empty() {
				s.slip(v, word.meant, message)
			} else {
				s.add(orKey(pair), message)
			}
		}
	}
}

func (s *settingProblems) overrides(n syntax.Node) {
	if n.Kind() != syntax.Sequence {
		if !n.Empty() {
			s.add(n, "overrides must be a list of entries with files and checks")
		}
		return
	}
	for entry := range n.Children() {
		if entry = entry.Resolve(); entry.Kind() != syntax.Mapping {
			s.add(entry, "an override must be a mapping with files and checks")
			continue
		}
		if !entry.Pair("files").Exists() {
			s.add(entry.First().Key(), "this override applies to no file; add the key files with a glob")
		}
		for pair := range entry.Children() {
			switch key := pair.Key().Text(); key {
			case "files":
				s.globs(pair.Value().Resolve())
			case "checks":
				s.checks(pair.Value().Resolve())
			default:
				word := newSlip(key, []string{"files", "checks"})
				s.slip(pair.Key(), word.meant, "unknown key "+quote(key)+" of an override"+word.choices())
			}
		}
	}
}

func (s *settingProblems) globs(n syntax.Node) {
	globs := []syntax.Node{n}
	if n.Kind() == syntax.Sequence {
		globs = globs[:0]
		for c := range n.Children() {
			globs = append(globs, c.Resolve())
		}
	}
	for _, g := range globs {
		switch {
		case g.Empty():
		case g.Kind() != syntax.String:
			s.add(g, "a glob must be a string, such as packs/old-*")
		default:
			if _, err := glob.Expand(g.Text()); err != nil {
				s.add(g, quote(g.Text())+" "+err.Error())
			}
		}
	}
}

func knownCode(code string) bool {
	if group, ok := strings.CutSuffix(code, "/*"); ok {
		for _, c := range All {
			if c.Group() == group {
				return true
			}
		}
		return false
	}
	return ByCode(code) != nil
}

// allCodes are the codes of all checks, and their groups. It must not be changed.
var allCodes = sync.OnceValue(func() []string {
	var codes []string
	for _, c := range All {
		codes = append(codes, c.Code)
	}
	for _, g := range Groups() {
		codes = append(codes, g+"/*")
	}
	return codes
})
