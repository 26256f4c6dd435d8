package macro

import (
	"iter"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// Family is what a .spectro path names.
type Family uint8

const (
	UnknownFamily Family = iota // an unknown one, or none yet: .spectro alone
	System                      // .spectro.system.<variable>
	Pack                        // .spectro.pack.<pack name>.<path from the root of its values>
	UserMacro                   // .spectro.macro.<name>
	ProfileVar                  // .spectro.var.<name>
	App                         // .spectro.app.<app deployment>.<layer>.<variable>
)

// Reference is one use of a path that begins with .spectro.
type Reference struct {
	text.Range           // of the path, from its first dot or $
	Family     Family    //
	FamilyAt   Segment   // the segment after spectro; empty, at the end of the path, without one
	Path       []Segment // what follows the family
	Alone      bool      // the pipeline is this path and nothing else
	Pipeline   *Pipeline // the innermost pipeline it is in
}

// References yields the .spectro paths of a in the order of the text, those in parentheses included.
func (a *Action) References(yield func(Reference) bool) {
	for pl, word := range a.words() {
		w := word.Word
		if !w.IsField("spectro") {
			continue
		}
		ref := Reference{Range: w.Range, Pipeline: pl}
		ref.Alone = len(pl.Commands) == 1 && len(pl.Commands[0].Words) == 1 && pl == a.Pipeline && a.Kind == Output &&
			len(pl.Declared) == 0
		ref.FamilyAt = Segment{Range: text.Range{Start: w.End, End: w.End}}
		if len(w.Path) > 1 {
			ref.FamilyAt, ref.Path = w.Path[1], w.Path[2:]
			ref.Family = FamilyNamed(ref.FamilyAt.Name).Family
		}
		if !yield(ref) {
			return
		}
	}
}

// placed is a word with its place in its pipeline.
type placed struct {
	*Word
	index int // in the command; 0 is what is called
}

// words yields all words of a in the order of the text, a parenthesis before what it holds.
func (a *Action) words() iter.Seq2[*Pipeline, placed] {
	return func(yield func(*Pipeline, placed) bool) {
		if a.Pipeline != nil {
			a.Pipeline.each(yield)
		}
	}
}

func (pl *Pipeline) each(yield func(*Pipeline, placed) bool) bool {
	for i := range pl.Commands {
		words := pl.Commands[i].Words
		for k := range words {
			if !yield(pl, placed{&words[k], k}) {
				return false
			}
			if words[k].Paren != nil && !words[k].Paren.each(yield) {
				return false
			}
		}
	}
	return true
}
