package create

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/deploy"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/schema"
)

// kubernetes is the pack of Kubernetes itself.
const kubernetes = "kubernetes"

// requirePacks makes the pack depend on those that define the custom resources that it deploys, if it is known which
// do.
func (d *draft) requirePacks(t attempt) bool {
	var groups []string
	foreign := foreignKinds(t)
	for _, id := range foreign {
		if !slices.Contains(groups, id.Group()) {
			groups = append(groups, id.Group())
		}
	}
	packs, _ := palette.Definers(groups)
	packs = slices.DeleteFunc(packs, func(name string) bool { return name == d.name || slices.Contains(d.definers, name) })
	if len(packs) == 0 {
		return false
	}
	d.definers = append(d.definers, packs...)
	d.foreign = foreign
	return true
}

// limitKubernetes says that the pack is for versions of Kubernetes that still serve what it deploys.
func (d *draft) limitKubernetes(ctx context.Context, t attempt) (bool, error) {
	if slices.Contains(d.required(), kubernetes) || !t.has(string(deploy.RemovedAPI)) {
		return false, nil
	}
	result, err := deploy.Of(ctx, t.snapshot, t.pack)
	if err != nil {
		return false, err
	}
	changed := false
	for _, u := range result.Units {
		for _, doc := range u.Documents {
			id := kube.ID{APIVersion: doc.Root().Get("apiVersion").Text(), Kind: doc.Root().Get("kind").Text()}
			if last, ok := kube.LastServing(id); ok && (d.lastServing == 0 || last < d.lastServing) {
				d.lastServing, d.removed, changed = last, id, true
			}
		}
	}
	return changed, nil
}

// foreignKinds are the kinds that the pack deploys and that nobody brings.
func foreignKinds(t attempt) []kube.ID {
	var all []kube.ID
	known, _ := deploy.Known(t.pack)
	for _, f := range known {
		for _, id := range f.Kinds {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// required are the packs that are known to be required.
func (d *draft) required() []string {
	named := slices.DeleteFunc(slices.Clone(d.said[KeyRequires]), func(name string) bool { return name == "" })
	return append(named, d.definers...)
}

// dependencies are the entries of constraints.dependencies: the versions of Kubernetes that the chart is for, and the
// packs that are required.
func (d *draft) dependencies() []string {
	var entries []string
	required := d.required()
	least, last := d.leastKubernetes(), ""
	if d.lastServing != 0 {
		last = d.lastVersion()
		if v, ok := kube.ParseVersion(least); ok && v > d.lastServing {
			least = ""
		}
	}
	if least+last != "" && !slices.Contains(required, kubernetes) {
		members := []string{`"packName": ` + edit.Quote(kubernetes), `"layer": "k8s"`}
		for _, b := range [][2]string{{pack.KeyMinVersion, least}, {pack.KeyMaxVersion, last}} {
			if b[1] != "" {
				members = append(members, edit.Quote(b[0])+": "+edit.Quote(b[1]))
			}
		}
		entries = append(entries, object(append(members, `"type": "optional"`)))
	}
	for _, name := range required {
		layer := schema.LayerAddon
		if known, ok := palette.PackNamed(name); ok {
			layer = known.Layer
		}
		entries = append(entries, object([]string{
			`"packName": ` + edit.Quote(name), `"layer": ` + edit.Quote(layer), `"type": "required"`,
		}))
	}
	return entries
}

// notes say what the pack relies on that was found out, and that its author should know of.
func (d *draft) notes() []string {
	var notes []string
	if d.lastServing != 0 {
		notes = append(notes, fmt.Sprintf("it can only be used with Kubernetes %s and older, which pack.json says: "+
			"it deploys %s, which newer versions do not serve", d.lastVersion(), kindWords(d.removed)))
	}
	if d.sample != nil && !d.sample.table {
		notes = append(notes, fmt.Sprintf("the chart has no values.yaml, so values.yaml has the examples in its %s; "+
			"adapt them", d.sample.file))
	}
	if d.definers != nil {
		notes = append(notes, fmt.Sprintf("pack.json requires %s, since the pack deploys %s; if another pack "+
			"defines them, require that one instead", strings.Join(d.definers, " and "), d.foreignWords()))
	}
	if d.unsolved != "" && len(d.asked()) > 0 {
		notes = append(notes, "it may need more than what Palette asks for, or certain texts; with any, "+d.unsolved)
	}
	return append(notes, d.unpinnedNotes()...)
}

// lastVersion is the last version of Kubernetes that serves all that the pack deploys. Most are too old for String.
func (d *draft) lastVersion() string { return "1." + strconv.Itoa(int(d.lastServing)) }

// foreignWords are the kinds that other packs define.
func (d *draft) foreignWords() string {
	words := make([]string, len(d.foreign))
	for i, id := range d.foreign {
		words[i] = kindWords(id)
	}
	return strings.Join(words, ", ")
}

func kindWords(id kube.ID) string { return id.Kind + " (" + id.APIVersion + ")" }
