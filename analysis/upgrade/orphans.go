package upgrade

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// settle finds places for the values that the author has set and that the new chart does not know, and says in a
// comment what has become of them. It returns values.yaml.
func (u *upgrade) settle(src string, orphans []orphan) string {
	for _, o := range orphans {
		v := o.pair.Value()
		at := u.finder.find(o.path, v)
		full := u.full(o.path)
		c := ValueChange{Kind: Unknown, Chart: u.new.Name, Path: o.path, To: at.path, Value: short(v)}
		switch {
		case at.certain && at.split:
			if next, ok := u.splitImage(src, full, u.full(at.path), v); ok {
				src, c.Kind, c.To = next, Moved, pathTo(at.path, "repository")
				u.renamed[strings.Join(o.path, ".")] = c.To
			}
		case at.certain && !o.kind:
			if next, ok := u.moveValue(src, full, u.full(at.path)); ok {
				src, c.Kind = next, Moved
				u.takeOver(at.path)
			}
		}
		if c.Kind == Unknown {
			src = u.mark(src, full, o, at)
		}
		u.report.Values = append(u.report.Values, c)
	}
	return src
}

// takeOver drops from the report the new default that the author's value at a path is now in the place of.
func (u *upgrade) takeOver(to []string) {
	u.report.Values = slices.DeleteFunc(u.report.Values, func(c ValueChange) bool {
		if c.Kind != Added || c.Chart != u.new.Name || len(c.Path) > len(to) || !slices.Equal(c.Path, to[:len(c.Path)]) {
			return false
		}
		for n := len(c.Path); n < len(to); n++ {
			if len(u.new.Lookup(to[:n]).Keys()) != 1 { // others have come in, too
				return false
			}
		}
		return true
	})
}

// mark puts a comment above a value that the new chart does not know; if it is not on a line of its own, above the one
// around it that is.
func (u *upgrade) mark(src string, full []string, o orphan, at place) string {
	for n := len(full); n > 2; n-- {
		what := "this value"
		if n < len(full) {
			what = strings.Join(o.path, ".")
		}
		if next, ok := markEntry(src, full[:n], u.remark(o, at, what)); ok {
			return next
		}
	}
	return src
}

// full is a path from the root of values.yaml.
func (u *upgrade) full(path []string) []string {
	return append([]string{pack.SectionCharts, u.new.Name}, path...)
}

// remark says that the new chart does not know a value, and where it may be.
func (u *upgrade) remark(o orphan, at place, value string) string {
	what := fmt.Sprintf("Chart %s %s no longer has %s", u.new.Name, u.new.Version, value)
	def := u.new.Lookup(o.path)
	switch {
	case o.kind && def.Value().Kind() == syntax.Mapping:
		what = fmt.Sprintf("Chart %s %s has a mapping here", u.new.Name, u.new.Version)
		if keys := def.Keys(); len(keys) > 0 {
			what += ", with " + strings.Join(keys[:min(len(keys), 6)], ", ")
		}
		return what + "."
	case o.kind:
		return fmt.Sprintf("Chart %s %s has another kind of value here: %s.", u.new.Name, u.new.Version, short(def.Value()))
	case at.path != nil:
		what += "; it may be " + strings.Join(at.path, ".") + " now"
	}
	return what + "."
}

// was says where a value was that is elsewhere now.
func (u *upgrade) was(full []string) string {
	return fmt.Sprintf(" Was %s up to chart %s %s.", strings.Join(full[2:], "."), u.old.Name, u.old.Version)
}

// known reports whether a comment is one of the defaults of a chart.
func known(c *chart.Chart) func(string) bool {
	lines := map[string]bool{}
	if t := c.Values(); t != nil {
		for _, comment := range t.Comments {
			lines[strings.TrimSpace(comment.Range.Of(t.Text))] = true
		}
	}
	return func(comment string) bool { return lines[comment] }
}

// moveValue moves the pair at one path of src to another one.
func (u *upgrade) moveValue(src string, from, to []string) (string, bool) {
	e, ok := entryAt(syntax.ParseYAML(src), from)
	if !ok {
		return src, false
	}
	ofOld := known(u.old)
	if sibling := pathTo(from[:len(from)-1], to[len(to)-1]); slices.Equal(sibling, to) &&
		!pairAt(e.pair.Tree().Root(), to).Exists() { // it keeps its place
		return rename(src, e, to[len(to)-1], strings.TrimSpace(u.was(from))), true
	}
	own := e.comments(func(comment string) bool { return !ofOld(comment) })
	return transfer(src, from, to, e.after, append(own, u.was(from)))
}

// transfer takes the pair at one path of src out, and writes after, what follows its key, at another one.
func transfer(src string, from, to []string, after string, comments []string) (string, bool) {
	next, ok := setEntry(src, to, after, comments...)
	if !ok {
		return src, false
	}
	if next, ok = removeEntry(next, from, 2); !ok {
		return src, false
	}
	return next, true
}

// splitImage writes the parts of an image's reference below the mapping at to, in place of the pair at from.
func (u *upgrade) splitImage(src string, from, to []string, v syntax.Node) (string, bool) {
	ref := image.Parse(v.Text())
	repository, tag := v.Text(), ""
	if i := strings.LastIndexByte(repository, ':'); i > strings.LastIndexByte(repository, '/') {
		repository, tag = repository[:i], repository[i+1:]
	}
	def := u.new.Lookup(to[2:]).Value()
	type part struct{ key, value string }
	var parts []part
	if def.Get("registry").Exists() {
		registry, rest, _ := strings.Cut(ref.Name(), "/")
		parts, repository = append(parts, part{"registry", registry}), rest
	}
	parts = append(parts, part{"repository", repository})
	if tag != "" {
		parts = append(parts, part{"tag", tag})
	}
	e, ok := entryAt(syntax.ParseYAML(src), from)
	if !ok {
		return src, false
	}
	ofOld := known(u.old)
	own := e.comments(func(comment string) bool { return !ofOld(comment) })
	next := src
	if slices.Equal(from, to) {
		lines := ":\n"
		for _, p := range parts {
			lines += "  " + p.key + ": " + edit.Scalar(p.value) + "\n"
		}
		return setEntry(src, from, lines, u.was(from))
	}
	for i, p := range parts {
		var comments []string
		if i == 0 {
			comments = append(own, u.was(from))
		}
		if next, ok = setEntry(next, pathTo(to, p.key), ": "+edit.Scalar(p.value)+"\n", comments...); !ok {
			return src, false
		}
	}
	if next, ok = removeEntry(next, from, 2); !ok {
		return src, false
	}
	return next, true
}
