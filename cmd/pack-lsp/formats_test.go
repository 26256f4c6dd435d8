package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/check"
)

// element is what the schema of a report says of an element.
type element struct {
	required, optional []string            // attributes
	values             map[string][]string // of attributes, if they are limited
	children           []string            // in this order, each any number of times
	text               bool
}

// junitElements is the schema of JUnit's reports that Jenkins publishes (jenkins-junit.xsd), with the attributes file
// and line of a test case, which GitLab and others read.
var junitElements = map[string]element{
	"testsuites": {optional: []string{"name", "time", "tests", "failures", "disabled", "errors"},
		children: []string{"testsuite"}},
	"testsuite": {required: []string{"name", "tests"},
		children: []string{"properties", "testcase", "system-out", "system-err"},
		optional: []string{"failures", "errors", "time", "disabled", "skipped", "timestamp", "hostname", "id", "package"}},
	"testcase": {required: []string{"name"},
		optional: []string{"assertions", "time", "classname", "status", "file", "line"},
		children: []string{"skipped", "error", "failure", "system-out", "system-err"}},
	"failure":    {optional: []string{"type", "message"}, text: true},
	"system-out": {text: true},
}

// checkstyleElements is what readers of Checkstyle's reports expect; there is no official schema.
var checkstyleElements = map[string]element{
	"checkstyle": {required: []string{"version"}, children: []string{"file"}},
	"file":       {required: []string{"name"}, children: []string{"error"}},
	"error": {required: []string{"line", "severity", "message", "source"}, optional: []string{"column"},
		values: map[string][]string{"severity": {"ignore", "info", "warning", "error"}}},
}

// validateXML holds a document against elements, the first of which is root.
func validateXML(t *testing.T, doc, root string, elements map[string]element) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(doc))
	type open struct {
		name  string
		child int // the last one, in the order of the schema
	}
	var stack []open
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if len(stack) == 0 && name != root {
				t.Errorf("the root is %s", name)
			}
			if len(stack) > 0 {
				in := &stack[len(stack)-1]
				at := slices.Index(elements[in.name].children, name)
				if at < in.child {
					t.Errorf("%s is not allowed here in %s", name, in.name)
				}
				in.child = at
			}
			validateAttributes(t, token, elements[name])
			stack = append(stack, open{name: name})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 && !elements[stack[len(stack)-1].name].text && strings.TrimSpace(string(token)) != "" {
				t.Errorf("text in %s: %q", stack[len(stack)-1].name, token)
			}
		}
	}
}

func validateAttributes(t *testing.T, start xml.StartElement, e element) {
	t.Helper()
	given := map[string]string{}
	for _, a := range start.Attr {
		given[a.Name.Local] = a.Value
		if !slices.Contains(append(e.required, e.optional...), a.Name.Local) {
			t.Errorf("attribute %s of %s is not allowed", a.Name.Local, start.Name.Local)
		}
		if values := e.values[a.Name.Local]; values != nil && !slices.Contains(values, a.Value) {
			t.Errorf("%s=%q", a.Name.Local, a.Value)
		}
		numeric := []string{"tests", "failures", "errors", "skipped", "time", "line", "column"}
		if n, err := strconv.ParseFloat(a.Value, 64); slices.Contains(numeric, a.Name.Local) && (err != nil || n < 0) {
			t.Errorf("%s=%q", a.Name.Local, a.Value)
		}
	}
	for _, name := range e.required {
		if _, ok := given[name]; !ok {
			t.Errorf("%s has no attribute %s", start.Name.Local, name)
		}
	}
}

func TestJUnit(t *testing.T) {
	code, stdout, stderr := packLSP(t, "check", "--format=junit", "--fail-on=error", good, broken)
	validateXML(t, stdout, "testsuites", junitElements)
	var out junitReport
	if err := xml.Unmarshal([]byte(stdout), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Suites) != 2 || out.Suites[0].Failures != 0 || out.Suites[0].Cases[0].Name != "no findings" {
		t.Errorf("%+v", out)
	}
	errs := regexp.MustCompile(`(\d+) errors?,`).FindStringSubmatch(stderr)
	if code != exitFindings || errs == nil || strconv.Itoa(out.Failures) != errs[1] {
		t.Errorf("%d failures, but %s", out.Failures, stderr)
	}
	tests, failures := 0, 0
	for _, s := range out.Suites {
		tests += len(s.Cases)
		for _, c := range s.Cases {
			if c.Failure != nil {
				failures++
			}
		}
	}
	if tests != out.Tests || failures != out.Failures {
		t.Errorf("%d tests and %d failures are said to be %d and %d", tests, failures, out.Tests, out.Failures)
	}
	first := out.Suites[1].Cases[1]
	if first.Name != "pack/unknown-layer at 5:12" || first.Class != "../../examples/broken-pack/pack.json" ||
		!strings.HasPrefix(first.Failure.Message, `unknown layer "addons"`) {
		t.Errorf("%+v", first)
	}
}

func TestCheckstyle(t *testing.T) {
	for _, dir := range []string{good, broken} {
		_, stdout, _ := packLSP(t, "check", "--format=checkstyle", dir)
		validateXML(t, stdout, "checkstyle", checkstyleElements)
		var out checkstyleReport
		if err := xml.Unmarshal([]byte(stdout), &out); err != nil {
			t.Fatal(err)
		}
		if dir == good && len(out.Files) > 0 || dir == broken && len(out.Files) < 2 {
			t.Errorf("%s: %+v", dir, out)
		}
		for _, f := range out.Files {
			for _, e := range f.Errors {
				code := strings.Replace(strings.TrimPrefix(e.Source, "pack-lsp."), ".", "/", 1)
				if check.ByCode(code) == nil || e.Line < 1 || e.Column < 1 {
					t.Errorf("%+v", e)
				}
			}
		}
	}
}

func TestGitLab(t *testing.T) {
	_, stdout, _ := packLSP(t, "check", "--format=gitlab", broken)
	var issues []gitlabIssue
	dec := json.NewDecoder(strings.NewReader(stdout))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&issues); err != nil || len(issues) == 0 {
		t.Fatalf("%v\n%s", err, stdout)
	}
	prints := map[string]bool{}
	for _, i := range issues {
		if prints[i.Fingerprint] || !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(i.Fingerprint) {
			t.Errorf("fingerprint %q", i.Fingerprint)
		}
		prints[i.Fingerprint] = true
		known := []string{"info", "minor", "major", "critical", "blocker"}
		lines := i.Location.Lines
		if !slices.Contains(known, i.Severity) || lines.Begin < 1 || lines.End < lines.Begin ||
			strings.HasPrefix(i.Location.Path, "./") || i.Description == "" || check.ByCode(i.CheckName) == nil {
			t.Errorf("%+v", i)
		}
	}
	t.Chdir("../../examples")
	full, err := filepath.Abs("broken-pack")
	if err != nil {
		t.Fatal(err)
	}
	_, relative, _ := packLSP(t, "check", "--format=gitlab", "broken-pack")
	_, absolute, _ := packLSP(t, "check", "--format=gitlab", full)
	if relative != absolute || !strings.Contains(relative, `"path": "broken-pack/pack.json"`) {
		t.Errorf("not relative to the working folder: %s", absolute)
	}
	if _, stdout, _ := packLSP(t, "check", "--format=gitlab", "good-pack"); stdout != "[]\n" {
		t.Errorf("nothing found must be an empty array, got %q", stdout)
	}
}

// TestFingerprints holds that edits elsewhere in a file leave fingerprints as they are.
func TestFingerprints(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	printsOf := func(values string) []string {
		write(t, "p/pack.json", plain)
		write(t, "p/values.yaml", values)
		var log sarifLog
		_, stdout, _ := packLSP(t, "check", "--format=sarif", "p/values.yaml")
		if err := json.Unmarshal([]byte(stdout), &log); err != nil {
			t.Fatal(err)
		}
		var prints []string
		for _, r := range log.Runs[0].Results {
			if r.RuleID == "values/image-entry" {
				prints = append(prints, r.Fingerprints["packLspFinding/v1"])
			}
		}
		return prints
	}
	const images = "pack:\n  content:\n    images:\n      - one\n      - one\n      - two\n"
	before := printsOf(images)
	after := printsOf("# A comment.\n" + strings.Replace(images, "content:", "content: # x", 1))
	if len(before) != 3 || len(slices.Compact(slices.Sorted(slices.Values(before)))) != 3 || !slices.Equal(before, after) {
		t.Errorf("%q, then %q", before, after)
	}
}

// TestSARIFFixes applies the fixes in a log, and holds that this does what --fix=all does.
func TestSARIFFixes(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "p/pack.json", strings.Replace(plain, "addon", "addons", 1))
	run := sarifRunIn(t, "p")
	for _, r := range run.Results {
		if r.RuleID != "pack/unknown-layer" {
			continue
		}
		change := r.Fixes[0].Changes[0]
		got := change.Replacements[0]
		want := sarifRegion{1, 70, 1, 78}
		if change.Artifact.URI != "p/pack.json" || got.Deleted != want || got.Inserted.Text != `"addon"` {
			t.Errorf("%+v", r.Fixes)
		}
		return
	}
	t.Error("no pack/unknown-layer")
}

func sarifRunIn(t *testing.T, dir string) sarifRun {
	t.Helper()
	_, stdout, _ := packLSP(t, "check", "--format=sarif", dir)
	var log sarifLog
	if err := json.Unmarshal([]byte(stdout), &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v\n%s", err, stdout)
	}
	return log.Runs[0]
}
