package chart_test

import (
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

func TestDoc(t *testing.T) {
	for name, tc := range map[string]struct{ values, path, want string }{
		"above":              {"# How many.\na: 1\n", "a", "How many."},
		"several lines":      {"# How many.\n#\n# More is better.\na: 1\n", "a", "How many.\n\nMore is better."},
		"after":              {"a: 1 # how many\nb: 2\n", "a", "how many"},
		"not the neighbor's": {"a: 1 # how many\nb: 2\n", "b", ""},
		"a blank line parts": {"# License.\n\na: 1\n", "a", ""},
		"nested":             {"a:\n  # Inner.\n  b: 1\n", "a.b", "Inner."},
		"not the parent's":   {"# Outer.\na:\n  b: 1\n", "a.b", ""},
		"other column":       {"a:\n    # of a\nb: 1\n", "b", ""},
		"old Mac line ends":  {"# One.\r# Two.\ra: 1\r", "a", "One.\nTwo."},
		"Windows line ends":  {"# One.\r\n# Two.\r\na: 1\r\n", "a", "One.\nTwo."},
		"rulers":             {"#####\n# Server\n#####\na: 1\n", "a", "Server"},
		"in a list":          {"l:\n  # First.\n  - a: 1\n", "l.0.a", ""},
		"helm-docs":          {"# Notes.\n# -- How many.\n# Really.\na: 1\n", "a", "How many.\nReally."},
		"helm-docs type":     {"# -- (int) How many.\na: 1\n", "a", "(int) How many."},
		"helm-docs default": {"# -- How many.\n# @default -- as many as nodes\n# @section -- Server\na: 1\n", "a",
			"How many.\nDefault: as many as nodes"},
		"helm-docs with the path": {"a:\n  # a.b -- How many.\n  b: 1\n", "a.b", "How many."},
		"helm-docs, empty":        {"# --\na: 1\n", "a", ""},
		"Bitnami":                 {"## @param a.b [array] How many\n##\na:\n  b: 1\n", "a.b", "How many"},
		"Bitnami, above the key":  {"## @param a How many\n## More text.\n##\na: 1\n", "a", "How many\nMore text."},
		"Bitnami, other key":      {"## @param a.b How many\n## @param a.c What\na:\n  b: 1\n  c: 2\n", "a.c", "What"},
		"Bitnami, section":        {"## Images\n## @param a.b How many\na:\n  b: 1\n", "a", "Images"},
		"commented-out keys":      {"# Old.\n# old: 1\n# How many.\na: 1\n", "a", "How many."},
		"commented-out key alone": {"# old: 1\na: 1\n", "a", ""},
		"commented-out list":      {"# Tolerations.\n# - key: x\n#   value: y\n# Names.\na: []\n", "a", "Names."},
		"example in a code fence": {"# Names.\n# ```yaml\n# a:\n#   x: y\n# ```\na: {}\n", "a",
			"Names.\n```yaml\na:\n  x: y\n```"},
		"prose with a colon": {"# Note: slow.\n# ref: https://example.com\na: 1\n", "a",
			"Note: slow.\nref: https://example.com"},
		"commented-out key itself": {"# -- How many.\n# a: 1\n", "a", "How many."},
		"commented-out below":      {"r: {}\n  # -- Limits.\n  # limits:\n  #   cpu: 1\n", "r.limits", "Limits."},
		"subchart's own":           {"s:\n  port: 1\n", "s.port", "Port of s."},
		"parent's first":           {"s:\n  # Port here.\n  port: 1\n", "s.port", "Port here."},
		"only in the subchart":     {"", "s.host", "Host of s."},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/values.yaml", text: tc.values},
				file{name: "web/charts/s/Chart.yaml", text: "name: s\n"},
				file{name: "web/charts/s/values.yaml", text: "# -- Port of s.\nport: 2\n# -- Host of s.\nhost: a\n"})
			if got := c.Lookup(split(tc.path)).Doc(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestDocOfNodes(t *testing.T) {
	root := syntax.ParseYAML("# How many.\na: 1\n").Root()
	pair := root.Pair("a")
	for name, n := range map[string]syntax.Node{"pair": pair, "key": pair.Key(), "value": pair.Value()} {
		if got := chart.Doc(n); got != "How many." {
			t.Errorf("%s: got %q", name, got)
		}
	}
	for name, n := range map[string]syntax.Node{"root": root, "nothing": {}} {
		if got := chart.Doc(n); got != "" {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestCommentedKeys(t *testing.T) {
	for name, tc := range map[string]struct{ values, parent, want string }{
		"at the root":                {"a: 1\n# b: 2\n# c:\n#   d: 3\n", "", "a global b c"},
		"below an empty mapping":     {"a: {}\n  # b: 2\nc: 3\n", "a", "b"},
		"below nothing":              {"a:\n  # b: 2\nc: 3\n", "a", "b"},
		"right below, # at the left": {"a: {}\n#   b: 2\nc: 3\n", "a", "b"},
		"example for what follows":   {"a: {}\n\n#   b: 2\nc: {}\n", "a", ""},
		"before the first":           {"a:\n  # b: 2\n  c: 3\n", "a", "c b"},
		"after the last":             {"a:\n  c: 3\n  # b: 2\nd: 4\n", "a", "c b"},
		"by its indentation":         {"a:\n  c:\n    e: 5\n  # b: 2\n# f: 6\nd: 4\n", "a", "c b"},
		"without a space":            {"a:\n  c: 3\n  #b: 2\n", "a", "c b"},
		"with a path for a name":     {"a: {}\n  # example.com/b: 2\n", "a", "example.com/b"},
		"a prose line": {
			"a: {}\n  # This is text: no key\n  # Note: nor this\n  # see: nor this\n", "a", "",
		},
		"a name in capitals":              {"a: {}\n  # MY_VAR: x\n", "a", "MY_VAR"},
		"an address":                      {"a: {}\n  # http://example.com\n", "a", ""},
		"not valid":                       {"a: {}\n  # b: [1\n", "a", ""},
		"below a scalar":                  {"a: x\n  # b: 1\nc: 1\n", "a", ""},
		"below a list":                    {"a:\n- x\n  # b: 1\n", "a", ""},
		"in double hashes, which is text": {"a: {}\n  ## b: 1\n", "a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, file{name: "web/Chart.yaml", text: meta}, file{name: "web/values.yaml", text: tc.values})
			got := ""
			for _, key := range c.Lookup(split(tc.parent)).Keys() {
				got += " " + key
			}
			if want := " " + tc.want; got != want && (tc.want != "" || got != "") {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
