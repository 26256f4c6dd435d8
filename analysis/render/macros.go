package render

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Macros gives a value for a Palette macro, which is known only when a pack is deployed. path is
// the macro's, without .spectro: "system.cluster.name". What is found with one set of values and not with another
// depends on the macros.
type Macros func(path string) string

// DefaultMacros are plausible values for the macros that Palette documents, and for others by what they are called.
func DefaultMacros(path string) string { return standIn(path, &firstValues) }

// OtherMacros are other plausible values than DefaultMacros gives, of the same kinds.
func OtherMacros(path string) string { return standIn(path, &otherValues) }

// standIns are values of one kind each.
type standIns struct {
	name, uid, email, address, host, port, protocol, version, kubernetes, cloud, region, secret string
}

var firstValues = standIns{name: "alpha", uid: "65a1c3f0e8b7d29461f0a3c5", email: "alpha@example.com",
	address: "10.10.0.10", host: "alpha.example.com", port: "443", protocol: "https", version: "1.0.0",
	kubernetes: DefaultKubeVersion, cloud: "vsphere", region: "us-east-1", secret: "Kuci9DatoRebu"}

var otherValues = standIns{name: "bravo-2", uid: "71d9e0b4a2c8f35610b7d4e9", email: "bravo@example.org",
	address: "192.168.20.5", host: "bravo.example.org", port: "8443", protocol: "http",
	version: "2.3.4", kubernetes: "1.33.5", cloud: "aws",
	region: "eu-west-2", secret: "Wone4KubeTisa"}

// standIn is the value of s that fits the last words of path.
func standIn(path string, s *standIns) string {
	switch path {
	case "system.kubernetes.version":
		return s.kubernetes
	case "system.cluster.kubevip":
		return s.address
	case "system.cloud.type":
		return s.cloud
	case "system.reverseproxy.server", "system.appdeployment.ingress.host":
		return s.host
	}
	last := strings.ToLower(path[strings.LastIndexByte(path, '.')+1:])
	for _, kind := range []struct{ words, value string }{
		{"uid", s.uid},
		{"version", s.version},
		{"email mail", s.email},
		{"port", s.port},
		{"protocol scheme", s.protocol},
		{"region zone", s.region},
		{"password secret token key", s.secret},
		{"vip ip address", s.address},
		{"host hostname domain fqdn server endpoint url", s.host},
	} {
		for word := range strings.FieldsSeq(kind.words) {
			if strings.HasSuffix(last, word) {
				return kind.value
			}
		}
	}
	return s.name
}

// Resolve puts values in place of the macros in s. Actions that name no macro, such as {{ .Values.x }}, stay: they
// are text for tpl. Functions are applied if they can be.
func (m Macros) Resolve(s string) string {
	if m == nil || !HasMacro(s) {
		return s
	}
	var b strings.Builder
	last := 0
	for _, a := range macro.Parse(s, text.Verbatim) {
		if a.Kind != macro.Output || !a.Closed || a.Start < last {
			continue
		}
		value, ok := m.action(s, &a)
		if !ok {
			continue
		}
		b.WriteString(s[last:a.Start])
		b.WriteString(value)
		last = a.End
	}
	return b.String() + s[last:]
}

// HasMacro reports whether s may name a Palette macro.
func HasMacro(s string) bool { return macro.Contains(s) && strings.Contains(s, "spectro.") }

// action is the value of an action that names macros; false if it names none.
func (m Macros) action(s string, a *macro.Action) (string, bool) {
	var expression strings.Builder
	first, last := "", a.Inner.Start
	found := false
	for ref := range a.References {
		if ref.Start < last {
			continue
		}
		path := ref.FamilyAt.Name
		if len(ref.Path) > 0 {
			path += "." + macro.Names(ref.Path)
		}
		value := m(path)
		if !found {
			first, found = value, true
		}
		expression.WriteString(s[last:ref.Start])
		fmt.Fprintf(&expression, "%q", value)
		last = ref.End
	}
	if !found {
		return "", false
	}
	expression.WriteString(s[last:a.Inner.End])
	if value, ok := evaluate(expression.String()); ok {
		return value, true
	}
	return first, true
}

// macroLimits bound the functions of one macro.
var macroLimits = Limits{Steps: 100_000, Bytes: 1 << 20, Depth: 100}

// evaluate is the value of a pipeline without fields; false if it has none.
func evaluate(pipeline string) (string, bool) {
	expression := strings.TrimSpace(pipeline)
	if len(expression) > funcs.MaxPattern {
		return "", false
	}
	w, err := newWorker(template.New(rootName), callsIn(expression))
	if err != nil {
		return "", false
	}
	defer w.discard()
	w.Run = &funcs.Run{Ctx: context.Background(), Left: macroLimits, Includes: map[string]int{}}
	t, err := w.set.Parse("{{" + expression + "}}")
	if err != nil {
		return "", false
	}
	out := &funcs.Writer{Run: w.Run}
	if err := t.Execute(out, nil); err != nil {
		return "", false
	}
	return string(out.Buf), true
}

// systemValues are the system macros as a tree, for the conditions and loops of a manifest, which Resolve leaves.
func systemValues(m Macros) map[string]any {
	root := map[string]any{}
	for _, v := range systemVariables() {
		path := "system." + v
		at := root
		steps := strings.Split(path, ".")
		for _, step := range steps[:len(steps)-1] {
			next, ok := at[step].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[step] = next
			}
			at = next
		}
		at[steps[len(steps)-1]] = m(path)
	}
	return root
}

var systemVariables = sync.OnceValue(func() []string {
	var names []string
	for _, v := range macro.SystemVariables() {
		names = append(names, v.Name)
	}
	return names
})
