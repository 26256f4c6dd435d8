package create

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/defaults"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// values is the text of values.yaml; empty for an operating system.
func (d *draft) values() string {
	if !d.deploys() {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:\n  %s: %s\n", pack.SectionPack, palette.AttrNamespace, edit.Scalar(d.one(KeyNamespace)))
	if d.override {
		fmt.Fprintf(&b, "  %s:\n    %s: %s\n", palette.AttrReleaseNameOverride, edit.Scalar(d.Chart.Name), d.release())
	}
	b.WriteString(d.content())
	if d.kind == FromChart {
		fmt.Fprintf(&b, "%s:\n%s", pack.SectionCharts, d.chartSection())
	} else {
		b.WriteString(d.manifestSections())
	}
	return b.String()
}

// written is the text of values.yaml as it is formatted, since charts are written in many ways.
func (d *draft) written() string {
	values := d.values()
	all := text.Range{End: len(values)}
	edits := format.YAML(text.New(values), syntax.ParseYAML(values), all, format.Options{FinalNewline: true})
	return text.Apply(values, edits)
}

// release is a name for the release of the chart that leaves room for what the chart adds to it, and that objects can
// have.
func (d *draft) release() string {
	name := objectName(d.Chart.Name)
	return strings.Trim(name[:min(len(name), 30)], "-")
}

// content is pack.content with the images, and where the chart is from; "" if there is nothing to say.
func (d *draft) content() string {
	var b strings.Builder
	for i, ref := range d.images {
		if i == 0 {
			fmt.Fprintf(&b, "    %s:\n", palette.AttrImages)
		}
		if u := d.unpinnedAt(ref); u != nil {
			fmt.Fprintf(&b, "      %s\n", u.words(d))
		}
		fmt.Fprintf(&b, "      - image: %s\n", edit.Scalar(ref))
	}
	if repo := d.one(KeyRepository); repo != "" && d.Chart != nil {
		fmt.Fprintf(&b, "    %s:\n      - repo: %s\n        name: %s\n        version: %s\n", palette.AttrContentCharts,
			edit.Scalar(repo), edit.Scalar(d.Chart.Name), edit.Scalar(d.Chart.Version))
	}
	if b.Len() == 0 {
		return ""
	}
	return "  " + palette.AttrContent + ":\n" + b.String()
}

// chartSection is the section of the chart below charts:.
func (d *draft) chartSection() string {
	key := edit.Scalar(d.Chart.Name)
	if d.sample != nil {
		return padded(wrapComment(d.sample.words(), 98), "  ") + "  " + key + ":\n" + padded(d.withNeeded(d.sample.text), "    ")
	}
	if d.one(KeyValues) == ValuesAll {
		if whole := defaults.Whole(d.Chart); whole != "" {
			return "  " + key + ":\n" + padded(d.withNeeded(whole), "    ")
		}
	}
	var tree branch
	for _, m := range d.matters() {
		tree.add(m.path, m)
	}
	if tree.branches == nil {
		return "  " + key + ": {}\n"
	}
	var b strings.Builder
	if tree.live {
		b.WriteString("  # The defaults of the chart apply to all that is not set here.\n  " + key + ":\n")
	} else {
		b.WriteString("  # The defaults of the chart apply. To change some, remove {} and write them below. Often changed " +
			"are:\n  " + key + ": {}\n")
	}
	tree.write(&b, "    ")
	return b.String()
}

// padded is s with by before each line that is not empty, and a line end at the end.
func padded(s, by string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(by)
		}
		b.WriteString(strings.TrimRight(line, "\r\n"))
		b.WriteByte('\n')
	}
	return b.String()
}

// entryOf is a key and its value as the chart has it, in lines of YAML without indentation of their own.
func entryOf(key string, pair syntax.Node) string {
	if entry := defaults.Bare(pair); entry != "" {
		return entry
	}
	return edit.Scalar(key) + ": " + pair.Value().Source()
}

// parameter matches the values that a manifest uses.
var parameter = regexp.MustCompile(`\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)`)

// manifestSections are the sections of the manifests that use values: each value that is used, without one unless it is
// known.
func (d *draft) manifestSections() string {
	var b strings.Builder
	for _, m := range d.manifests {
		var tree branch
		var paths [][]string
		for _, found := range parameter.FindAllStringSubmatch(string(m.Content), -1) {
			paths = append(paths, strings.Split(found[1][1:], "."))
		}
		slices.SortFunc(paths, func(a, b []string) int { return slices.Compare(a, b) })
		for _, path := range paths {
			tree.add(path, matter{})
		}
		if tree.branches == nil {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(pack.SectionManifests + ":\n")
		}
		fmt.Fprintf(&b, "  %s:\n", edit.Scalar(pack.ManifestKey(m.Path)))
		if d.kind == FromNothing {
			b.WriteString(padded(firstParameters, "    "))
			continue
		}
		d.writeManifestValues(&b, tree.branches, need{manifest: pack.ManifestKey(m.Path)})
	}
	return b.String()
}

// writeManifestValues writes the values below one of a manifest, at.
func (d *draft) writeManifestValues(b *strings.Builder, values []*branch, at need) {
	indent := strings.Repeat("  ", len(at.path)+2)
	for _, c := range values {
		below := need{manifest: at.manifest, path: append(slices.Clip(at.path), c.key)}
		if c.branches != nil {
			fmt.Fprintf(b, "%s%s:\n", indent, edit.Scalar(c.key))
			d.writeManifestValues(b, c.branches, below)
			continue
		}
		v := `""`
		if i := slices.IndexFunc(d.needed, func(n need) bool { return d.fullPath(n) == d.fullPath(below) }); i >= 0 {
			v = d.valueOf(d.needed[i])
		} else if c.key == palette.AttrNamespace {
			v = edit.Scalar(d.one(KeyNamespace))
		}
		fmt.Fprintf(b, "%s%s: %s\n", indent, edit.Scalar(c.key), v)
	}
}
