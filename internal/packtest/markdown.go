package packtest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// UnsafeMarkdown returns what a renderer of GitHub Flavored Markdown would make of doc that no text of a chart or
// pack may bring into an editor: images, HTML, and links with other schemes than http and https. It is nil if there
// is none. Bare mail addresses and ftp URLs, which such renderers link as well, are harmless.
func UnsafeMarkdown(doc string) []string {
	var found []string
	src := []byte(doc)
	report := func(what string, to []byte) { found = append(found, fmt.Sprintf("%s %q", what, to)) }
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Image:
			report("image", n.Destination)
		case *ast.RawHTML:
			report("HTML", n.Segments.Value(src))
		case *ast.HTMLBlock:
			report("HTML block", n.Lines().Value(src))
		case *ast.Link:
			if !hasScheme(n.Destination, "http", "https") {
				report("link", n.Destination)
			}
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL && !hasScheme(n.URL(src), "http", "https", "ftp") {
				report("autolink", n.URL(src))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		report("error", []byte(err.Error()))
	}
	return found
}

func hasScheme(to []byte, schemes ...string) bool {
	scheme, _, _ := strings.Cut(string(to), ":")
	if u, err := url.Parse(string(to)); err == nil {
		scheme = u.Scheme
	}
	for _, s := range schemes {
		if strings.EqualFold(scheme, s) {
			return true
		}
	}
	return false
}

// CodeHolds reports whether words are in a code span or block of doc.
func CodeHolds(doc, words string) bool {
	src := []byte(doc)
	found := false
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			found = found || strings.Contains(string(n.Lines().Value(src)), words)
		case *ast.Text:
			inCode := n.Parent().Kind() == ast.KindCodeSpan
			found = found || inCode && strings.Contains(string(n.Value(src)), words)
		}
		return ast.WalkContinue, nil
	})
	return found
}
