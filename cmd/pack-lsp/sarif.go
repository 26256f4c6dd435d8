package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/docs"
)

// The parts of SARIF 2.1.0 (OASIS standard) that findings need.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		Language   string        `json:"language"`
		ColumnKind string        `json:"columnKind"`
		Newlines   []string      `json:"newlineSequences"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Language       string      `json:"language"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string      `json:"id"`
		ShortDescription sarifText   `json:"shortDescription"`
		FullDescription  sarifText   `json:"fullDescription"`
		Help             sarifHelp   `json:"help"`
		HelpURI          string      `json:"helpUri"`
		Configuration    sarifConfig `json:"defaultConfiguration"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifConfig struct {
		Enabled bool   `json:"enabled"`
		Level   string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
		Related   []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes     []sarifFix      `json:"fixes,omitempty"`
		// Fingerprints tell a finding from others after edits elsewhere in the file.
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"` // one for each file
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion `json:"deletedRegion"` // empty to insert
		Inserted *sarifText  `json:"insertedContent,omitempty"`
	}
	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct { // from 1
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
)

var sarifLevels = map[pack.Severity]string{
	pack.Error: "error", pack.Warning: "warning", pack.Information: "note", pack.Hint: "note", pack.Off: "none",
}

// language is the language of all messages.
const language = "en-US"

// writeSARIF writes a log with one run.
func writeSARIF(w io.Writer, rep report) error {
	run := sarifRun{
		Language: language, ColumnKind: "utf16CodeUnits", Newlines: []string{"\r\n", "\n", "\r"}, Results: []sarifResult{},
	}
	run.Tool.Driver = sarifDriver{
		Name: "pack-lsp", Version: buildVersion(), InformationURI: "https://github.com/pack-lsp/pack-lsp", Language: language,
	}
	index := map[string]int{}
	for i, c := range check.All {
		index[c.Code] = i
		rule, err := sarifRuleOf(c)
		if err != nil {
			return err
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	print := fingerprints{}
	for _, f := range rep.findings {
		result := sarifResult{
			RuleID: f.code, RuleIndex: index[f.code], Level: sarifLevels[f.severity], Message: sarifText{f.message},
			Locations: []sarifLocation{{Physical: f.place.sarif()}}, Fixes: sarifFixes(f.fixes),
			Fingerprints: map[string]string{"packLspFinding/v1": print.of(f, rep.relative(f))},
		}
		for i, r := range f.related {
			at := sarifLocation{ID: i + 1, Physical: r.place.sarif(), Message: &sarifText{r.message}}
			result.Related = append(result.Related, at)
		}
		run.Results = append(run.Results, result)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// sarifRuleOf describes a check for tools that show its findings. GitHub shows the help next to them.
func sarifRuleOf(c *check.Check) (sarifRule, error) {
	meaning, err := docs.Meaning(c.Code)
	if err != nil {
		return sarifRule{}, fmt.Errorf("the page of %s: %w", c.Code, err)
	}
	return sarifRule{
		ID: c.Code, ShortDescription: sarifText{c.Summary}, FullDescription: sarifText{meaning}, HelpURI: c.URL(),
		Help:          sarifHelp{Text: meaning, Markdown: meaning + "\n\n[Examples](" + c.URL() + ")"},
		Configuration: sarifConfig{c.Severity != pack.Off, sarifLevels[c.Severity]},
	}, nil
}

// sarifFixes are fixes, each with the changes of a file together.
func sarifFixes(fixes []fixChange) []sarifFix {
	var out []sarifFix
	for _, f := range fixes {
		fix := sarifFix{Description: sarifText{f.title}}
		at := map[string]int{}
		for _, c := range f.changes {
			where := c.place.sarif()
			i, ok := at[c.file]
			if !ok {
				i = len(fix.Changes)
				at[c.file] = i
				fix.Changes = append(fix.Changes, sarifChange{Artifact: where.Artifact})
			}
			replacement := sarifReplacement{Deleted: where.Region}
			if c.text != "" {
				replacement.Inserted = &sarifText{c.text}
			}
			fix.Changes[i].Replacements = append(fix.Changes[i].Replacements, replacement)
		}
		out = append(out, fix)
	}
	return out
}

func (p place) sarif() sarifPhysical {
	uri := url.URL{Path: path.Clean(p.file)}
	if strings.HasPrefix(p.file, "/") {
		uri.Scheme = "file"
	}
	region := sarifRegion{p.start.Line + 1, p.start.Character + 1, p.end.Line + 1, p.end.Character + 1}
	return sarifPhysical{sarifArtifact{uri.String()}, region}
}
