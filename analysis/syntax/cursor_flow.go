package syntax

import (
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// flowAround is the outermost flow collection that off is in; absent outside any.
func (t *Tree) flowAround(off int) Node {
	found := Node{}
	n := t.NodeAt(off)
	if off > 0 && (!n.Exists() || n.Style() != Flow) {
		if before := t.NodeAt(off - 1); before.End() == off || !n.Exists() {
			n = before
		}
	}
	for ; n.Exists(); n = n.Parent() {
		if n.Style() != Flow || n.Kind() != Mapping && n.Kind() != Sequence || n.Start() >= off {
			continue
		}
		s := n.Source()
		if open := s == "" || !strings.ContainsRune("]}", rune(s[len(s)-1])); off < n.End() || open &&
			strings.HasPrefix(s, "[") || open && strings.HasPrefix(s, "{") {
			found = n
		}
	}
	return found
}

// flowFrame is a flow collection that is open at the cursor.
type flowFrame struct {
	mapping bool
	index   int
	key     text.Range // the key before the colon
	colon   bool
	word    int // where the text since the last indicator begins; -1 if there is none
}

// step is the frame's part of the path of what is in it.
func (f *flowFrame) step(p *yamlParser) string {
	if f.mapping {
		return p.wordText(f.key)
	}
	return strconv.Itoa(f.index)
}

// wordText is the content of the scalar at r, on one line.
func (p *yamlParser) wordText(r text.Range) string {
	s := strings.TrimSpace(r.Of(p.src))
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return s
	}
	if end, closed := p.quoteOnLine(r.Start); closed && end <= r.End {
		p.muted++
		defer func() { p.muted-- }()
		return p.unquote(r.Start, end)
	}
	return s[1:]
}

// flow is the cursor in the flow collection n.
func (c *Cursor) flow(n Node, p *yamlParser, off int) {
	c.InFlow = true
	frames := p.flowFrames(n.Start(), off)
	if len(frames) == 0 {
		return
	}
	c.Path = n.Path()
	last := len(frames) - 1
	for i := range frames[:last] {
		c.Path = append(c.Path, frames[i].step(p))
	}
	f := &frames[last]
	word := text.Range{Start: off, End: off}
	if f.word >= 0 {
		word = text.Range{Start: f.word, End: max(off, p.flowWordEnd(f.word))}
		word.End = max(p.trimBack(word.End), word.Start)
		c.quoted(p, word)
	}
	if !f.mapping {
		c.Path = append(c.Path, f.step(p))
		c.Item = !f.colon
	}
	if f.colon {
		c.InValue, c.HasColon, c.ValueRange = true, true, word
		c.KeyRange, c.Key = f.key, p.wordText(f.key)
		c.Indent = f.key.Start - p.lineStart(f.key.Start)
		return
	}
	c.Indent = word.Start - p.lineStart(word.Start)
	c.KeyRange, c.Key = word, p.wordText(word)
	if c.Item {
		c.ValueRange = word
	}
	after := p.skipBlanks(word.End)
	c.HasColon = after < len(p.src) && p.src[after] == ':'
}

// flowWordEnd is where the scalar at i in flow style ends on its line.
func (p *yamlParser) flowWordEnd(i int) int {
	if c := p.src[i]; c == '"' || c == '\'' {
		end, _ := p.quoteOnLine(i)
		return end
	}
	p.limit = len(p.src)
	end, _ := p.flowPlainLine(i)
	return end
}

// flowFrames are the flow collections that are open at off, read from the outermost one's bracket at start;
// none if they are nested too deeply for a tree.
func (p *yamlParser) flowFrames(start, off int) []flowFrame {
	var frames []flowFrame
	p.limit = len(p.src)
	for i := start; i < off; i++ {
		c := p.src[i]
		if c == '[' || c == '{' {
			if len(frames) == maxDepth {
				return nil
			}
			frames = append(frames, flowFrame{mapping: c == '{', word: -1})
			continue
		}
		if len(frames) == 0 {
			break
		}
		f := &frames[len(frames)-1]
		switch {
		case c == ']' || c == '}':
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				frames[len(frames)-1].word = -1
			}
		case c == ',':
			f.index++
			f.colon, f.word, f.key = false, -1, text.Range{}
		case c == ':' && !f.colon && (p.flowSeparates(i+1) || f.word >= 0 && (p.src[f.word] == '"' || p.src[f.word] == '\'')):
			f.colon = true
			if f.word >= 0 {
				f.key = text.Range{Start: f.word, End: p.trimBack(i)}
			}
			f.word = -1
		case c == '#' && p.spaceAt(i-1):
			i = min(p.lineEnd(i), off) - 1
		case p.spaceAt(i):
		case f.word < 0:
			f.word = i
			if c == '"' || c == '\'' {
				end, closed := p.quoteOnLine(i)
				if !closed || end > off {
					return frames
				}
				i = end - 1
			}
		}
	}
	return frames
}
