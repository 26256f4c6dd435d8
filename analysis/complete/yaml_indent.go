package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// unit is one step of indentation in columns: that of the mapping at the cursor, otherwise that of the first nested
// mapping of the file; 2 if there is none.
func (c *yamlCompleter) unit() int {
	if step := stepOf(c.cursor.Parent); step > 0 {
		return step
	}
	for pair := range c.doc.Root().Children() {
		if step := stepOf(pair.Value()); step > 0 {
			return step
		}
	}
	return 2
}

// stepOf is the indentation of the keys of n from the key of n; 0 if n is not a block mapping with a key.
func stepOf(n syntax.Node) int {
	owner := n.Parent()
	if n.Kind() != syntax.Mapping || n.Style() != syntax.Block || owner.Kind() != syntax.Pair {
		return 0
	}
	return max(0, columnOf(n)-columnOf(owner))
}

// columnOf is the column at which n begins, in bytes.
func columnOf(n syntax.Node) int {
	return n.Start() - strings.LastIndexByte(n.Tree().Text[:n.Start()], '\n') - 1
}

// reindent is value, the lines after a key, with the indentation of the text instead of steps of 2 columns.
func (c *yamlCompleter) reindent(value string) string {
	unit := c.unit()
	if unit == 2 || !strings.Contains(value, "\n") {
		return value
	}
	type level struct{ from, to int } // columns
	levels := []level{{0, 0}}
	lines := strings.Split(value, "\n")
	for i, line := range lines[1:] {
		content := strings.TrimLeft(line, " ")
		column := len(line) - len(content)
		for levels[len(levels)-1].from > column {
			levels = levels[:len(levels)-1]
		}
		if last := levels[len(levels)-1]; last.from < column {
			levels = append(levels, level{column, last.to + unit})
		}
		to := levels[len(levels)-1].to
		lines[i+1] = strings.Repeat(" ", to) + content
		if strings.HasPrefix(content, "- ") { // the keys of an item line up after its dash
			levels = append(levels, level{column + 2, to + 2})
		}
	}
	return strings.Join(lines, "\n")
}
