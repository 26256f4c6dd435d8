package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// XML 1.0 has no escapes for most control characters, so all that packs say is made visible first.

// The parts of Checkstyle's reports that findings need.
type (
	checkstyleReport struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct { // lines and columns from 1
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"` // error, warning or info
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

var checkstyleSeverities = map[pack.Severity]string{
	pack.Error: "error", pack.Warning: "warning", pack.Information: "info", pack.Hint: "info",
}

// writeCheckstyle writes the findings by file.
func writeCheckstyle(w io.Writer, rep report) error {
	out := checkstyleReport{Version: "4.3"}
	for _, group := range byFile(rep.findings) {
		file := checkstyleFile{Name: visible(group[0].file)}
		for _, f := range group {
			file.Errors = append(file.Errors, checkstyleError{
				Line: f.start.Line + 1, Column: f.start.Character + 1, Severity: checkstyleSeverities[f.severity],
				Message: visible(f.message), Source: "pack-lsp." + strings.ReplaceAll(f.code, "/", "."),
			})
		}
		out.Files = append(out.Files, file)
	}
	return writeXML(w, out)
}

// byFile are findings by their files, which stay in their order.
func byFile(findings []finding) [][]finding {
	var groups [][]finding
	at := map[string]int{}
	for _, f := range findings {
		i, ok := at[f.file]
		if !ok {
			i = len(groups)
			at[f.file] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// The parts of JUnit's reports that findings need.
type (
	junitReport struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    string        `xml:"line,attr,omitempty"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a test suite for each pack: a failed test for each finding that fails the check, a passed one for
// the others, and a passed one for a pack without findings.
func writeJUnit(w io.Writer, rep report) error {
	out := junitReport{Name: "pack-lsp"}
	at := map[string]int{}
	suite := func(name string) *junitSuite {
		i, ok := at[name]
		if !ok {
			i = len(out.Suites)
			at[name] = i
			out.Suites = append(out.Suites, junitSuite{Name: visible(name), Time: "0"})
		}
		return &out.Suites[i]
	}
	for _, pack := range rep.packs {
		suite(pack)
	}
	for _, f := range rep.findings {
		suite(f.pack).add(junitCaseOf(f, rep.fails(f)))
	}
	for i := range out.Suites {
		s := &out.Suites[i]
		if s.Tests == 0 {
			s.add(junitCase{Name: "no findings", Class: s.Name, Time: "0"})
		}
		out.Tests, out.Failures = out.Tests+s.Tests, out.Failures+s.Failures
	}
	return writeXML(w, out)
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	s.Cases = append(s.Cases, c)
}

func junitCaseOf(f finding, fails bool) junitCase {
	at := fmt.Sprintf(" at %d:%d", f.start.Line+1, f.start.Character+1)
	c := junitCase{Name: f.code + at, Class: visible(f.file), File: visible(f.file), Time: "0",
		Line: strconv.Itoa(f.start.Line + 1)}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s\n", visibleLine(f.place.String()), f.severity, visible(f.message))
	for _, r := range f.related {
		fmt.Fprintf(&b, "%s: %s\n", visibleLine(r.place.String()), visible(r.message))
	}
	if fails {
		c.Failure = &junitFailure{Message: visible(f.message), Type: f.severity.String(), Text: b.String()}
	} else {
		c.Out = b.String()
	}
	return c
}

func writeXML(w io.Writer, v any) error {
	var b strings.Builder
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	b.WriteString("\n")
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), "&#xA;", "\n"))
	return err
}
