package create

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// sample is values for a chart that has no defaults, which its author wrote down elsewhere in the chart.
type sample struct {
	text  string // of the values, in lines of YAML
	file  string // that they are from, by its path in the chart
	table bool   // they are the defaults in a table of a README
}

// words is a comment for values.yaml.
func (s *sample) words() string {
	if s.table {
		return fmt.Sprintf("The chart has no values.yaml. These are the defaults that its %s names.", s.file)
	}
	return fmt.Sprintf("The chart has no values.yaml. These are the examples in its %s; adapt them.", s.file)
}

// trySamples chooses values for a chart that has none and cannot be rendered without: those with which the least is
// wrong. It does so once.
func (d *draft) trySamples(ctx context.Context, t attempt) (bool, error) {
	if d.sampled || d.Chart == nil || !t.has(string(deploy.Render)) {
		return false, nil
	}
	if own := d.Chart.Values(); own != nil && own.Root().First().Exists() {
		return false, nil
	}
	d.sampled = true
	failures, err := d.failures(ctx)
	if err != nil {
		return false, err
	}
	for _, s := range samplesOf(d.Chart) {
		with := *d
		with.sample, with.filled = &s, true
		left, err := with.failures(ctx)
		if err != nil {
			return false, err
		}
		if len(left) < len(failures) {
			d.sample, failures = &s, left
		}
		if len(failures) == 0 {
			break
		}
	}
	return d.sample != nil, nil
}

// valuesName matches the names of files with values, such as values-lint.yaml and ci/default-values.yaml, with which
// chart-testing installs charts.
var valuesName = regexp.MustCompile(`(?i)(?:^|[-_.])values(?:[-_.][^/]*)?\.ya?ml$`)

// maxSamples is how many files with values are tried.
const maxSamples = 8

// samplesOf are the values that the files of a chart give, the most likely ones first: files with values in the chart's
// own folder, the README, then files in other folders.
func samplesOf(c *chart.Chart) []sample {
	var top, inner, tables []sample
	for name, text := range c.Sources() {
		dir, base := path.Split(name)
		switch {
		case dir == "" && strings.EqualFold(base, "README.md"):
			if text := tableValues(c, text); text != "" {
				tables = append(tables, sample{text: text, file: name, table: true})
			}
		case dir == "templates/" || strings.HasPrefix(dir, "templates/") || !valuesName.MatchString(base):
		default:
			whole := defaults.WholeOf(syntax.ParseYAML(text))
			switch {
			case whole == "":
			case dir == "":
				top = append(top, sample{text: whole, file: name})
			default:
				inner = append(inner, sample{text: whole, file: name})
			}
		}
	}
	slices.SortStableFunc(inner, func(a, b sample) int { return likely(b) - likely(a) })
	all := slices.Concat(top, tables, inner)
	return all[:min(len(all), maxSamples)]
}

// likely is 1 for a file whose name says that it has what most want.
func likely(s sample) int {
	if strings.Contains(path.Base(s.file), "default") {
		return 1
	}
	return 0
}

// tableValues is the YAML of the defaults that tables in the README of a chart name, as helm-docs and many people write
// them; "" if there are none. A README may be older than the chart: what no template uses is left out, and the tags of images are empty if it
// names another version.
func tableValues(c *chart.Chart, markdown string) string {
	var tree defaultsTree
	old := !strings.Contains(markdown, c.Version) && (c.AppVersion == "" || !strings.Contains(markdown, c.AppVersion))
	key, value, doc := -1, -1, -1
	for line := range strings.Lines(markdown) {
		cells := tableCells(line)
		switch {
		case cells == nil:
			key, value, doc = -1, -1, -1
		case key < 0:
			key, value, doc = tableColumns(cells)
			if key < 0 || value < 0 {
				key = len(cells) // a table of something else
			}
		case key < len(cells) && value < len(cells):
			text := ""
			if 0 <= doc && doc < len(cells) {
				text = cells[doc]
			}
			if path := unquoted(cells[key]); c.Uses(strings.Split(path, ".")) != chart.Unused {
				def := unquoted(cells[value])
				if old && strings.HasSuffix(path, ".tag") {
					def = `""` // charts have their own version for it
				}
				tree.add(path, def, text)
			}
		}
	}
	var b strings.Builder
	tree.write(&b, "")
	return b.String()
}

// tableColumns are the columns of the paths, the defaults and the documentation of values; -1 if there is none.
func tableColumns(head []string) (key, value, doc int) {
	find := func(names ...string) int {
		return slices.IndexFunc(head, func(cell string) bool { return slices.Contains(names, strings.ToLower(cell)) })
	}
	return find("key", "parameter", "name"), find("default", "default value", "value"), find("description")
}

// tableCells are the cells of a line of a table; nil if it is none.
func tableCells(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	const bar = "\x00"
	line = strings.TrimSuffix(strings.ReplaceAll(line[1:], `\|`, bar), "|")
	cells := strings.Split(line, "|")
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, bar, "|"))
	}
	return cells
}

// unquoted is the content of a cell without the marks of code in Markdown.
func unquoted(cell string) string {
	if len(cell) > 1 && cell[0] == '`' && cell[len(cell)-1] == '`' {
		return strings.TrimSpace(strings.Trim(cell, "`"))
	}
	return cell
}

// defaultsTree is values by their keys.
type defaultsTree struct {
	key      string
	value    string // YAML on one line, if there are no branches
	doc      string
	branches []*defaultsTree
}

// dottedPath matches the paths of values that are in no list.
var dottedPath = regexp.MustCompile(`^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$`)

// add adds a value at a dotted path. It leaves out what is no value on one line.
func (t *defaultsTree) add(dotted, value, doc string) {
	if value == "nil" || value == "" {
		value = "null"
	}
	parsed := syntax.ParseYAML("v: " + value)
	v := parsed.Root().Get("v")
	if !dottedPath.MatchString(dotted) || len(parsed.Errors) > 0 || v.Source() != value {
		return
	}
	for key := range strings.SplitSeq(dotted, ".") {
		i := slices.IndexFunc(t.branches, func(b *defaultsTree) bool { return b.key == key })
		if i < 0 {
			i = len(t.branches)
			t.branches = append(t.branches, &defaultsTree{key: key})
		}
		t = t.branches[i]
	}
	t.value, t.doc = value, sentence(doc)
}

// write writes the branches as lines of YAML.
func (t *defaultsTree) write(b *strings.Builder, indent string) {
	for _, c := range t.branches {
		if c.doc != "" {
			b.WriteString(padded(wrapComment(c.doc, 96-len(indent)), indent))
		}
		b.WriteString(indent + edit.Scalar(c.key) + ":")
		if c.branches == nil {
			b.WriteString(" " + c.value + "\n")
			continue
		}
		b.WriteString("\n")
		c.write(b, indent+"  ")
	}
}

// wrapComment is s as comments of at most width characters, if its words allow that.
func wrapComment(s string, width int) string {
	return "# " + strings.Join(wrap(s, width-2), "\n# ")
}
