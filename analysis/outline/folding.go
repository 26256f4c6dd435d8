package outline

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// FoldKind is the kind of a fold.
type FoldKind uint8

const (
	FoldBlock   FoldKind = iota // a mapping, list or text
	FoldComment                 // comments that follow one another
	FoldRegion                  // between markers in comments
)

// Fold is a range of lines, 0-based, both ends included, that an editor can fold into the first one.
type Fold struct {
	Start, End int
	Kind       FoldKind
}

// Folding returns the folds of the file at path, sorted by their first lines. No two begin on the same line: editors
// fold a line in only one way, and the longest fold wins. If there are more than most, the innermost are left out; 0
// means no limit.
func Folding(s *pack.Snapshot, path string, most int) []Fold {
	_, f := s.PackOf(path)
	if f == nil {
		return nil
	}
	folds := slices.Concat(blockFolds(f), commentFolds(f), regionFolds(f))
	slices.SortStableFunc(folds, func(a, b Fold) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	folds = slices.CompactFunc(folds, func(a, b Fold) bool { return a.Start == b.Start })
	return outermost(folds, most)
}

// outermost is folds, sorted by their first lines, without the most deeply nested ones if there are more than most.
func outermost(folds []Fold, most int) []Fold {
	if most <= 0 || len(folds) <= most {
		return folds
	}
	depths := make([]int, len(folds))
	var around []Fold
	for i, f := range folds {
		for len(around) > 0 && around[len(around)-1].End < f.Start {
			around = around[:len(around)-1]
		}
		depths[i] = len(around)
		around = append(around, f)
	}
	sorted := slices.Sorted(slices.Values(depths))
	deepest := sorted[most] // not all folds of this depth fit
	out := folds[:0]
	for i, f := range folds {
		if depths[i] < deepest {
			out = append(out, f)
		}
	}
	return out
}

// blockFolds fold pairs, lists in lists, and everything in brackets.
func blockFolds(f *pack.File) []Fold {
	var folds []Fold
	for n := range f.Tree().All() {
		if n.Style() == syntax.Block && n.Parent().Kind() != syntax.Sequence {
			continue // its pair folds; a root has no line to fold into
		}
		if start, end := f.Text.LineAt(n.Start()), lastLine(f.Text, n); end > start {
			folds = append(folds, Fold{start, end, FoldBlock})
		}
	}
	return folds
}

// lastLine is the last line of n that folding hides: a closing bracket alone on its line stays visible.
func lastLine(t *text.Text, n syntax.Node) int {
	source := strings.TrimRight(n.Source(), " \t\r\n")
	if source == "" {
		return t.LineAt(n.Start())
	}
	end := n.Start() + len(source) - 1
	line := t.LineAt(end)
	if v := valueOf(n); (v.Kind() == syntax.Mapping || v.Kind() == syntax.Sequence) && v.Style() != syntax.Block &&
		strings.TrimLeft(t.String()[t.Line(line).Start:end], " \t") == "" {
		line--
	}
	return line
}

// valueOf is the value of a pair, otherwise n.
func valueOf(n syntax.Node) syntax.Node {
	if n.Kind() == syntax.Pair {
		return n.Value()
	}
	return n
}

// commentFolds are runs of lines with nothing but a comment. Markers end them, so that they do not overlap with
// regions.
func commentFolds(f *pack.File) []Fold {
	var folds []Fold
	run := Fold{Start: 0, End: -1, Kind: FoldComment}
	end := func() {
		if run.End > run.Start {
			folds = append(folds, run)
		}
		run.End = -1
	}
	for _, c := range f.Tree().Comments {
		if !c.Own {
			continue
		}
		line := f.Text.LineAt(c.Start)
		word, _ := marker(f, c)
		if run.End < 0 || line != run.End+1 || word == sectionMarker {
			end()
			run.Start = line
		}
		if run.End = line; word == regionMarker || word == regionEndMarker {
			run.End = line - 1
			end()
		}
	}
	end()
	return folds
}

// Markers of regions.
const (
	regionMarker         = "region"
	regionEndMarker      = "endregion"
	sectionMarker        = "@section"
	descriptionMarker    = "@descriptionStart"
	descriptionEndMarker = "@descriptionEnd"
)

// marker is the first word of a comment, and the rest.
func marker(f *pack.File, c syntax.Comment) (word, rest string) {
	word, rest, _ = strings.Cut(strings.TrimSpace(strings.TrimLeft(c.Of(f.Text.String()), "#")), " ")
	return word, strings.TrimSpace(rest)
}

// regionFolds are between markers in comments: "# region" and "# endregion", which editors know, and those of
// readme-generator-for-helm: "@descriptionStart" and "@descriptionEnd", and "@section", which ends at the next one. The
// "@section -- title" of helm-docs is about a single value and begins nothing.
func regionFolds(f *pack.File) []Fold {
	var folds []Fold
	var regions, descriptions []int // first lines of those that are open
	section := syntax.Comment{Range: text.Range{Start: -1}}
	endSection := func(before int) {
		if section.Start < 0 {
			return
		}
		if start, end := f.Text.LineAt(section.Start), sectionEnd(f.Text, section.Start, before); end > start {
			folds = append(folds, Fold{start, end, FoldRegion})
		}
	}
	for _, c := range f.Tree().Comments {
		if !c.Own {
			continue
		}
		line := f.Text.LineAt(c.Start)
		switch word, title := marker(f, c); word {
		case regionMarker:
			regions = append(regions, line)
		case regionEndMarker:
			folds, regions = closeRegion(folds, regions, line)
		case descriptionMarker:
			descriptions = append(descriptions, line)
		case descriptionEndMarker:
			folds, descriptions = closeRegion(folds, descriptions, line)
		case sectionMarker:
			if strings.HasPrefix(title, "--") {
				continue
			}
			endSection(line)
			section = c
		}
	}
	endSection(f.Text.LineCount())
	return folds
}

// closeRegion ends the innermost open region on line.
func closeRegion(folds []Fold, open []int, line int) ([]Fold, []int) {
	if len(open) == 0 {
		return folds, nil
	}
	last := len(open) - 1
	return append(folds, Fold{open[last], line, FoldRegion}), open[:last]
}

// sectionEnd is the last line of the section whose marker is the comment at off. It ends above the line before, and
// above a line with less indentation: in a pack, sections are those of a chart, below its key.
func sectionEnd(t *text.Text, off, before int) int {
	first := t.LineAt(off)
	column := off - t.Line(first).Start
	last := first
	for n := first + 1; n < before; n++ {
		line := t.Line(n).Of(t.String())
		content := strings.TrimLeft(line, " ")
		if content == "" {
			continue
		}
		if len(line)-len(content) < column {
			break
		}
		last = n
	}
	return last
}
