package create

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// often are the ends of paths of values that packs change most, the most frequent ones first. A chart for a cluster is
// adapted in size, images, access and storage. They are compiled when the first pack is made of a chart.
var often = sync.OnceValue(func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, pattern := range []string{
		`(^|\.)(replicaCount|replicas)$`,
		`(^|\.)(imageRegistry|imagePullSecrets)$`,
		`(^|\.)image\.(registry|repository|tag)$`,
		`(^|\.)service\.type$`,
		`(^|\.)ingress\.(enabled|className|ingressClassName|hostname|hosts)$`,
		`(^|\.)persistence\.(enabled|size|storageClass|storageClassName)$`,
		`(^|\.)storageClass(Name)?$`,
		`(?i)(^|\.)(existingSecret|.*password)$`,
		`(^|\.)resources$`,
		`(^|\.)(serviceMonitor|metrics|rbac|crds)\.(enabled|create|install)$`,
		`(^|\.)(nodeSelector|tolerations)$`,
		`(^|\.)(logLevel|domain|host|clusterName|cluster_name|endpoint|url|provider)$`,
	} {
		all = append(all, regexp.MustCompile(pattern))
	}
	return all
})

const (
	mostMatters = 14    // how many values are shown
	mostOfKind  = 3     // of one kind, such as replicas of many components
	mostDepth   = 4     // keys of a path
	mostLooked  = 20000 // pairs of the chart's values that are looked at
	mostLines   = 12    // lines of a value that is shown
)

// matter is a value of a chart that whoever uses it should know of.
type matter struct {
	path []string
	pair syntax.Node // of its default; absent if it has none
	doc  string      // a sentence; "" if there is none
	rank int         // in often
	set  string      // the value that it has to be set to; "" if it does not have to be set
}

// matters are the values of a chart that are changed most often, in the order of its values.yaml. Charts with none of
// the usual ones have their first values there.
func matters(c *chart.Chart) []matter {
	t := c.Values()
	if t == nil {
		return nil
	}
	var found, plain []matter
	left := mostLooked
	var walk func(m syntax.Node, path []string)
	walk = func(m syntax.Node, path []string) {
		for pair := range m.Entries() {
			if left--; left < 0 {
				return
			}
			key := pair.Key().Text()
			at := append(slices.Clip(path), key)
			v := pair.Value()
			if key == "" || strings.Contains(key, ".") || v.Broken() || strings.Count(v.Source(), "\n") > mostLines &&
				v.Kind() != syntax.Mapping {
				continue
			}
			rank := slices.IndexFunc(often(), func(r *regexp.Regexp) bool { return r.MatchString(strings.Join(at, ".")) })
			switch {
			case rank >= 0 && strings.Count(v.Source(), "\n") <= mostLines:
				found = append(found, matter{path: at, pair: pair, doc: docOf(pair), rank: rank})
			case v.Kind() == syntax.Mapping && v.First().Exists() && len(at) < mostDepth:
				walk(v, at)
			case len(at) == 1:
				plain = append(plain, matter{path: at, pair: pair, doc: docOf(pair), rank: len(often())})
			}
		}
	}
	walk(t.Root(), nil)
	used := func(m matter) bool { return c.Uses(m.path) != chart.Unused }
	chosen := choose(found, used)
	if len(chosen) < 3 {
		chosen = append(chosen, choose(plain, used)...)
	}
	slices.SortFunc(chosen, func(a, b matter) int { return a.pair.Start() - b.pair.Start() })
	return chosen
}

// choose takes the best of some values: short paths, then the usual kinds.
func choose(from []matter, used func(matter) bool) []matter {
	slices.SortStableFunc(from, func(a, b matter) int { return a.rank + 4*len(a.path) - b.rank - 4*len(b.path) })
	var chosen []matter
	kinds := map[int]int{}
	for _, m := range from {
		if len(chosen) < mostMatters && (kinds[m.rank] < mostOfKind || m.rank == len(often())) && used(m) {
			kinds[m.rank]++
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// branch is a tree of values to show.
type branch struct {
	key      string
	matter             // zero for one that only holds others
	live     bool      // it, or one in it, is to be set, so that it is not a comment
	branches []*branch // in the order in which they were added
}

func (b *branch) add(path []string, m matter) {
	b.live = b.live || m.set != ""
	i := slices.IndexFunc(b.branches, func(c *branch) bool { return c.key == path[0] })
	if i < 0 {
		i = len(b.branches)
		b.branches = append(b.branches, &branch{key: path[0]})
	}
	if c := b.branches[i]; len(path) > 1 {
		c.add(path[1:], m)
	} else {
		c.matter, c.live = m, c.live || m.set != ""
	}
}

// write writes the branches as lines of YAML with their documentation. Those that are not live are comments.
func (b *branch) write(out *strings.Builder, indent string) {
	for _, c := range b.branches {
		switch {
		case !c.live:
			for _, line := range c.lines(100 - len(indent)) {
				if !strings.HasPrefix(line, "#") { // documentation is a comment already
					line = "# " + line
				}
				out.WriteString(indent + line + "\n")
			}
		case c.branches != nil:
			out.WriteString(indent + edit.Scalar(c.key) + ":\n")
			c.write(out, indent+"  ")
		default:
			for _, line := range wrap(c.doc, 100-len(indent)) {
				out.WriteString(indent + "# " + line + "\n")
			}
			out.WriteString(indent + edit.Scalar(c.key) + ": " + c.set + "\n")
		}
	}
}

// lines are the lines of a branch that is no comment, at most width characters long if that is possible.
func (b *branch) lines(width int) []string {
	var lines []string
	for _, line := range wrap(b.doc, width) {
		lines = append(lines, "# "+line)
	}
	if b.branches == nil {
		entry := strings.Split(entryOf(b.key, b.pair), "\n")
		if b.doc != "" && strings.HasSuffix(entry[0], "# "+b.doc) {
			return entry // that is where the documentation is from
		}
		return append(lines, entry...)
	}
	lines = append(lines, edit.Scalar(b.key)+":")
	for _, c := range b.branches {
		for _, line := range c.lines(width - 2) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// wrap breaks s into lines of at most width characters, if its words allow that; nil if s is empty.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// longestSentence is how many characters of the documentation of a value are shown.
const longestSentence = 220

// sentence is the first sentence of the documentation of a value on one line; "" if it is no sentence.
func sentence(doc string) string {
	doc, _, _ = strings.Cut(doc, "\n\n")
	doc = strings.Join(strings.Fields(doc), " ")
	for i := 0; ; {
		at := strings.Index(doc[i:], ". ")
		if at < 0 {
			break
		}
		i += at + 1
		if before := doc[:i]; !strings.HasSuffix(before, "e.g.") && !strings.HasSuffix(before, "i.e.") {
			doc = before
			break
		}
	}
	if len(doc) > longestSentence || !strings.ContainsFunc(doc, isLetter) {
		return ""
	}
	return doc
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
