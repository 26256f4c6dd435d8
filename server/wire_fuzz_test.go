package server

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// FuzzURI reads any URI: a path is absolute, and its own URI leads back to it.
func FuzzURI(f *testing.F) {
	for _, s := range []string{
		"file:///a/b%20c", "file:/a", "FILE://localhost/a/../b", "file:////a", "file://host/a", "file:", "untitled:x",
		"file:///%",
		"file:///a?b#c", "file:///%00/%2F", "file:///C%3A/x", "pack-lsp-chart:/a", "file:///\xff\u00e9",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, ok := toPath(uri.URI(s))
		if !ok {
			return
		}
		if !filepath.IsAbs(path) {
			t.Fatalf("%q is %q, which is not absolute", s, path)
		}
		if again, ok := toPath(uri.File(path)); !ok || again != path {
			t.Errorf("%q is %q, whose URI %s is %q", s, path, uri.File(path), again)
		}
		toDeployed(uri.URI(strings.Replace(s, "file", deployedScheme, 1)))
		toChartFile(uri.URI(strings.Replace(s, "file", chartScheme, 1)))
	})
}

// FuzzTokenEdits makes any tokens from any others by a difference.
func FuzzTokenEdits(f *testing.F) {
	f.Add("aaaaabbbbbccccc", "aaaaaccccc")
	f.Add("", "aaaaa")
	f.Add("aaaaaaaaaa", "aaaaa")
	f.Fuzz(func(t *testing.T, a, b string) {
		before, after := tokensOf(a), tokensOf(b)
		got := slices.Clone(before)
		for _, e := range tokenEdits(before, after) {
			if e.Start%tokenSize != 0 || e.DeleteCount%tokenSize != 0 || len(e.Data)%tokenSize != 0 {
				t.Fatalf("a difference in the middle of a token: %+v", e)
			}
			got = apply(got, e)
		}
		if !slices.Equal(got, after) {
			t.Errorf("%v became %v, not %v", before, got, after)
		}
	})
}

// tokensOf are numbers for the letters of s, as many as whole tokens have.
func tokensOf(s string) []uint32 {
	data := []uint32{}
	for i := range len(s) / tokenSize * tokenSize {
		data = append(data, uint32(s[i]))
	}
	return data
}

func apply(data []uint32, e protocol.SemanticTokensEdit) []uint32 {
	return slices.Replace(data, int(e.Start), int(e.Start+e.DeleteCount), e.Data...)
}
