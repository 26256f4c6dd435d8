// Command mistakes makes changes of packs such as authors make by mistake, and writes an object in JSON for each: kind,
// pack, file if it is not values.yaml, path, line (from 1), start and end (code points of the file), and text.
// internal/deployaccuracy reads them once each has a verdict, which needs Helm and an API server.
//
//	go run ./internal/mistakes [-n NUMBER] [-seed SEED] PACKS
//
// PACKS is the folder of the packs. The same number, seed and packs give the same changes.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// change is one change of a file of a pack.
type change struct {
	Kind  string `json:"kind"`
	Pack  string `json:"pack"`
	File  string `json:"file,omitempty"` // in the folder of the pack; values.yaml if empty
	Path  string `json:"path"`
	Line  int    `json:"line"`  // from 1
	Start int    `json:"start"` // code points of the file
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// site is a pair of a file, or an item of a list, that a mistake can be made in.
type site struct {
	pack, file string
	src        string
	path       []string
	node       syntax.Node
}

func main() {
	n := flag.Int("n", 3000, "how many changes to make at most")
	seed := flag.Uint64("seed", 1, "seed of the random numbers")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdout, flag.Arg(0), *n, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "mistakes:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, packs string, n int, seed uint64) error {
	sites, err := sitesIn(packs)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, c := range makeChanges(sites, n, random(seed)) {
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return out.Flush()
}

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

// sitesIn are the places in the values and manifests of all packs in a folder.
func sitesIn(packs string) ([]site, error) {
	dirs, err := filepath.Glob(filepath.Join(packs, "*", "pack.json"))
	if err != nil {
		return nil, err
	}
	if len(dirs) == 0 {
		return nil, fmt.Errorf("%s has no packs", packs)
	}
	var sites []site
	for _, meta := range dirs {
		src, err := os.ReadFile(meta)
		if err != nil {
			return nil, err
		}
		dir := filepath.Dir(meta)
		files := []string{"values.yaml"}
		for m := range syntax.ParseJSON(string(src)).Root().Get("kubeManifests").Children() {
			files = append(files, m.Text())
		}
		for _, file := range files {
			src, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				continue // a pack may have no values, or list what it does not have
			}
			sites = append(sites, sitesOf(filepath.Base(dir), file, string(src))...)
		}
	}
	return sites, nil
}

// sitesOf are the places of one file: of values, those of charts and manifests.
func sitesOf(pack, file, src string) []site {
	var sites []site
	t := syntax.ParseYAML(src)
	if len(t.Errors) > 0 || !utf8.ValidString(src) {
		return nil
	}
	doc := 0
	for root := range t.Docs() {
		for n := range root.All() {
			isItem := n.Parent().Kind() == syntax.Sequence
			if n.Kind() != syntax.Pair && !isItem {
				continue
			}
			path := n.Path()
			if file != "values.yaml" {
				path = append([]string{fmt.Sprint(doc)}, path...)
			} else if len(path) < 3 || path[0] != "charts" && path[0] != "manifests" {
				continue
			}
			sites = append(sites, site{pack, file, src, path, n})
		}
		doc++
	}
	return sites
}

// family is the name of a pack without its version.
func family(pack string) string {
	for i := range pack {
		if pack[i] == '-' && i+1 < len(pack) && strings.ContainsAny(pack[i+1:i+2], "v0123456789") {
			return pack[:i]
		}
	}
	return pack
}

// makeChanges makes up to n changes: of each kind about as many, and of each kind about as many in all packs. No two
// change the same value of two versions of a pack alike.
func makeChanges(sites []site, n int, r *rand.Rand) []change {
	var changes []change
	kinds := kinds()
	for i, k := range kinds {
		left := (n - len(changes)) / (len(kinds) - i)
		made := map[string]bool{}
		for s := range shuffled(sites, r) {
			if left == 0 {
				break
			}
			c, ok := k.change(r, &s)
			if place := family(s.pack) + " " + s.file + " " + c.Path; ok && !made[place] {
				made[place] = true
				left--
				changes = append(changes, c)
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return strings.Compare(a.Pack, b.Pack) })
	return changes
}

// shuffled yields the sites in random order, but one of each family of packs in turn, however large it is.
func shuffled(sites []site, r *rand.Rand) iter.Seq[site] {
	var families []string
	of := map[string][]int{}
	for _, i := range r.Perm(len(sites)) {
		f := family(sites[i].pack)
		if of[f] == nil {
			families = append(families, f)
		}
		of[f] = append(of[f], i)
	}
	return func(yield func(site) bool) {
		for turn, more := 0, true; more; turn++ {
			more = false
			for _, f := range families {
				if turn < len(of[f]) {
					more = true
					if !yield(sites[of[f][turn]]) {
						return
					}
				}
			}
		}
	}
}

// change makes a mistake of the kind at s; false if it cannot be made there, or changes nothing.
func (k *kind) change(r *rand.Rand, s *site) (change, bool) {
	e, ok := k.make(r, s.node)
	if !ok || s.src[e.Start:e.End] == e.New || strings.Contains(s.src[e.Start:e.End], "{{") {
		return change{}, false
	}
	return newChange(k.name, s, e), true
}

func newChange(kind string, s *site, e text.Edit) change {
	c := change{Kind: kind, Pack: s.pack, File: s.file, Path: strings.Join(s.path, "."), Text: e.New,
		Line:  strings.Count(s.src[:e.Start], "\n") + 1,
		Start: utf8.RuneCountInString(s.src[:e.Start]), End: utf8.RuneCountInString(s.src[:e.End])}
	if c.File == "values.yaml" {
		c.File = ""
	}
	return c
}
