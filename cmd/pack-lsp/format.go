package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// formats write a report, by the names that --format takes.
var formats = map[string]func(io.Writer, report) error{
	"text":       writeText,
	"json":       visibleJSON(writeJSON),
	"sarif":      visibleJSON(writeSARIF),
	"github":     writeGitHub,
	"gitlab":     visibleJSON(writeGitLab),
	"junit":      writeJUnit,
	"checkstyle": writeCheckstyle,
}

// formatNames are the names of formats, in the order of help.
var formatNames = []string{"text", "json", "sarif", "github", "gitlab", "junit", "checkstyle"}

// writeText writes a line for each finding. Lines and columns begin at 1, as in terminals and editors.
func writeText(w io.Writer, rep report) error {
	for _, f := range rep.findings {
		line := fmt.Sprintf("%s: %s: %s [%s]\n", visibleLine(f.place.String()), f.severity, visible(f.message), f.code)
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
		for _, r := range f.related {
			if _, err := fmt.Fprintf(w, "    %s: %s\n", visibleLine(r.place.String()), visible(r.message)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p place) String() string {
	return fmt.Sprintf("%s:%d:%d", p.file, p.start.Line+1, p.start.Character+1)
}

type jsonPosition struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type jsonRange struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonRelated struct {
	File    string    `json:"file"`
	Range   jsonRange `json:"range"`
	Message string    `json:"message"`
}

type jsonFinding struct {
	File     string        `json:"file"`
	Range    jsonRange     `json:"range"`
	Severity string        `json:"severity"`
	Code     string        `json:"code"`
	Message  string        `json:"message"`
	Related  []jsonRelated `json:"related,omitempty"`
}

func rangeOf(p place) jsonRange {
	convert := func(p text.Position) jsonPosition { return jsonPosition{p.Line, p.Character} }
	return jsonRange{convert(p.start), convert(p.end)}
}

// writeJSON writes one array, with one finding per line.
func writeJSON(w io.Writer, rep report) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i, f := range rep.findings {
		b.WriteString([...]string{"[\n ", ",\n "}[min(i, 1)])
		out := jsonFinding{
			File: f.file, Range: rangeOf(f.place), Severity: f.severity.String(), Code: f.code, Message: f.message,
		}
		for _, r := range f.related {
			out.Related = append(out.Related, jsonRelated{r.file, rangeOf(r.place), r.message})
		}
		if err := enc.Encode(out); err != nil {
			return err
		}
	}
	if len(rep.findings) == 0 {
		b.WriteString("[")
	}
	b.WriteString("]\n")
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), "}\n,\n", "},\n"))
	return err
}

var githubLevels = map[pack.Severity]string{
	pack.Error: "error", pack.Warning: "warning", pack.Information: "notice", pack.Hint: "notice",
}

// writeGitHub writes workflow commands. GitHub shows them as annotations next to the lines.
func writeGitHub(w io.Writer, rep report) error {
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	message := strings.NewReplacer("%", "%25")
	for _, f := range rep.findings {
		file := visible(property.Replace(f.file)) // line breaks in a path have escapes of their own
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,title=%s::%s\n",
			githubLevels[f.severity], file, f.start.Line+1, f.end.Line+1, f.start.Character+1, f.end.Character+1,
			property.Replace(f.code), message.Replace(visible(f.message)))
		if err != nil {
			return err
		}
	}
	return nil
}
