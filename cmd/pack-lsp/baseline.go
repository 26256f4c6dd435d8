package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
)

// baselineVersion is that of the form of the file.
const baselineVersion = 1

// baseline is a list of findings that are known and not reported. It finds them again by code, file and the text that
// they mark, so that edits elsewhere in the file do not matter.
type baseline struct {
	path    string // as the user wrote it
	dir     string // absolute folder that the files of entries are relative to
	before  string // text of the file; "" if there is none
	entries []baselineEntry
}

type baselineEntry struct {
	File    string `json:"file"` // with slashes, relative to the folder of the baseline
	Code    string `json:"code"`
	Text    string `json:"text"`            // what the finding marks; its line if that is empty
	Message string `json:"message"`         // for people, and to tell findings with the same text apart
	Count   int    `json:"count,omitempty"` // how many there are, if there are several

	left int // how many have not been found
}

type baselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

// readBaseline reads the baseline in the file at path; nil if path is empty. The file need not exist if it is to be
// written.
func (r *runner) readBaseline(path string, write bool) (*baseline, error) {
	if path == "" {
		return nil, nil
	}
	full := r.abs(path)
	b := &baseline{path: path, dir: filepath.Dir(full)}
	src, err := disk.ReadText(r.fsys, full)
	switch {
	case write && errors.Is(err, fs.ErrNotExist):
		return b, nil
	case err != nil:
		return nil, plainError(path, err)
	}
	var file baselineFile
	if err := json.Unmarshal([]byte(src), &file); err != nil {
		return nil, fmt.Errorf("%s: not a baseline that pack-lsp wrote: %w", path, err)
	}
	if file.Version != baselineVersion {
		return nil, fmt.Errorf("%s: a baseline of version %d, not %d; write it again with --write-baseline", path,
			file.Version, baselineVersion)
	}
	b.before, b.entries = src, file.Findings
	for i := range b.entries {
		b.entries[i].left = max(1, b.entries[i].Count)
	}
	return b, nil
}

// entry is what the baseline says of a finding.
func (b *baseline) entry(f finding) baselineEntry {
	return baselineEntry{File: b.rel(f.path), Code: f.code, Text: validText(f.text), Message: validText(f.message)}
}

// validText is s as JSON keeps it.
func validText(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// rel is the name that the baseline has for the file at path.
func (b *baseline) rel(path string) string {
	if rel, err := filepath.Rel(b.dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// full is the absolute path of the file of an entry.
func (b *baseline) full(e baselineEntry) string {
	path := filepath.FromSlash(e.File)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(b.dir, path)
}

// without is findings without those that b lists. Those that say exactly the same are found first, then those whose
// message has changed.
func (b *baseline) without(findings []finding) []finding {
	if b == nil {
		return findings
	}
	known := make([]bool, len(findings))
	byPlace := map[baselineEntry][]int{} // entries without message and count -> indices
	for i, e := range b.entries {
		key := baselineEntry{File: e.File, Code: e.Code, Text: e.Text}
		byPlace[key] = append(byPlace[key], i)
	}
	for _, exact := range []bool{true, false} {
		for i, f := range findings {
			e := b.entry(f)
			for _, at := range byPlace[baselineEntry{File: e.File, Code: e.Code, Text: e.Text}] {
				if was := &b.entries[at]; !known[i] && was.left > 0 && (!exact || was.Message == e.Message) {
					was.left--
					known[i] = true
				}
			}
		}
	}
	var rest []finding
	for i, f := range findings {
		if !known[i] {
			rest = append(rest, f)
		}
	}
	return rest
}

// checkedFiles are the files that a run has looked at.
type checkedFiles struct {
	jobs     map[string]job // by folder
	settings map[string]bool
}

func (r *runner) checked(jobs []job) checkedFiles {
	c := checkedFiles{jobs: map[string]job{}, settings: map[string]bool{}}
	for _, j := range jobs {
		c.jobs[j.dir] = j
		settings := r.config
		if settings == nil {
			settings = j.snapshot.ConfigFile(j.dir)
		}
		if settings != nil {
			c.settings[settings.Path] = true
		}
	}
	return c
}

func (c checkedFiles) has(path string) bool {
	if c.settings[path] {
		return true
	}
	for dir, up := path, filepath.Dir(path); dir != up; dir, up = up, filepath.Dir(up) {
		if j, ok := c.jobs[up]; ok {
			return j.has(path)
		}
	}
	return false
}

// reportStale names the entries that no longer occur, of files that were checked or are gone.
func (b *baseline) reportStale(w io.Writer, r *runner, jobs []job) {
	if b == nil {
		return
	}
	stale, checked := 0, r.checked(jobs)
	for _, e := range b.entries {
		path := b.full(e)
		_, err := r.fsys.Stat(path)
		if e.left == 0 || !errors.Is(err, fs.ErrNotExist) && !checked.has(path) {
			continue
		}
		stale++
		shown := visibleLine(job{base: r.cwd}.show(path))
		fmt.Fprintf(w, "%s: no longer occurs: %s [%s]\n", shown, visible(e.Message), visible(e.Code))
	}
	if stale > 0 {
		them := "them"
		if stale == 1 {
			them = "it"
		}
		fmt.Fprintf(w, "pack-lsp: check: %s of %s; --write-baseline removes %s\n",
			plural(stale, "stale line"), visible(b.path), them)
	}
}

// write replaces the baseline by findings, and keeps what it says of files that were not checked and are still there.
func (b *baseline) write(findings []finding, r *runner, jobs []job, w io.Writer) error {
	counts := map[baselineEntry]int{}
	for _, f := range findings {
		counts[b.entry(f)]++
	}
	kept, checked := 0, r.checked(jobs)
	for _, e := range b.entries {
		path := b.full(e)
		if _, err := r.fsys.Stat(path); err == nil && !checked.has(path) {
			n := max(1, e.Count)
			e.Count, e.left = 0, 0
			counts[e] += n
			kept += n
		}
	}
	file := baselineFile{Version: baselineVersion}
	for e, n := range counts {
		if n > 1 {
			e.Count = n
		}
		file.Findings = append(file.Findings, e)
	}
	slices.SortFunc(file.Findings, func(x, y baselineEntry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Text, y.Text),
			cmp.Compare(x.Message, y.Message))
	})
	text, err := file.text()
	if err != nil {
		return err
	}
	if err := b.save(r.abs(b.path), text); err != nil {
		return fmt.Errorf("%s cannot be written: %w", b.path, err)
	}
	fmt.Fprintf(w, "%s written to %s", plural(len(findings), "finding"), visible(b.path))
	if kept > 0 {
		fmt.Fprintf(w, "; kept %d of files that were not checked", kept)
	}
	fmt.Fprintln(w)
	return nil
}

// text is JSON with a line for each entry, so that a diff shows what has changed.
func (f baselineFile) text() (string, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n \"version\": %d,\n \"findings\": [", f.Version)
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for i, e := range f.Findings {
		out.WriteString([...]string{"\n  ", ",\n  "}[min(i, 1)])
		if err := enc.Encode(e); err != nil {
			return "", err
		}
		out.Truncate(out.Len() - 1) // the line end of Encode
	}
	out.WriteString("\n ]\n}\n")
	return escapeJSON(out.String()), nil
}

func (b *baseline) save(path, text string) error {
	if b.before == text {
		return nil
	}
	if b.before != "" {
		return replaceFile(path, b.dir, b.before, text)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, strings.NewReader(text))
	return errors.Join(err, f.Close())
}
