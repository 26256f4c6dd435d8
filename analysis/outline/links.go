package outline

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Link is text that leads to a file of the pack or to a page on the web.
type Link struct {
	text.Range
	Path string // absolute, of a file; or
	URL  string // of a page
}

var webAddress = regexp.MustCompile(`https?://[^\s"'<>\x60\\{}|]+`)

// Links returns the links of the file at path, in the order of the text.
func Links(s *pack.Snapshot, path string) []Link {
	p, f := s.PackOf(path)
	if f == nil {
		return nil
	}
	links := webLinks(f.Text.String())
	if f.Kind == pack.Meta {
		links = append(links, pathLinks(p, f)...)
	}
	slices.SortFunc(links, func(a, b Link) int { return a.Start - b.Start })
	return links
}

// webLinks are the addresses in src that lead to a page. Left out are those that a macro or placeholder completes, and
// hosts that only a cluster or the local machine knows.
func webLinks(src string) []Link {
	var links []Link
	for _, at := range webAddress.FindAllStringIndex(src, -1) {
		if at[1] < len(src) && strings.IndexByte("{<", src[at[1]]) >= 0 {
			continue
		}
		address := strings.TrimRight(src[at[0]:at[1]], ".,;:!?*_")
		for _, brackets := range []string{"()", "[]"} { // of the text around it, such as Markdown
			for strings.HasSuffix(address, brackets[1:]) && !strings.Contains(address, brackets[:1]) {
				address = strings.TrimRight(address[:len(address)-1], ".,;:!?*_")
			}
		}
		if u, err := url.Parse(address); err == nil && isPublic(u.Hostname()) {
			links = append(links, Link{Range: text.Range{Start: at[0], End: at[0] + len(address)}, URL: address})
		}
	}
	return links
}

// isPublic reports whether a browser anywhere can find the host.
func isPublic(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	dot := strings.LastIndexByte(host, '.')
	private := []string{"local", "svc", "internal", "localhost"}
	return dot > 0 && !slices.Contains(private, host[dot+1:]) && !strings.Contains(host, "$")
}

// pathLinks are the entries of pack.json that name existing files.
func pathLinks(p *pack.Pack, f *pack.File) []Link {
	var links []Link
	for _, list := range []string{pack.KeyCharts, pack.KeyManifests} {
		for n := range f.Root().Get(list).Children() {
			if rel := n.Text(); n.Kind() == syntax.String && rel != "" && p.Stat(rel) != nil {
				inner, _ := n.Inner()
				links = append(links, Link{Range: inner, Path: filepath.Join(p.Dir, filepath.FromSlash(rel))})
			}
		}
	}
	return links
}
