package helmdiff

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/pack-lsp/pack-lsp/analysis/render"
)

// withRender renders a chart with analysis/render.
func withRender(p *render.Prepared, vals map[string]any, o render.Options) ([]document, []*render.Error) {
	result := p.Render(context.Background(), vals, o)
	if len(result.Errors) > 0 {
		return nil, result.Errors
	}
	var out []document
	for _, d := range result.Documents {
		if !d.CRD {
			out = append(out, document{d.Template, d.Text})
		}
	}
	return out, nil
}

// compare says how what the two gave differs; "" if it does not.
func compare(helm []document, helmFailure *failure, ours []document, errs []*render.Error) string {
	if helmFailure != nil || len(errs) > 0 {
		var first *render.Error
		if len(errs) > 0 {
			first = errs[0]
		}
		if helmFailure != nil && first != nil && first.Stage == render.StageSchema && helmFailure.stage == "schema" {
			return compareSchemas(helmFailure.frames, errs)
		}
		return compareFailures(helmFailure, first)
	}
	if len(helm) != len(ours) {
		return fmt.Sprintf("Helm gives %d documents, we %d:\n%v\n%v", len(helm), len(ours), templates(helm), templates(ours))
	}
	for i := range helm {
		if helm[i] == ours[i] {
			continue
		}
		if helm[i].template != ours[i].template {
			return fmt.Sprintf("document %d: Helm's is from %s, ours from %s", i, helm[i].template, ours[i].template)
		}
		var a, b any
		if yaml.Unmarshal([]byte(helm[i].text), &a) != nil || yaml.Unmarshal([]byte(ours[i].text), &b) != nil ||
			!reflect.DeepEqual(a, b) {
			return fmt.Sprintf("%s: %s", helm[i].template, firstDifference(helm[i].text, ours[i].text))
		}
	}
	return ""
}

func templates(docs []document) []string {
	var out []string
	for _, d := range docs {
		out = append(out, d.template)
	}
	return out
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("line %d\nHelm: %s\nours: %s", i+1, as[i], bs[i])
		}
	}
	return fmt.Sprintf("Helm gives %d lines, we %d", len(as), len(bs))
}

func compareFailures(helm *failure, err *render.Error) string {
	differ := func(what string) string { return fmt.Sprintf("%s\nHelm: %v\nours: %v %v", what, helm, err, chain(err)) }
	switch {
	case err == nil:
		return differ("only Helm fails")
	case helm == nil:
		return differ("only we fail")
	case helm.stage != err.Stage.String():
		return differ("it fails elsewhere")
	}
	switch err.Stage {
	case render.StageYAML:
		if helm.frames[0] != err.Template || !strings.HasSuffix(helm.message, err.Message) {
			return differ("the document differs")
		}
		return ""
	case render.StageRender:
		ours := chain(err)
		if len(helm.frames) == 1 && len(ours) > 1 { // Helm leaves out what called what of a message for people
			ours = ours[:1]
		}
		if !slices.Equal(helm.frames, ours) {
			return differ("the place differs")
		}
	}
	if !strings.HasSuffix(helm.message, err.Message) {
		return differ("the message differs")
	}
	return ""
}

// chain are the places that err went through.
func chain(err *render.Error) []string {
	var out []string
	if err == nil {
		return nil
	}
	for _, f := range err.Chain {
		if f.Column >= 0 {
			out = append(out, fmt.Sprintf("%s:%d:%d", f.Template, f.Line+1, f.Column))
		}
	}
	if len(err.Chain) == 0 && err.Stage == render.StageRender {
		out = append(out, fmt.Sprintf("%s:%d", err.Template, err.Line+1))
	}
	return out
}

// compareSchemas compares the places at which values break schemas. Helm's begin at the chart of the schema, ours
// at the outermost one.
func compareSchemas(helm []string, errs []*render.Error) string {
	left := slices.Clone(helm)
	for _, e := range errs {
		if e.Stage != render.StageSchema {
			continue
		}
		at := "/" + strings.Join(e.Path, "/")
		fits := func(place string) bool { return place == "" || strings.HasSuffix(at, place) }
		if !slices.ContainsFunc(helm, fits) {
			return fmt.Sprintf("only we find fault with %s: %s; Helm with %v", at, e.Message, helm)
		}
		left = slices.DeleteFunc(left, fits)
	}
	if len(left) > 0 {
		return fmt.Sprintf("only Helm finds fault with %v; we with %v", left, errs)
	}
	return ""
}
