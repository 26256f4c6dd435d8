// Package hover explains what a cursor is on, and finds the hints and lenses of a pack.json.
//
// What always holds: package value decides what the cursor is on, so hovers agree with definitions and references.
//
// Deliberately absent: findings, which editors show anyway.
package hover

import (
	"context"

	"github.com/pack-lsp/pack-lsp/analysis/markdown"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/analysis/value"
)

// Info explains what a cursor is on.
type Info struct {
	text.Range        // of what it is on, in bytes
	Markdown   string // the explanation
}

// At explains what a cursor at byte offset off of the file at path is on; nil if nothing is known of it. What a value
// sets is found by rendering the pack. If ctx ends before that is done, the templates that use the value are named
// instead.
func At(ctx context.Context, s *pack.Snapshot, path string, off int) *Info {
	if f := s.Config(path); f != nil {
		return config(f, off)
	}
	p, f := s.PackOf(path)
	if p == nil {
		return nil
	}
	if info := directive(f, off); info != nil {
		return info
	}
	h := hoverer{ctx: ctx, snapshot: s, pack: p, Subject: value.SubjectAt(p, f, off)}
	words := h.own(f, off)
	if words == "" {
		words = h.words()
	}
	if words == "" && h.Kind == value.MacroPart && h.Text.Tree != nil {
		inner, ok := h.Text.In.Inner(off)
		if !ok {
			return nil
		}
		h.Subject = h.Text.AroundMacro(inner)
		words = h.words()
	}
	if words == "" {
		return nil
	}
	return &Info{h.Range, words}
}

// hoverer explains one subject. It may narrow the subject's range to the part that it explains.
type hoverer struct {
	ctx      context.Context
	snapshot *pack.Snapshot
	pack     *pack.Pack
	value.Subject
}

// words explains the subject; "" if nothing is known of it.
func (h *hoverer) words() string {
	switch h.Kind {
	case value.Property:
		return h.property()
	case value.PropertyValue, value.ManifestFile:
		return schemaValue(h.pack, h.Node)
	case value.ChartFile:
		return h.chartFile()
	case value.DependencyPart:
		return h.dependency()
	case value.ResourceType:
		return afterSchema(h.pack, h.Node, resourceWords(h.pack, pack.ObjectOf(h.Node)))
	case value.Schedule:
		return afterSchema(h.pack, h.Node, h.need().words())
	case value.Parameter:
		return refWords(h.pack, h.Node.Text()) + "\n\n" + h.need().words()
	case value.EnabledPresets:
		return h.enabled()
	case value.Section:
		return sectionWords(h.Node.Text())
	case value.Attribute:
		return attribute(h.Node, value.WithoutIndices(h.Path[1:]))
	case value.ChartSection:
		return h.chartSection()
	case value.ManifestParams:
		return h.manifestSection()
	case value.ChartValue:
		return h.valueWords(h.Path, h.Subject.Value())
	case value.ConstraintPath, value.ConstraintKey, value.ConstraintTemplate:
		return h.constraint()
	case value.PresetsList, value.PresetKey:
		return presetKey(h.Node.Text())
	case value.RemovedPath:
		return removed(h.pack, h.Node.Text())
	case value.TemplateValue:
		return templateValue(h.pack, h.Path)
	case value.KubeField:
		return h.kubeField()
	case value.MacroPart:
		return h.macroPart()
	case value.Alias:
		return alias(h.Node)
	}
	return ""
}

// alias shows what an alias stands for.
func alias(n syntax.Node) string {
	if !n.Resolve().Exists() {
		return ""
	}
	return markdown.Strong("*"+n.Text()) + " · alias of\n\n" + markdown.YAML(n.Resolve())
}
