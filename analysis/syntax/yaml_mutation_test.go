package syntax

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// damage returns the lines of a text with one of them damaged as authors do while they type.
func damage(lines []string, i int, fragment string) []string {
	lines = slices.Clone(lines)
	indent := len(lines[i]) - len(strings.TrimLeft(lines[i], " "))
	switch fragment {
	case " foo": // an unfinished key on a line of its own
		lines[i] += "\n" + strings.Repeat(" ", indent) + "foo"
	case "\t":
		lines[i] = "\t" + strings.TrimLeft(lines[i], " ")
	case ": x: y", " {{ .Values.x }}", " @", "&", " \"", " '", " [", " {": // in place of the value
		if k := strings.Index(lines[i], ": "); k >= 0 {
			lines[i] = lines[i][:k+1] + " " + strings.TrimSpace(fragment)
		} else {
			lines[i] += fragment
		}
	default:
		lines[i] += fragment
	}
	return lines
}

func keyPaths(tree *Tree) map[string]bool {
	paths := map[string]bool{}
	for n := range tree.All() {
		if n.Kind() == Pair {
			paths[strings.Join(n.Path(), "/")] = true
		}
	}
	return paths
}

// One damaged line in a published values.yaml costs few keys, and is reported once, there.
func TestYAMLDamage(t *testing.T) {
	var texts []string
	values := corpusValues(t)
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if src := strings.ReplaceAll(values[name], "\r\n", "\n"); len(src) > 200 && len(src) < 30_000 {
			texts = append(texts, src)
		}
	}
	fragments := []string{" \"", " '", " [", " {", ": x: y", " {{ .Values.x }}", " @", "\t", " }", " ]", " foo", "&", "- "}
	rng := rand.New(rand.NewSource(7))
	broken, many, near := 0, 0, 0
	kept, keys, most := 0.0, 0, 0
	for range 1500 {
		src := texts[rng.Intn(len(texts))]
		lines := strings.Split(src, "\n")
		i := rng.Intn(len(lines))
		if s := strings.TrimSpace(lines[i]); s == "" || s[0] == '#' {
			continue
		}
		tree := ParseYAML(strings.Join(damage(lines, i, fragments[rng.Intn(len(fragments))]), "\n"))
		if len(tree.Errors) == 0 {
			continue
		}
		before, after := keyPaths(ParseYAML(src)), keyPaths(tree)
		if len(before) < 10 {
			continue
		}
		broken++
		same := 0
		for path := range before {
			if after[path] {
				same++
			}
		}
		kept += float64(same) / float64(len(before))
		keys += len(before) - same
		most = max(most, len(tree.Errors))
		if len(tree.Errors) > 1 {
			many++
		}
		for _, e := range tree.Errors {
			if d := strings.Count(tree.Text[:e.Start], "\n") - i; d >= -1 && d <= 1 {
				near++
				break
			}
		}
	}
	mean, nearby, several := kept/float64(broken), float64(near)/float64(broken), float64(many)/float64(broken)
	t.Logf("%d broken texts: keys kept %.4f, %d lost in all; reported within a line %.4f; more than one report "+
		"%.4f, at most %d", broken, mean, keys, nearby, several, most)
	if mean < 0.995 || nearby < 0.985 || several > 0.015 {
		t.Error("damage costs more than it did")
	}
}
