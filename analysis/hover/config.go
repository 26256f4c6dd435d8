package hover

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// config explains a setting, a code, or a severity in .pack-lsp.yaml; nil if the cursor is on none.
func config(f *pack.File, off int) *Info {
	n := f.Tree().NodeAt(off)
	path := n.Path()
	isKey := n.Exists() && n.Owner().Key() == n
	last := len(path) - 1
	inChecks := len(path) == 2 && path[0] == "checks" ||
		len(path) == 4 && path[0] == "overrides" && path[2] == "checks"
	words := ""
	switch {
	case inChecks && isKey:
		words = codeWords(path[last])
	case inChecks && n.IsScalar():
		if _, ok := pack.ParseSeverity(n.Text()); ok {
			words = check.SeverityDoc(n.Text())
		}
	case len(path) == 1:
		words = settingWords(check.Settings(), path[0])
	case len(path) == 3 && path[0] == "overrides" && isKey:
		words = settingWords(check.OverrideKeys(), path[last])
	}
	if words == "" {
		return nil
	}
	if !n.IsScalar() {
		n = n.Owner().Key()
	}
	return &Info{n.Range(), words}
}

func settingWords(known []check.Setting, name string) string {
	i := slices.IndexFunc(known, func(s check.Setting) bool { return s.Name == name })
	if i < 0 {
		return ""
	}
	return "**" + name + "**: " + known[i].Type + "\n\n" + known[i].Doc
}

// codeWords explains the code or group of a check; "" if there is none.
func codeWords(code string) string {
	if c := check.ByCode(code); c != nil {
		return c.Words()
	}
	if group, ok := strings.CutSuffix(code, "/*"); ok && slices.Contains(check.Groups(), group) {
		return "All checks of the group " + group + "."
	}
	return ""
}

// directive explains a code in a comment that ignores checks; nil if the cursor is on none.
func directive(f *pack.File, off int) *Info {
	if f.Kind == pack.Meta {
		return nil
	}
	src := f.Text.String()
	for _, c := range f.Tree().Comments {
		if !c.Touches(off) {
			continue
		}
		d, _ := check.ReadDirective(src, c.Range)
		for _, r := range d.Codes {
			if words := codeWords(r.Of(src)); r.Touches(off) && words != "" {
				return &Info{r, words}
			}
		}
	}
	return nil
}
