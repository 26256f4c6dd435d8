package upgrade

import (
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// Outlook is what new manifests would make of a pack.
type Outlook struct {
	Version string // that the pack gets
	Guessed bool   // nothing says that the pack gets this version
	Current bool   // what they deploy has the version of the pack
	changed []*pack.File
}

// LookAt tells what new manifests would make of p. The error says why it cannot be upgraded to them.
func LookAt(p *pack.Pack, all []Manifest) (Outlook, error) {
	u := &upgrade{p: p}
	if err := u.beginManifests(all); err != nil {
		return Outlook{}, err
	}
	var o Outlook
	for _, pair := range u.manifests.pairs {
		mine := pair.old.Text.String()
		if pair.next != nil && pair.next.Text != mine && pair.merged.Text != mine {
			o.changed = append(o.changed, pair.old)
		}
	}
	from, texts := p.Facts().Version, u.manifests.texts(p)
	bare := strings.TrimPrefix(from, "v")
	o.Current = slices.Equal(versionsAfter(bare, texts), []string{bare})
	o.Version, o.Guessed = versionAfter(from, texts)
	return o, nil
}

// Changes reports whether f, a manifest of the pack, would be another text.
func (o *Outlook) Changes(f *pack.File) bool { return slices.Contains(o.changed, f) }
