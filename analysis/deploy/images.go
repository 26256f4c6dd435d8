package deploy

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/macro"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/palette"
	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Image is a container image that an object of a pack names.
type Image struct {
	Ref       string // as it is rendered
	Unit      *Unit
	Template  string // that gives the object; of a manifest, its name
	Object    string // kind and name
	Container string // name; "" if Custom
	// Custom says that a field called image of a custom resource names it. What its controller does with it is unknown.
	Custom bool
	// Macro says that the image, or whether it is deployed, depends on the value of a macro, so that Ref may be made up.
	Macro bool
	// Open says that the image, or whether it is deployed, may depend on what lookup finds, or on a random value.
	Open bool
	// Test says that only `helm test` runs it.
	Test bool
	// Presets are the IDs of the presets each of which is enough to deploy it; nil if it is deployed without any.
	Presets []string
}

// Images are what a pack deploys.
type Images struct {
	List []Image // in the order of units and of their documents, those of presets last
	// Whole says that all could be rendered, so that no other images are deployed.
	Whole bool
	// Unknown says what could not be rendered, if Whole is false: phrases such as "chart demo: " and what is wrong.
	Unknown []string
	// Exact says that they are those of this version of the pack and not of an earlier one with other values.
	Exact bool
}

// ImagesOf are the images that p deploys with a preset on top of the values of values.yaml, if preset is not nil. No
// other presets are looked at. If ctx ends first, the error is the context's.
func ImagesOf(ctx context.Context, s *pack.Snapshot, p *pack.Pack, preset *pack.Preset) (Images, error) {
	d := newDeployer(ctx, s, p)
	c := newImageCollector(d)
	if broken(p.Values) || preset != nil && !c.lookAt(preset) {
		return c.images(), nil // nobody knows what the values are
	}
	room := int64(maxDeployed)
	for _, w := range d.works {
		r := within(&room, func() *render.Result { return d.rendered(w, preset) })
		w.show(r)
		c.add(w, w.Documents, r, preset)
	}
	for i := range c.found {
		c.found[i].Presets = nil
	}
	return c.images(), ctx.Err()
}

// AllImagesOf are the images that p deploys, with the values of values.yaml and with each preset on top of them. If ctx
// ends first, the error is the context's.
func AllImagesOf(ctx context.Context, s *pack.Snapshot, p *pack.Pack) (Images, error) {
	d := newDeployer(ctx, s, p)
	if broken(p.Values) {
		return newImageCollector(d).images(), nil
	}
	_, rendered := d.render()
	return d.allImages(rendered), ctx.Err()
}

// KnownImages are the images of p, with those of each preset, as far as they are known without rendering anything: of
// this version or, until it has its own, of an earlier one. ok is false if none are known.
func KnownImages(p *pack.Pack) (known Images, ok bool) {
	if broken(p.Values) {
		return Images{}, false
	}
	if r, ok := results.Peek(p, nil); ok {
		return r.images, true
	}
	r, ok := last.Of(p)
	if !ok || r.inputs == 0 {
		return Images{}, false
	}
	known = r.images
	known.Exact = r.inputs == imageInputs(p)
	return known, true
}

// imageInputs is a digest of all that the images of p depend on. The list of images in values.yaml is not part of that.
func imageInputs(p *pack.Pack) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	root := p.Values.Root()
	parts := []string{p.Settings.KubernetesVersion()}
	if t := root.Tree(); t != nil && len(t.Anchors()) > 0 {
		parts = append(parts, t.Text) // an alias may bring in text from anywhere
	}
	for _, c := range p.Constraints() {
		if c.Template.Required {
			parts = append(parts, c.Path, c.Text)
		}
	}
	for _, path := range [][]string{
		{pack.SectionCharts}, {pack.SectionManifests}, {pack.SectionPack, palette.AttrNamespace},
		{pack.SectionPack, palette.AttrReleaseNameOverride},
	} {
		parts = append(parts, root.At(path...).Source())
	}
	for _, s := range parts {
		h.WriteString(s)
		h.WriteByte(0)
	}
	maphash.WriteComparable(&h, p.JSON)
	maphash.WriteComparable(&h, p.Presets)
	for _, f := range p.ManifestFiles() {
		maphash.WriteComparable(&h, f)
	}
	for _, c := range p.Charts() {
		maphash.WriteComparable(&h, c)
	}
	return max(h.Sum64(), 1) // 0 means that nothing is known
}

// allImages are the images of what has been rendered, and of each preset.
func (d *deployer) allImages(rendered []*render.Result) Images {
	c := newImageCollector(d)
	for i, w := range d.works {
		c.add(w, w.Documents, rendered[i], nil)
	}
	if d.pack.Presets != nil && len(d.pack.Presets.Tree().Errors) > 0 {
		c.fail("presets.yaml has a syntax error")
	}
	presets := d.pack.PresetList()
	if len(presets) > MaxPresets {
		c.fail("there are more than %d presets", MaxPresets)
		presets = presets[:MaxPresets]
	}
	for i := range presets {
		preset := &presets[i]
		if !c.lookAt(preset) {
			continue
		}
		for _, w := range d.works {
			if w.plain || d.ctx.Err() != nil || !concerns(preset, w.Section) {
				continue
			}
			r := d.rendered(w, preset)
			c.add(w, r.Documents, r, preset)
		}
	}
	return c.images()
}

// imageCollector collects the images of what one pack deploys.
type imageCollector struct {
	deployer *deployer
	cluster  kube.Cluster
	of       map[*render.Document][]Image
	unknown  []string
	found    []Image
	same     map[imageKey][]int // indices in found
}

// imageKey tells the images of objects apart.
type imageKey struct {
	unit                             *Unit
	ref, template, object, container string
}

func newImageCollector(d *deployer) *imageCollector {
	c := &imageCollector{deployer: d, cluster: kube.Cluster{Version: d.version}, of: map[*render.Document][]Image{},
		same: map[imageKey][]int{}}
	if broken(d.pack.JSON) {
		c.fail("pack.json has a syntax error")
	}
	if broken(d.pack.Values) {
		c.fail("values.yaml has a syntax error")
	}
	for _, rel := range d.pack.Facts().Charts {
		if _, err := d.pack.Chart(rel); err != nil {
			c.fail("%s: %v", rel, err)
		}
	}
	there := map[string]bool{}
	for _, f := range d.pack.ManifestFiles() {
		there[f.Path] = true
	}
	for _, rel := range d.pack.Facts().Manifests {
		if !there[filepath.Join(d.pack.Dir, filepath.FromSlash(rel))] {
			c.fail("%s: cannot be read", rel)
		}
	}
	return c
}

func (c *imageCollector) images() Images {
	return Images{List: c.found, Whole: c.unknown == nil, Unknown: c.unknown, Exact: true}
}

// fail notes what could not be rendered.
func (c *imageCollector) fail(format string, args ...any) {
	c.unknown = append(c.unknown, fmt.Sprintf(format, args...))
}

// lookAt reports whether a preset can be applied, and notes if it cannot.
func (c *imageCollector) lookAt(preset *pack.Preset) bool {
	if preset.Add != nil && len(preset.Add.Tree.Errors) > 0 {
		c.fail("the preset %s has a syntax error", preset.ID())
		return false
	}
	return true
}

// add adds the images of docs, which r gave for w with a preset, nil for none.
func (c *imageCollector) add(w *work, docs []*render.Document, r *render.Result, preset *pack.Preset) {
	with := ""
	if preset != nil {
		with = " with the preset " + preset.ID()
	}
	if set, ok := c.onceSet(w, r, preset); ok {
		r, docs = set, set.Documents
	}
	switch {
	case len(r.Errors) > 0:
		c.fail("%s%s: %s", w.kindAndName(), with, shorten(r.Errors[0].Error()))
	case w.plain && len(w.Manifest.Tree().Errors) > 0:
		c.fail("%s: it is not valid YAML", w.kindAndName())
	}
	var images []Image
	templates := map[string]bool{}
	for _, doc := range docs {
		if doc.CRD {
			continue
		}
		for _, image := range c.imagesIn(doc) {
			images = append(images, image)
			templates[doc.Template] = true
		}
	}
	if len(images) > 0 && !w.plain && c.deployer.hasMacros(w, preset) {
		c.compare(w, preset, images, templates)
	}
	for _, image := range images {
		image.Unit = &w.Unit
		c.note(image, preset)
	}
}

// onceSet is what w gives once whoever uses the pack has set what must be set, if it fails without; false if that does
// not help.
func (c *imageCollector) onceSet(w *work, r *render.Result, preset *pack.Preset) (*render.Result, bool) {
	if len(r.Errors) == 0 || w.plain || preset != nil {
		return nil, false
	}
	vals, ok := w.withSettings(c.deployer, w.values(c.deployer, render.DefaultMacros))
	if !ok {
		return nil, false
	}
	set := w.render(c.deployer.ctx, vals, nil)
	return set, len(set.Errors) == 0
}

// kindAndName is what the unit is called in a message.
func (u *Unit) kindAndName() string {
	if u.Manifest != nil {
		return "manifest " + u.Name()
	}
	return "chart " + u.Name()
}

// note adds an image, unless the same object already has it with fewer presets.
func (c *imageCollector) note(image Image, preset *pack.Preset) {
	key := imageKey{image.Unit, image.Ref, image.Template, image.Object, image.Container}
	i := -1
	for _, n := range c.same[key] {
		if other := c.found[n]; preset == nil || other.Presets != nil || other.Known() || !image.Known() {
			i = n
			break
		}
	}
	switch {
	case i < 0:
		if preset != nil {
			image.Presets = []string{preset.ID()}
		}
		c.same[key] = append(c.same[key], len(c.found))
		c.found = append(c.found, image)
	case preset != nil && c.found[i].Presets != nil && !slices.Contains(c.found[i].Presets, preset.ID()):
		c.found[i].Presets = append(c.found[i].Presets, preset.ID())
		c.found[i].Macro, c.found[i].Open = c.found[i].Macro && image.Macro, c.found[i].Open && image.Open
	}
}

// compare marks those of images with Macro that are not there with other values of macros.
func (c *imageCollector) compare(w *work, preset *pack.Preset, images []Image, templates map[string]bool) {
	other := w.otherwise(c.deployer)
	vals := other.values(c.deployer, render.OtherMacros)
	if preset != nil {
		vals = applyPreset(vals, w.Section, preset, render.OtherMacros)
	}
	r := other.render(c.deployer.ctx, vals, func(path string) bool { return templates[path] })
	there := map[string]bool{}
	for _, doc := range r.Documents {
		for _, image := range c.imagesIn(doc) {
			there[image.Ref] = true
		}
	}
	for i := range images {
		images[i].Macro = images[i].Macro || !there[images[i].Ref]
	}
}

// imagesIn are the images of one document, without unit and presets.
func (c *imageCollector) imagesIn(doc *render.Document) []Image {
	known, ok := c.of[doc]
	if ok || !strings.Contains(doc.Text, "image") {
		return known
	}
	var found []Image
	add := func(object syntax.Node, image Image) {
		image.Template, image.Object, image.Test = doc.Template, nameOf(object), isTest(doc)
		image.Macro = macro.Contains(image.Ref) || strings.Contains(image.Ref, filledIn)
		image.Open = doc.Lookup || doc.Random
		found = append(found, image)
	}
	root := doc.Root()
	for _, container := range kube.Images(root) {
		object := objectOf(root, container.Steps)
		add(object, Image{Ref: container.Node.Text(), Container: container.Container})
	}
	if items := root.Get("items"); root.Get("kind").Text() == "List" && items.Kind() == syntax.Sequence {
		for item := range items.Children() {
			c.custom(item, add)
		}
	} else {
		c.custom(root, add)
	}
	c.of[doc] = found
	return found
}

// objectOf is the object that steps lead into: root, or one of those that a List holds.
func objectOf(root syntax.Node, steps []string) syntax.Node {
	for len(steps) > 2 && root.Get("kind").Text() == "List" && steps[0] == "items" {
		item := root.At(steps[:2]...)
		if !item.Exists() {
			return root
		}
		root, steps = item, steps[2:]
	}
	return root
}

// custom gives to add the images that the fields called image of a custom resource name: references with a tag or a
// digest. Others may be of virtual machines.
func (c *imageCollector) custom(object syntax.Node, add func(syntax.Node, Image)) {
	kind := object.Get("kind").Text()
	apiVersion := object.Get("apiVersion").Text()
	group, _, grouped := strings.Cut(apiVersion, "/")
	if _, builtin := c.cluster.Namespaced(apiVersion, kind); builtin || !grouped || !strings.Contains(group, ".") ||
		kind == "CustomResourceDefinition" {
		return
	}
	for n := range object.All() {
		if n.Kind() != syntax.Pair || n.Key().Text() != "image" || n.Value().Kind() != syntax.String {
			continue
		}
		ref := n.Value().Text()
		if name := ref[strings.LastIndexByte(ref, '/')+1:]; strings.ContainsAny(name, ":@") {
			add(object, Image{Ref: ref, Custom: true})
		}
	}
}

// Known reports whether the image is deployed for certain, and which one it is.
func (i *Image) Known() bool { return !i.Macro && !i.Open && !i.Test }

// Compare orders images by reference, then by where they come from.
func (i Image) Compare(other Image) int {
	return cmp.Or(
		strings.Compare(i.Ref, other.Ref), strings.Compare(i.Unit.Name(), other.Unit.Name()),
		strings.Compare(i.Template, other.Template), strings.Compare(i.Object, other.Object),
		strings.Compare(i.Container, other.Container),
	)
}
