// Package helmdiff holds what analysis/render makes of a chart against what Helm makes of it. It is a module of
// its own, so that Helm is no dependency of the program.
package helmdiff

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"maps"
	"regexp"
	"sort"
	"strconv"
	"strings"
	_ "unsafe" // for linkname

	_ "github.com/Masterminds/sprig/v3"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/render"
	"github.com/pack-lsp/pack-lsp/analysis/render/funcs"
)

// sprigFunctions are the functions that Helm takes from sprig.
//
//go:linkname sprigFunctions github.com/Masterminds/sprig/v3.genericMap
var sprigFunctions map[string]any

func init() {
	maps.Copy(sprigFunctions, funcs.FixedFunctions())
	log.SetOutput(io.Discard) // Helm warns about values that it skips
}

// document is one object, by the template that it comes from.
type document struct{ template, text string }

// failure is what went wrong.
type failure struct {
	stage   string
	frames  []string // template:line:column, the outermost first; of other stages than render, the template or the chart
	message string
}

func (f *failure) String() string {
	if f == nil {
		return "none"
	}
	return fmt.Sprintf("%s %v %s", f.stage, f.frames, f.message)
}

// withHelm renders a chart archive with Helm.
func withHelm(archive []byte, vals map[string]any, o render.Options) ([]document, *failure) {
	chrt, err := loader.LoadArchive(bytes.NewReader(archive))
	if err != nil {
		return nil, &failure{"chart", nil, err.Error()}
	}
	if err := chartutil.ProcessDependenciesWithMerge(chrt, vals); err != nil {
		return nil, &failure{"values", nil, err.Error()}
	}
	caps := capabilities()
	top, err := chartutil.ToRenderValues(chrt, vals,
		chartutil.ReleaseOptions{Name: o.Release, Namespace: o.Namespace, Revision: 1, IsInstall: true}, caps)
	if err != nil {
		if strings.HasPrefix(err.Error(), "values don't meet") {
			return nil, &failure{"schema", schemaPaths(err.Error()), ""}
		}
		return nil, &failure{"values", nil, err.Error()}
	}
	if want := chrt.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, caps.KubeVersion.String()) {
		return nil, &failure{"chart", nil, fmt.Sprintf(
			"chart requires kubeVersion: %s which is incompatible with Kubernetes %s", want, caps.KubeVersion.String())}
	}
	rendered, err := engine.Render(chrt, top)
	if err != nil {
		return nil, renderFailure(err.Error())
	}
	for name := range rendered {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(rendered, name)
		}
	}
	hooks, generic, err := releaseutil.SortManifests(rendered, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, yamlFailure(err.Error())
	}
	kept := map[document]bool{} // without hooks of unknown events
	for _, h := range hooks {
		kept[document{h.Path, h.Manifest}] = true
	}
	for _, m := range generic {
		kept[document{m.Name, m.Content}] = true
	}
	return inOrder(rendered, kept), nil
}

// inOrder are the documents by path, in the order of their template.
func inOrder(rendered map[string]string, kept map[document]bool) []document {
	var out []document
	for _, name := range sortedKeys(rendered) {
		pieces := releaseutil.SplitManifests(rendered[name])
		var keys []string
		for k := range pieces {
			keys = append(keys, k)
		}
		sort.Sort(releaseutil.BySplitManifestsOrder(keys))
		for _, k := range keys {
			d := document{name, pieces[k]}
			var v any
			if err := yaml.Unmarshal([]byte(d.text), &v); kept[d] && err == nil && v != nil {
				out = append(out, d)
			}
		}
	}
	return out
}

func capabilities() *chartutil.Capabilities {
	caps := chartutil.DefaultCapabilities.Copy()
	v, err := chartutil.ParseKubeVersion(render.DefaultKubeVersion)
	if err != nil {
		panic(err)
	}
	minor, _ := strconv.Atoi(v.Minor)
	caps.KubeVersion, caps.APIVersions = *v, render.APIVersions(minor)
	caps.HelmVersion.Version = "v3.22.0"
	caps.HelmVersion.GoVersion = "go1.26"
	caps.HelmVersion.GitTreeState = "clean"
	return caps
}

var (
	executing  = regexp.MustCompile(`template: ([^\s:]+:\d+:\d+): executing "`)
	authored   = regexp.MustCompile(`(?s)\Aexecution error at \(([^)]+:\d+:\d+)\): (.*)\z`)
	unparsed   = regexp.MustCompile(`(?s)\Aparse error at \(([^)]+:\d+)\): (.*)\z`)
	schemaLine = regexp.MustCompile(`(?m)^\s*- at '([^']*)': `)
	yamlError  = regexp.MustCompile(`(?s)\AYAML parse error on ([^:]+): (.*)\z`)
)

// renderFailure takes Helm's message apart.
func renderFailure(message string) *failure {
	if m := authored.FindStringSubmatch(message); m != nil {
		return &failure{"render", []string{m[1]}, m[2]}
	}
	if m := unparsed.FindStringSubmatch(message); m != nil {
		return &failure{"render", []string{m[1]}, m[2]}
	}
	f := &failure{stage: "render", message: message}
	for _, m := range executing.FindAllStringSubmatch(message, -1) {
		f.frames = append(f.frames, m[1])
	}
	return f
}

func yamlFailure(message string) *failure {
	m := yamlError.FindStringSubmatch(message)
	if m == nil {
		return &failure{"yaml", nil, message}
	}
	return &failure{"yaml", []string{m[1]}, m[2]}
}

// schemaPaths are the places that a message about schemas names.
func schemaPaths(message string) []string {
	var out []string
	for _, m := range schemaLine.FindAllStringSubmatch(message, -1) {
		out = append(out, m[1])
	}
	sort.Strings(out)
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
