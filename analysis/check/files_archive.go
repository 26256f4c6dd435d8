package check

import (
	"errors"
	"path"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/version"
)

// filesArchiveChecks are those of chart archives.
var filesArchiveChecks = []Check{
	{Code: "files/not-archive", Severity: pack.Warning, On: inMeta, Run: filesNotArchive,
		Summary: "an entry of charts that is not a chart archive"},
	{Code: "files/archive-name-drift", Severity: pack.Information, On: inMeta, Run: filesArchiveNameDrift,
		Summary: "an archive whose name and Chart.yaml have different versions"},
	{Code: "files/chart-version-drift", Severity: pack.Off, On: inMeta, Run: filesChartVersionDrift,
		Summary: "a pack whose version differs from that of its chart"},
}

// archiveBase is the name of a chart archive without folders and extension; "" if rel is not called like one.
func archiveBase(rel string) string {
	base := path.Base(rel)
	for _, ext := range []string{".tgz", ".tar.gz"} {
		if name, ok := strings.CutSuffix(base, ext); ok {
			return name
		}
	}
	return ""
}

// withoutVersion is the name of an archive without the version at its end.
func withoutVersion(base string) string {
	for i := range base {
		if base[i] == '-' {
			if _, ok := version.Parse(base[i+1:]); ok {
				return base[:i]
			}
		}
	}
	return base
}

// unpackedNote is a clause that says that of the archive at rel, which is not on disk, the unpacked chart is.
func unpackedNote(p *pack.Pack, rel string) string {
	dir := path.Dir(rel)
	for _, name := range []string{archiveBase(rel), withoutVersion(archiveBase(rel))} {
		if folder := path.Join(dir, name); name != "" && p.Has(path.Join(folder, "Chart.yaml")) {
			return ", only the unpacked chart " + folder + "; only archives are deployed, so run `helm package`"
		}
	}
	return ""
}

func filesNotArchive(p *Pass) {
	for _, e := range fileEntries(p, pack.KeyCharts) {
		if e.fault == pathMissing || e.fault == pathOutside {
			continue
		}
		_, err := p.Pack.Chart(e.plain)
		var why *chart.Error
		switch {
		case errors.As(err, &why) && why.Reason != chart.TooLarge: // that is a limit of what is read here, not a mistake
			p.Report(e.node.Range(), "%s cannot be used as a chart: %v", quote(e.plain), why)
		case err == nil && !isArchive(e.plain):
			p.Report(e.node.Range(), "%s holds a chart, but its name must end in .tgz or .tar.gz", quote(e.plain))
		}
	}
}

func filesArchiveNameDrift(p *Pass) {
	for _, e := range fileEntries(p, pack.KeyCharts) {
		if e.fault == pathMissing || e.fault == pathOutside {
			continue
		}
		c, err := p.Pack.Chart(e.plain)
		if err != nil {
			continue
		}
		// Helm calls an archive NAME-VERSION.tgz; a name of another form says nothing about the version.
		given, ok := strings.CutPrefix(archiveBase(e.plain), c.Name+"-")
		if ok && otherVersion(given, c.Version) {
			p.Report(e.node.Range(), "the name of the archive has version %s, but its Chart.yaml has %s", given, c.Version)
		}
	}
}

// otherVersion says if a and b are two versions, and not the same one.
func otherVersion(a, b string) bool {
	v, okA := version.Parse(a)
	w, okB := version.Parse(b)
	return okA && okB && v.Compare(w) != 0
}

func filesChartVersionDrift(p *Pass) {
	n := p.Root().Get("version")
	version, ok := literal(n)
	charts := p.Pack.Charts()
	if !ok || len(charts) == 0 {
		return
	}
	for _, c := range charts {
		if !otherVersion(version, c.Version) {
			return
		}
	}
	p.Report(n.Range(), "the pack has version %s, but its chart %s has version %s",
		version, charts[0].Name, charts[0].Version)
}
