package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/image"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// valuesSourceChecks are those of where images and charts come from.
var valuesSourceChecks = []Check{
	{Code: "values/registry-host", Severity: pack.Warning, On: inValues, Run: registryHost,
		Summary: "an image whose registry looks like a misspelled well-known one"},
	{Code: "values/content-chart-page", Severity: pack.Warning, On: inValues, Run: contentChartPage,
		Summary: "a web page as the repository of a chart"},
	{Code: "values/content-chart-duplicate", Severity: pack.Information, On: inValues, Run: contentChartDuplicate,
		Summary: "duplicate charts in pack.content.charts"},
}

// registries are public registries of images.
var registries = []string{
	"docker.io", "registry-1.docker.io", "quay.io", "ghcr.io", "gcr.io", "us.gcr.io", "eu.gcr.io", "asia.gcr.io",
	"k8s.gcr.io", "registry.k8s.io", "mcr.microsoft.com", "public.ecr.aws", "nvcr.io", "docker.elastic.co",
	"registry.gitlab.com", "registry.access.redhat.com", "registry.redhat.io", "cgr.dev", "xpkg.upbound.io", "lscr.io",
	"us-docker.pkg.dev", "icr.io",
	"us.icr.io", "uk.icr.io", "de.icr.io", "au.icr.io", "jp.icr.io", "jp2.icr.io",
	"ca.icr.io", "br.icr.io", "es.icr.io", "cr.l5d.io", "cr.fluentbit.io", "registry.suse.com",
	"container-registry.oracle.com",
}

// registryMeant is the well-known registry that a host is a slip of, by one letter; "" if there is none. Short names
// differ by a letter from those of other registries.
func registryMeant(host string) string {
	if slices.Contains(registries, host) || strings.ContainsRune(host, ':') {
		return ""
	}
	if swapped, ok := strings.CutSuffix(host, ".oi"); ok && slices.Contains(registries, swapped+".io") {
		return swapped + ".io"
	}
	meant := ""
	for _, known := range registries {
		if len(known) < len("quay.io") || known == "cgr.dev" || distance(strings.ToLower(host), known, 2) > 1 {
			continue
		}
		if meant != "" {
			return ""
		}
		meant = known
	}
	return meant
}

// registryKeys are the keys of charts whose values begin with a registry.
var registryKeys = []string{"registry", "repository", "image", "imageRegistry"}

func registryHost(p *Pass) {
	for _, ref := range p.imageRefs {
		reportRegistry(p, ref)
	}
	for _, section := range []string{pack.SectionCharts, pack.SectionManifests} {
		for n := range p.at(section).All() {
			if n.Kind() != syntax.Pair || !slices.Contains(registryKeys, n.Key().Text()) {
				continue
			}
			if v := n.Value(); v.Kind() == syntax.String && !v.Broken() && !holdsMacro(v) {
				reportRegistry(p, v)
			}
		}
	}
}

// reportRegistry reports the scalar ref if it begins with a misspelled well-known registry.
func reportRegistry(p *Pass, ref syntax.Node) {
	host, _, _ := strings.Cut(ref.Text(), "/")
	if !strings.Contains(host, ".") {
		return
	}
	if meant := registryMeant(host); meant != "" {
		p.Report(ref.Range(), "unknown registry %s%s", quote(host), didYouMean(quote(meant))).
			Fix(p.File, "Change to "+meant, edit.Rewrite(ref, meant+strings.TrimPrefix(ref.Text(), host)))
	}
}

// webPage matches the address of a page for people: of code, of a chart, or of an image.
var webPage = regexp.MustCompile(`^https?://(?:www\.)?(?:` +
	`(?:github|gitlab)\.com/[^/]+/[^/]+(?:/?$|(?:/-)?/(?:tree|blob)/)|` +
	`artifacthub\.io/packages/|hub\.docker\.com/)`)

func contentChartPage(p *Pass) {
	for entry := range p.contentCharts {
		repo := entry.Resolve().Get("repo")
		if s := repo.Text(); isText(repo) && !repo.Broken() && webPage.MatchString(s) && !strings.HasSuffix(s, ".git") {
			p.Report(repo.Range(), "%s is a web page, not a chart repository; "+
				"write the address that helm repo add takes, or oci:// and the registry", quote(repo.Text()))
		}
	}
}

func contentChartDuplicate(p *Pass) {
	type source struct{ repo, name, version string }
	first := map[source]syntax.Node{}
	for entry := range p.contentCharts {
		v := entry.Resolve()
		name := v.Get("name")
		s := source{v.Get("repo").Text(), name.Text(), v.Get("version").Text()}
		if !isText(name) || s.name == "" || holdsMacro(v) {
			continue
		}
		before, seen := first[s]
		if !seen {
			first[s] = name
			continue
		}
		p.Report(name.Range(), "duplicate chart %s", quote(s.name)).
			Relate(p.File, before.Range(), "the first one").
			Fix(p.File, "Delete it", edit.RemoveEntry(entry)...)
	}
}

// oneImageEach are entries for the references in a list under the key image of entry; nil if the text does not allow
// that.
func oneImageEach(f *pack.File, entry, refs syntax.Node) []text.Edit {
	line := f.Text.Line(f.Text.LineAt(entry.Start()))
	src := f.Text.String()
	dash := src[line.Start:max(line.Start, entry.Start())]
	if entry.Kind() != syntax.Mapping || entry.Style() != syntax.Block || entry.Len() != 1 || refs.Broken() ||
		refs.Owner().Parent() != entry || strings.Trim(dash, " -") != "" || strings.Count(dash, "-") != 1 {
		return nil
	}
	var entries []string
	for ref := range refs.Children() {
		if ref.Kind() != syntax.String || strings.ContainsAny(ref.Source(), "\r\n") {
			return nil
		}
		entries = append(entries, image.Key+": "+ref.Source())
	}
	if len(entries) == 0 {
		return nil
	}
	return []text.Edit{edit.Replace(entry, strings.Join(entries, edit.Newline(src)+dash))}
}
