package complete

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
)

// label is a label of a namespace, with words about it.
type label struct{ key, value, doc string }

// namespaceLabels are the labels of the Pod Security admission of Kubernetes ("Pod Security Standards" in its
// documentation): the ones that reject pods first.
func namespaceLabels() []label {
	const prefix = "pod-security.kubernetes.io/"
	levels := []struct{ name, doc string }{
		{"privileged", "Pods may do anything, which drivers and agents need that use the host."},
		{"baseline", "Pods must not use known ways to gain privileges."},
		{"restricted", "Pods must follow the current practice of hardening."},
	}
	var labels []label
	for _, mode := range []struct{ name, doc string }{
		{"enforce", "Kubernetes rejects other pods in this namespace."},
		{"warn", "For other pods in this namespace, users get a warning."},
		{"audit", "Other pods in this namespace are noted in the audit log."},
	} {
		for _, level := range levels {
			labels = append(labels, label{prefix + mode.name, level.name, level.doc + " " + mode.doc})
		}
	}
	return append(labels, label{prefix + "enforce-version", "latest",
		"The level is that of the newest Kubernetes version. A version such as v1.34 fixes it."})
}

// labels are the labels that the string at the cursor, a list with commas between its entries, can have as the entry at
// the cursor.
func (c *valuesCompleter) labels() []Item {
	r := c.cursor.ValueRange
	written := r.Of(c.doc.Text)
	if strings.Contains(written, `\`) || r.Len() > 0 && !r.Touches(c.off) {
		return nil
	}
	before, after := written[:c.off-r.Start], written[c.off-r.Start:]
	if q := c.cursor.Quote; q != 0 && before == "" {
		return nil // before the quote
	} else if q != 0 {
		before, after = before[1:], strings.TrimSuffix(after, string(q))
	}
	before = before[:strings.LastIndexByte(before, ',')+1]
	if i := strings.IndexByte(after, ','); i >= 0 {
		after = after[i:]
	} else {
		after = ""
	}
	given := map[string]bool{}
	for entry := range strings.SplitSeq(before+after, ",") {
		key, _, _ := strings.Cut(entry, "=")
		given[strings.TrimSpace(key)] = true
	}
	var items []Item
	for _, l := range namespaceLabels() {
		if given[l.key] {
			continue
		}
		content := before + l.key + "=" + l.value + after
		item := c.value(edit.Quote(content), content)
		item.Label, item.Kind, item.Detail, item.Doc = l.key+"="+l.value, Enum, "label", l.doc
		items = append(items, item)
	}
	return items
}
