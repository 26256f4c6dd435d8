package main

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

const repository = "https://github.com/pack-lsp/pack-lsp"

// part is a section of a page, for search.
type part struct {
	Path  string `json:"p"` // of the page, with the fragment of the section
	Title string `json:"t"` // of the page
	Head  string `json:"h"` // of the section; "" for the beginning of the page
	Text  string `json:"x"`
}

// renderer renders the pages of a source.
type renderer struct {
	source
	paths map[string]string // addresses of pages, by their files
}

// Raw HTML in Markdown, such as comments, is left out.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// render reads the Markdown of p and sets the rest of p.
func (r *renderer) render(p *page) error {
	src, err := fs.ReadFile(r.files, p.file)
	if err != nil {
		return err
	}
	root := markdown.Parser().Parse(text.NewReader(src))
	err = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		var err error
		switch n := n.(type) {
		case *ast.Link:
			n.Destination, err = r.link(p, n.Destination)
		case *ast.Image:
			n.Destination, err = r.link(p, n.Destination)
		case *ast.Heading:
			if n.Level == 1 && p.title == "" {
				p.title = plain(n, src)
			}
		}
		return ast.WalkContinue, err
	})
	if err != nil {
		return err
	}
	if p.title == "" {
		return errors.New("the page has no title")
	}
	p.parts = sections(p, root, src)
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, src, root); err != nil {
		return err
	}
	// A table may be wider than the page.
	html := strings.NewReplacer("<table>", `<div class="wide" tabindex="0"><table>`, "</table>", "</table></div>",
		"<pre>", `<pre tabindex="0">`, "<!-- raw HTML omitted -->\n", "", "<!-- raw HTML omitted -->", "").Replace(b.String())
	p.html = template.HTML(html) // goldmark has escaped everything
	return nil
}

// link is where the link dest of p leads on the site: to a page of the same version if there is one of that file, else
// to the file in the repository. A link to a file that is not there is an error.
func (r *renderer) link(p *page, dest []byte) ([]byte, error) {
	u, err := url.Parse(string(dest))
	if err != nil {
		return nil, fmt.Errorf("the link %s: %w", dest, err)
	}
	if u.Scheme != "" || u.Host != "" || u.Path == "" {
		return dest, nil
	}
	file := path.Join(path.Dir(p.file), u.Path)
	info, err := fs.Stat(r.files, file)
	if err != nil {
		return nil, fmt.Errorf("the link %s leads to no file", dest)
	}
	fragment := ""
	if u.Fragment != "" {
		fragment = "#" + u.Fragment
	}
	to, isPage := r.paths[file]
	if !isPage && info.IsDir() {
		to, isPage = r.paths[path.Join(file, "README.md")]
	}
	switch {
	case isPage:
		return []byte(relative(p.path, to) + fragment), nil
	case path.Dir(file) == "docs/pictures":
		return []byte(relative(p.path, "pictures/"+path.Base(file))), nil
	case info.IsDir():
		return []byte(repository + "/tree/" + r.name + "/" + file), nil
	}
	return []byte(repository + "/blob/" + r.name + "/" + file + fragment), nil
}

// sections are the parts of a page, from heading to heading.
func sections(p *page, root ast.Node, src []byte) []part {
	parts := []part{{Path: p.path, Title: p.title}}
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		last := &parts[len(parts)-1]
		h, ok := n.(*ast.Heading)
		if !ok {
			last.Text = strings.TrimSpace(last.Text + " " + plain(n, src))
			continue
		}
		if h.Level > 1 {
			id, _ := h.AttributeString("id")
			fragment, _ := id.([]byte)
			parts = append(parts, part{p.path + "#" + string(fragment), p.title, plain(h, src), ""})
		}
	}
	return parts
}

// plain is the text in n, with single spaces.
func plain(n ast.Node, src []byte) string {
	var b strings.Builder
	// The walk never fails.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(src))
				if n.SoftLineBreak() {
					b.WriteByte(' ')
				}
			}
			return ast.WalkContinue, nil
		case *ast.AutoLink:
			if entering {
				b.Write(n.Label(src))
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if entering {
				for i := range n.Lines().Len() {
					line := n.Lines().At(i)
					b.Write(line.Value(src))
				}
			}
		}
		if !entering && n.Type() == ast.TypeBlock {
			b.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}
