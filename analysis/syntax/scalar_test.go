package syntax

import (
	"strings"
	"testing"
)

// What sigs.k8s.io/yaml v1.6.0, Helm's reader, was seen to make of each, and what YAML 1.2 makes of it.
func TestPlainScalarKinds(t *testing.T) {
	for _, tt := range []struct {
		scalars      string
		helm, yaml12 Kind
	}{
		{"true True TRUE false False FALSE", Bool, Bool},
		{"y Y yes Yes YES on On ON n N no No NO off Off OFF", Bool, String},
		{"yEs tRUE oN nO Off. yes! trues", String, String},
		{"~ null Null NULL", Null, Null},
		{"nULL nil none", String, String},
		{"0 -0 +1 -1 12 00 08 089 0644 +0644 9223372036854775808 -9223372036854775809 99999999999999999999999", Number, Number},
		{"0x1F 0o644", Number, Number},
		{"0X1f 0O17 -0x1F -0o17 0b101 -0b1 +0b1 1_000 1__0 1_ 0_7 0x_1F 0b1_0 1_000.5 1._5 .5_0", Number, String},
		{"_1 0x 0xG 0o8 0b2 0x1p4 0x1.8p1 1,000 + --1 +-1 _ ._1", String, String},
		{"1.5 1. .5 +.5 -.5 1e3 1e+3 1E5 1.e3 12e03 -1.5e-3", Number, Number},
		{"1.5e 1e .e3 0.1.2 1.2.3 v1.2 1.2.3-rc1 .", String, String},
		{".inf .Inf .INF +.inf -.INF .nan .NaN .NAN", Number, Number},
		{".iNF inf NaN +.nan infinity", String, String},
		{"1:20 190:20:30 2001-01-01 2001-12-14t21:59:43.10-05:00 2026-1-2", String, String},
		{"= <<", String, String},
	} {
		for _, s := range strings.Fields(tt.scalars) {
			n := ParseYAML("a: " + s + "\n").Root().Get("a")
			if n.Kind() != tt.helm || yaml12(n) != tt.yaml12 {
				t.Errorf("%s is %v, in YAML 1.2 %v; want %v, %v", s, n.Kind(), yaml12(n), tt.helm, tt.yaml12)
			}
		}
	}
	// Out of a float's range: a string to Helm, a number by the grammar of YAML 1.2.
	if n := ParseYAML("1e400").Root(); n.Kind() != String || yaml12(n) != Number {
		t.Errorf("1e400 is %v, in YAML 1.2 %v", n.Kind(), yaml12(n))
	}
}

func TestTaggedAndQuotedKinds(t *testing.T) {
	for src, want := range map[string]Kind{
		`"yes"`: String, "'1'": String, "|\n 1\n": String, "!!str 1": String, "! yes": String, "!!int 1": Number,
		"!!float 1":   Number,
		"!!bool true": Bool, "!!null ''": Null, "!!str": String, "!x 1": String, "!!str\n 1": String, "": Invalid,
		"a:": Mapping,
	} {
		n := ParseYAML(src).Root()
		if n.Kind() != want {
			t.Errorf("%q is %v, want %v", src, n.Kind(), want)
		}
		if n.IsScalar() && yaml12(n) != want {
			t.Errorf("%q is %v in YAML 1.2, want %v", src, yaml12(n), want)
		}
	}
}

// yaml12 is what a reader of YAML 1.2 (core schema, section 10.3) takes the node for. It differs from Kind
// for plain scalars such as yes, 1_000 and 0b1; if both say Number, they may still mean different numbers:
// 0644 is octal to Helm and decimal to YAML 1.2.
func yaml12(n Node) Kind {
	// the last: it has a tag
	if !n.IsScalar() || n.Style() != Plain || n.t.Lang != YAML || n.Broken() || kindOfPlain(n.Text()) != n.Kind() {
		return n.Kind()
	}
	switch s := n.Text(); s {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
		return Number
	default:
		return kindOf12(s)
	}
}

// kindOf12 is yaml12 for a number or a string.
func kindOf12(s string) Kind {
	based := func(digits string) bool {
		return len(s) > 2 && strings.Trim(s[2:], digits) == ""
	}
	switch {
	case strings.HasPrefix(s, "0o") && based("01234567"), strings.HasPrefix(s, "0x") &&
		based("0123456789abcdefABCDEF"), yamlFloat(s):
		return Number
	}
	return String
}
