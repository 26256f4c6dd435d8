package change

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Break is a change of a CustomResourceDefinition that is incompatible: objects that are there, or clients, may rely on
// what was before.
type Break struct {
	Version string // of the custom resource; "" for the definition as a whole
	Path    string // of the field, as Kubernetes writes it; "" for the version as a whole
	Message string // what has changed
}

// maxBreaks bounds how many are listed.
const maxBreaks = 500

// Breaks are the incompatible changes that lead from one version of a CustomResourceDefinition of
// apiextensions.k8s.io/v1 to another: versions that are no longer there or served, fields that are gone, types and
// bounds that are narrower, and fields that have become required.
func Breaks(before, after syntax.Node) []Break {
	var all []Break
	versions := map[string]syntax.Node{}
	for v := range at(after, "spec.versions").Children() {
		versions[v.Get("name").Text()] = v.Resolve()
	}
	for old := range at(before, "spec.versions").Children() {
		name := old.Get("name").Text()
		v, there := versions[name]
		switch {
		case !there:
			all = append(all, Break{Version: name, Message: "the version is removed"})
			continue
		case isTrue(old.Get("served")) && !isTrue(v.Get("served")):
			all = append(all, Break{Version: name, Message: "the version is no longer served"})
			continue
		}
		s := &schemas{version: name}
		s.compare("", at(old, "schema.openAPIV3Schema"), at(v, "schema.openAPIV3Schema"), 0)
		all = append(all, s.breaks...)
	}
	return all[:min(len(all), maxBreaks)]
}

func isTrue(n syntax.Node) bool { return n.Resolve().Text() == "true" }

// schemas compares the schemas of one version.
type schemas struct {
	version string
	breaks  []Break
}

func (s *schemas) add(path, format string, args ...any) {
	s.breaks = append(s.breaks, Break{s.version, path, fmt.Sprintf(format, args...)})
}

func (s *schemas) compare(path string, a, b syntax.Node, depth int) {
	a, b = a.Resolve(), b.Resolve()
	if a == b || depth > maxDepth || !a.Exists() || !b.Exists() || len(s.breaks) >= maxBreaks ||
		a.Source() == b.Source() {
		return
	}
	if from, to := typeOf(a), typeOf(b); from != to && to != "" {
		if !(from == "integer" && (to == "number" || to == intOrString)) && !(from == "string" && to == intOrString) {
			s.add(path, "the type was %s and is %s", cmp.Or(from, "any"), to)
		}
		return
	}
	s.narrower(path, a, b)
	s.properties(path, a, b, depth)
	s.compare(path+"[]", a.Get("items"), b.Get("items"), depth+1)
	if values := a.Get("additionalProperties").Resolve(); values.Kind() == syntax.Mapping {
		s.compare(join(path, "*"), values, b.Get("additionalProperties"), depth+1)
	}
}

const intOrString = "int-or-string"

func typeOf(n syntax.Node) string {
	if isTrue(n.Get("x-kubernetes-int-or-string")) {
		return intOrString
	}
	return n.Get("type").Text()
}

// properties compares the fields of a mapping.
func (s *schemas) properties(path string, a, b syntax.Node, depth int) {
	open := isTrue(b.Get("x-kubernetes-preserve-unknown-fields")) || b.Get("additionalProperties").Exists()
	had, has := a.Get("properties").Resolve(), b.Get("properties").Resolve()
	for pair := range had.Entries() {
		key := pair.Key().Text()
		switch field := has.Get(key); {
		case field.Exists():
			s.compare(join(path, key), pair.Value(), field, depth+1)
		case !open:
			s.add(join(path, key), "the field is removed")
		}
	}
	was := texts(a.Get("required"))
	for _, key := range texts(b.Get("required")) {
		if !slices.Contains(was, key) && !has.Get(key).Get("default").Exists() {
			s.add(join(path, key), "the field is now required")
		}
	}
}

func texts(list syntax.Node) []string {
	var all []string
	for n := range list.Resolve().Children() {
		all = append(all, n.Text())
	}
	return all
}

// narrower finds bounds that are new or narrower.
func (s *schemas) narrower(path string, a, b syntax.Node) {
	was, is := texts(a.Get("enum")), texts(b.Get("enum"))
	switch {
	case len(is) > 0 && len(was) == 0:
		s.add(path, "only %s are allowed now", strings.Join(is, ", "))
	case len(is) > 0:
		gone := slices.DeleteFunc(slices.Clone(was), func(v string) bool { return slices.Contains(is, v) })
		if len(gone) > 0 {
			s.add(path, "%s is no longer allowed", strings.Join(gone, ", "))
		}
	}
	for _, key := range []string{"minimum", "minLength", "minItems", "minProperties"} {
		s.bound(path, key, a, b, func(old, new float64) bool { return new > old })
	}
	for _, key := range []string{"maximum", "maxLength", "maxItems", "maxProperties"} {
		s.bound(path, key, a, b, func(old, new float64) bool { return new < old })
	}
	if x, y := a.Get("pattern").Text(), b.Get("pattern").Text(); y != "" && x != y {
		s.add(path, "the text must match another pattern")
	}
	if x, y := a.Get("format").Text(), b.Get("format").Text(); y != "" && x != y && !wider(x, y) {
		s.add(path, "the format is now %s", y)
	}
	if isTrue(a.Get("nullable")) && !isTrue(b.Get("nullable")) {
		s.add(path, "null is no longer allowed")
	}
}

func wider(from, to string) bool {
	return from == "int32" && to == "int64" || from == "float" && to == "double"
}

func (s *schemas) bound(path, key string, a, b syntax.Node, narrower func(old, new float64) bool) {
	is, err := strconv.ParseFloat(b.Get(key).Text(), 64)
	if err != nil {
		return
	}
	was, err := strconv.ParseFloat(a.Get(key).Text(), 64)
	switch trivial := strings.HasPrefix(key, "min") && key != "minimum" && is == 0; {
	case err != nil && !trivial:
		s.add(path, "%s is now %s", key, b.Get(key).Text())
	case err == nil && narrower(was, is):
		s.add(path, "%s was %s and is %s", key, a.Get(key).Text(), b.Get(key).Text())
	}
}
