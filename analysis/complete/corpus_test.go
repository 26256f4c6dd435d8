package complete_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/complete"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestCompleteInPublishedPacks removes something from published packs, as if it were not typed yet, or types something
// new, and accepts the items there: the text must parse after that.
func TestCompleteInPublishedPacks(t *testing.T) {
	s, dirs := packtest.CorpusPacks(t)
	const stride = 7 // every seventh pack
	accepted := map[pack.Kind]int{}
	for i := 0; i < len(dirs); i += stride {
		for _, f := range s.Pack(dirs[i]).AnalyzedFiles() {
			if len(f.Tree().Errors) > 0 || f.Kind == pack.Manifest {
				continue
			}
			texts := halfTyped(f, f.Root(), func(r text.Range) text.Range { return r })
			if f.Kind == pack.Presets {
				for _, preset := range s.Pack(dirs[i]).PresetList() {
					if preset.Add != nil && preset.Add.Exact() {
						texts = append(texts, halfTyped(f, preset.Add.Tree.Root(), preset.Add.OuterRange)...)
					}
				}
			}
			for _, h := range texts {
				accepted[f.Kind] += acceptAll(t, s, f, h)
			}
		}
	}
	for _, kind := range []pack.Kind{pack.Meta, pack.Values, pack.Schema, pack.Presets} {
		if accepted[kind] < 100 {
			t.Errorf("only %d items were offered in files of kind %d", accepted[kind], kind)
		}
	}
}

// half is a text that is half typed, up to the cursor.
type half struct {
	what          string
	before, after string
}

// halfTyped are texts on the way to the text of f. root is the root of the file or of a fragment in it; outer converts
// its ranges to those of the file.
func halfTyped(f *pack.File, root syntax.Node, outer func(text.Range) text.Range) []half {
	w := typist{f: f, outer: outer}
	var pairs []syntax.Node
	for n := range root.All() {
		if n.Kind() == syntax.Pair {
			pairs = append(pairs, n)
		}
	}
	const most = 25 // places in one file
	for i := 0; i < len(pairs); i += 1 + len(pairs)/most {
		if f.Kind == pack.Meta {
			w.member(pairs[i].Key(), pairs[i].Value())
		} else if pairs[i].Style() != syntax.Flow {
			w.entry(pairs[i].Key(), pairs[i].Value())
		}
	}
	return w.texts
}

// typist collects texts in which something of f is half typed.
type typist struct {
	f     *pack.File
	outer func(text.Range) text.Range
	texts []half
}

// add adds the text with typed, the cursor, and rest instead of the text between two offsets.
func (w *typist) add(what string, start, end int, typed, rest string) {
	r, src := w.outer(text.Range{Start: start, End: end}), w.f.Text.String()
	w.texts = append(w.texts, half{what, src[:r.Start] + typed, rest + src[r.End:]})
}

// member types in or before a member of a JSON object.
func (w *typist) member(key, v syntax.Node) {
	name := `"` + key.Text()[:len(key.Text())/2]
	w.add("name", key.Start(), key.End(), name, `"`)
	// Which quote of " " opens a string and which one closes it is a guess.
	if v.Kind() != syntax.String || strings.TrimSpace(v.Text()) != "" {
		w.add("name without a quote", key.Start(), key.End(), name, "")
	}
	newNames := map[string]string{"new name": "\n", "new name in quotes": "\"\n", "new name on the line": " "}
	for what, rest := range newNames {
		w.add(what, key.Start(), key.Start(), `"`, rest)
	}
	if v.Kind() == syntax.String && v.Text() != "" && !strings.Contains(v.Source(), `\`) {
		half := v.Text()[:len(v.Text())/2]
		w.add("value", v.Start(), v.End(), `"`+half, `"`)
		w.add("value without a quote", v.Start(), v.End(), `"`+half, "")
		w.add("no value", v.Start(), v.End(), "", "")
		if !strings.Contains(half, " ") {
			w.add("a bare word", v.Start(), v.End(), half, "")
		}
	}
	if first, last := v.First(), v.Last(); v.Kind() == syntax.Sequence && first.IsScalar() {
		w.add("new element", first.Start(), first.Start(), `"`, "\n")
		w.add("new element in quotes", first.Start(), first.Start(), `"`, `" `)
		w.add("new element on the line", first.Start(), first.Start(), `"a`, " ")
		w.add("new element before a comma", first.Start(), first.Start(), `"a`, ", ")
		w.add("last element", last.End(), last.End(), `, "`, "")
		w.add("last element without a comma", last.End(), last.End(), ` "`, `"`)
	}
}

// entry types in or before an entry of a YAML block mapping.
func (w *typist) entry(key, v syntax.Node) {
	src := key.Tree().Text
	at := w.outer(key.Range()).Start
	indent := w.f.Text.String()[w.f.Text.Line(w.f.Text.LineAt(at)).Start:at]
	if strings.Trim(indent, " ") != "" {
		return
	}
	for what, typed := range map[string]string{"new key": "e", "new key, nothing typed": "", "new dotted key": "e.x"} {
		w.add(what, key.Start(), key.Start(), typed, "\n"+indent)
	}
	if v.IsScalar() && !strings.Contains(v.Source(), "\n") {
		w.add("no value", v.Start(), v.End(), "", "")
		half, rest := v.Source()[:len(v.Source())/2], ""
		if v.Style() == syntax.DoubleQuoted || v.Style() == syntax.SingleQuoted {
			rest = v.Source()[len(v.Source())-1:]
		}
		w.add("half a value", v.Start(), v.End(), half, rest)
		w.add("no space", key.End(), v.End(), ":", "")
	}
	if v.Kind() == syntax.Sequence && v.Style() == syntax.Block {
		dash := v.Start()
		if line := src[strings.LastIndexByte(src[:dash], '\n')+1 : dash]; src[dash] == '-' && strings.Trim(line, " ") == "" {
			at := w.outer(text.Range{Start: dash, End: dash}).Start
			file := w.f.Text.String()
			w.add("dash without a space", dash, dash, "-", "\n"+file[strings.LastIndexByte(file[:at], '\n')+1:at])
		}
	}
	if v.Kind() == syntax.Mapping || v.Kind() == syntax.Sequence {
		w.add("collection without content", key.End(), v.End(), ": ", "")
		line := key.End() + strings.IndexByte(src[key.End():]+"\n", '\n')
		w.add("before the content", key.End(), line, ": ", "")
	}
}

// acceptAll accepts the items for h, and returns how many there are.
func acceptAll(t *testing.T, s *pack.Snapshot, f *pack.File, h half) int {
	t.Helper()
	src := h.before + h.after
	opened := packtest.Opened{Snapshot: s.WithOpen(f.Path, 1, text.New(src)), Path: f.Path, Src: src}
	at := packtest.Session{Opened: opened, Off: len(h.before)}
	items := complete.At(context.Background(), at.Snapshot, at.Path, at.Off, complete.Options{Snippets: true})
	checkItems(t, at, items)
	seen := map[string]bool{} // one item of each shape is enough
	for _, item := range items[:min(len(items), 60)] {
		shape := item.Edit.New
		if i := strings.Index(shape, item.Label); i >= 0 {
			shape = shape[:i] + shape[i+len(item.Label):]
		}
		if seen[shape] {
			continue
		}
		seen[shape] = true
		accepted := accept(at, item)
		after := strings.Replace(accepted, packtest.Cursor, "", 1)
		parse := syntax.ParseYAML
		if f.Kind == pack.Meta {
			parse = syntax.ParseJSON
		}
		errors := parse(after).Errors
		if len(errors) > 0 { // there may be a value to fill in
			errors = parse(strings.Replace(accepted, packtest.Cursor, "0", 1)).Errors
		}
		if len(errors) == 0 && f.Kind == pack.Presets {
			for _, preset := range s.WithOpen(f.Path, 2, text.New(after)).Pack(filepath.Dir(f.Path)).PresetList() {
				if preset.Add != nil {
					errors = append(errors, preset.Add.Tree.Errors...)
				}
			}
		}
		if len(errors) > 0 {
			start, end := max(0, len(h.before)-80), min(len(h.before)+80, len(src))
			place := src[start:len(h.before)] + packtest.Cursor + src[len(h.before):end]
			t.Errorf("%s, %s at %q: after %q it does not parse: %s\n%q",
				f.Path, h.what, place, item.Label, errors[0].Message, after[start:min(len(after), end+60)])
			break
		}
	}
	return len(items)
}
