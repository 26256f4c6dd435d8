package check

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// cloudTypes yields the entries of cloudTypes that can be read, and the value of cloudType.
func cloudTypes(p *Pass) (many []syntax.Node, one syntax.Node) {
	if list := p.Root().Get("cloudTypes"); list.Kind() == syntax.Sequence {
		for n := range list.Children() {
			if _, ok := literal(n); ok {
				many = append(many, n)
			}
		}
	}
	return many, p.Root().Get("cloudType")
}

func cloudTypeExtension(p *Pass) {
	many, one := cloudTypes(p)
	for _, n := range append(many, one) {
		if cloud, ok := literal(n); ok && schema.UndocumentedCloud(cloud) && !violated(p, n) {
			p.Report(n.Range(), "cloud type %s is accepted, but Palette's documentation does not list it", quote(cloud))
		}
	}
}

func cloudTypesMissing(p *Pass) {
	root := p.Root()
	if lacks(p, "cloudTypes") && !root.Pair("cloudType").Exists() {
		d := p.Report(openingBrace(root), `cloudTypes is missing; add ["all"], or the clouds that this pack is for`)
		d.Fix(p.File, `Insert "cloudTypes": ["all"]`, insertField(root, "cloudTypes", `["all"]`))
	}
}

func cloudTypesRedundant(p *Pass) {
	list := p.Root().Get("cloudTypes")
	if list.Kind() != syntax.Sequence || list.Broken() {
		return
	}
	if list.Len() == 0 {
		p.Report(list.Range(), `cloudTypes is empty; write ["all"], or the clouds that this pack is for`).
			Fix(p.File, `Write ["all"]`, edit.Replace(list, `["all"]`))
		return
	}
	many, _ := cloudTypes(p)
	first := map[string]syntax.Node{}
	var again, others []syntax.Node
	for _, n := range many {
		_, seen := first[n.Text()]
		switch {
		case seen:
			again = append(again, n)
		default:
			first[n.Text()] = n
			if n.Text() != schema.AllClouds && !violated(p, n) {
				others = append(others, n)
			}
		}
	}
	if all, ok := first[schema.AllClouds]; ok && len(others) > 0 {
		p.Report(all.Range(), `"all" already covers every cloud; remove %s`, listed(others)).
			Fix(p.File, `Keep only "all"`, edit.Replace(list, `["all"]`))
		return
	}
	for _, n := range again {
		p.Report(n.Range(), "duplicate cloud type %s", quote(n.Text())).
			Relate(p.File, first[n.Text()].Range(), "the first one").
			SafeFix(p.File, "Remove the second "+quote(n.Text()), edit.Remove(n))
	}
}

// listed is the texts of nodes for a message: "a", "b" and "c".
func listed(nodes []syntax.Node) string {
	const most = 5
	var words []string
	for _, n := range nodes {
		words = append(words, quote(n.Text()))
	}
	if len(words) > most {
		words = append(words[:most-1], plural(len(words)-most+1, "other"))
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

func legacyCloudType(p *Pass) {
	root := p.Root()
	pair := root.Pair("cloudType")
	cloud, ok := literal(pair.Value())
	if !ok || pair.Key().Broken() {
		return
	}
	d := p.Report(pair.Key().Range(), "cloudType is the old form of cloudTypes; write \"cloudTypes\": [%s]", quote(cloud))
	list := root.Pair("cloudTypes")
	switch {
	case !list.Exists() && !misspelled(p, root, "cloudTypes"):
		d.Fix(p.File, "Convert to cloudTypes",
			edit.Replace(pair.Key(), `"cloudTypes"`), edit.Replace(pair.Value(), "["+pair.Value().Source()+"]"))
	case list.Exists():
		d.Message = "cloudType is the old form of cloudTypes, which this file has, too"
		many, _ := cloudTypes(p)
		if slices.ContainsFunc(many, func(n syntax.Node) bool { return n.Text() == cloud || n.Text() == schema.AllClouds }) {
			d.Fix(p.File, "Remove cloudType", edit.Remove(pair))
		}
	}
}
