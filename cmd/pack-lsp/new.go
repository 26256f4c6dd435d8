package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// newOptions are the flags of pack-lsp new.
type newOptions struct {
	yes     bool           // ask nothing
	answers create.Answers // of the other flags, one for each question
}

func newCommand() *command {
	o := &newOptions{answers: create.Answers{}}
	flags := []option{{name: "yes", into: &o.yes, text: "ask nothing; use the default of whatever no flag sets"}}
	for _, q := range create.All() {
		flags = append(flags, o.option(q))
	}
	return &command{
		name: "new", args: "[flags] [DIR]", summary: "make a pack from a chart, manifests or an image",
		about: `
Makes a pack from a Helm chart, from manifests, from the image of an operating system, or from nothing. DIR is the
pack's folder, by default NAME-VERSION in the working folder. On a terminal, it asks for whatever no flag sets. It
lists the images that the pack deploys, and checks the pack. Existing files are never changed.
`,
		flags: flags,
		notes: `
Exit codes: 0 the pack is made, 1 it is made, but does not deploy yet, 2 nothing is made.

Examples:
  pack-lsp new
  pack-lsp new --chart nginx-18.1.0.tgz --values all packs/nginx-18.1.0
  pack-lsp new --manifests manifests/ --name greeter --addon-type "app services" --yes
`,
		run: o.run,
	}
}

// option is the flag that answers a question.
func (o *newOptions) option(q create.Question) option {
	flag := option{name: q.Key, arg: "TEXT", into: answerFlag{o.answers, q.Key, q.Many}, text: q.Text}
	if q.Files {
		flag.arg = "PATH"
	}
	if q.Choices != nil {
		flag.arg = "CHOICE"
		for _, c := range q.Choices {
			flag.values = append(flag.values, c.Value)
		}
		flag.text += " One of " + strings.Join(flag.values, ", ") + "."
	}
	if q.Many {
		flag.arg += "S"
		flag.text += " Separate several with commas."
	}
	return flag
}

// answerFlag is the flag for a question. It can be repeated if the question can have several answers.
type answerFlag struct {
	answers create.Answers
	key     string
	many    bool
}

func (f answerFlag) String() string { return "" }

func (f answerFlag) Set(value string) error {
	if !f.many {
		f.answers[f.key] = []string{value}
		return nil
	}
	for part := range strings.SplitSeq(value, ",") {
		f.answers[f.key] = append(f.answers[f.key], strings.TrimSpace(part))
	}
	return nil
}

func (o *newOptions) run(paths []string, s streams) int {
	if len(paths) > 1 {
		return usageError(s, "new: name one folder for the pack, not %d", len(paths))
	}
	ctx, stop := interruptible()
	defer stop()
	r, err := newRunner("")
	if err != nil {
		return usageError(s, "new: %v", err)
	}
	m := maker{runner: r, streams: s, answers: o.answers}
	if len(paths) == 1 {
		m.dir = paths[0]
		if err := m.vacant(m.dir); err != nil {
			return usageError(s, "new: %v", err)
		}
	}
	return m.make(ctx, !o.yes && isTerminalIn(s.in))
}

// maker makes one pack.
type maker struct {
	*runner
	streams
	answers create.Answers
	dir     string // as the user named it; "" for the usual one
}

// make asks what it may, and writes the pack. It returns the exit code.
func (m maker) make(ctx context.Context, asks bool) int {
	src := m.read()
	if asks {
		a := newAsker(m.streams.in, m.streams.err)
		var err error
		if src, err = m.ask(ctx, a, src); err != nil {
			return usageError(m.streams, "new: %v; nothing is written", err)
		}
	}
	if key := m.unasked(src); key != "" {
		return usageError(m.streams, "new: --%s means nothing for such a pack; leave it out", key)
	}
	folder := ""
	if m.dir != "" {
		folder = filepath.Base(m.abs(m.dir))
	}
	made, err := create.New(ctx, src, m.answers, folder, time.Now())
	if err != nil {
		return usageError(m.streams, "new: %v", explained(err))
	}
	if m.dir == "" {
		m.dir = made.Folder
		if err := m.vacant(m.dir); err != nil {
			return usageError(m.streams, "new: %v; name another folder", err)
		}
	}
	if err := m.write(made.Files); err != nil {
		return usageError(m.streams, "new: %v", err)
	}
	return m.report(made)
}

// unasked is the first answer that no question is about; "" if there is none. Without a source that can be read, nobody
// knows all questions.
func (m maker) unasked(src create.Source) string {
	asked := map[string]bool{}
	for _, q := range create.Ask(src, m.answers) {
		if asked[q.Key] = true; q.Problem != "" || q.Required && len(q.Answer) == 0 {
			return ""
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m.answers)) {
		if !asked[key] {
			return key
		}
	}
	return ""
}

// explained is an error of create with the flags to give.
func explained(err error) error {
	if open := (*create.Incomplete)(nil); errors.As(err, &open) {
		return errors.New(open.Words("--"))
	}
	return err
}

// read reads what the pack is made from, whose paths are relative to the working folder.
func (m maker) read() create.Source {
	for _, key := range []string{create.KeyChart, create.KeyManifests} {
		for i, path := range m.answers[key] {
			if path != "" {
				m.answers[key][i] = m.abs(path)
			}
		}
	}
	return create.Read(m.fsys, m.answers)
}

// vacant reports why no pack can be made in a folder; nil if one can.
func (m maker) vacant(dir string) error {
	full := m.abs(dir)
	info, err := os.Stat(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return plainError(dir, err)
	case !info.IsDir():
		return fmt.Errorf("%s is a file, not a folder", dir)
	}
	if meta, err := os.ReadFile(filepath.Join(full, pack.MetaName)); err == nil && !create.Empty(string(meta)) {
		return fmt.Errorf("%s is a pack already", dir)
	}
	return nil
}

// write writes the files of the pack, the last one of which makes the folder a pack. Nothing is overwritten: if one of
// them exists with other content, none is written, except for a pack.json without content.
func (m maker) write(files []create.File) (err error) {
	var missing []create.File
	for _, f := range files {
		shown := filepath.ToSlash(filepath.Join(m.dir, f.Path))
		content, err := os.ReadFile(m.path(f))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing = append(missing, f)
		case err != nil:
			return plainError(shown, err)
		case f.Path == pack.MetaName && create.Empty(string(content)):
			missing = append(missing, f)
		case string(content) != string(f.Content):
			return fmt.Errorf("%s exists, and is not overwritten; nothing is written", shown)
		}
	}
	var written []string
	defer func() {
		if err != nil {
			for _, path := range written {
				err = errors.Join(err, os.Remove(path))
			}
		}
	}()
	for _, f := range missing {
		path := m.path(f)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
		if f.Path == pack.MetaName {
			mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC // it may be there, empty
		}
		file, err := os.OpenFile(path, mode, 0o644)
		if err != nil {
			return err
		}
		written = append(written, path)
		_, err = file.Write(f.Content)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}

// path is where a file of the pack goes.
func (m maker) path(f create.File) string {
	return filepath.Join(m.abs(m.dir), filepath.FromSlash(f.Path))
}

// report says what was made: the files on stdout, and what is left to do on stderr. It returns the exit code.
func (m maker) report(made *create.Result) int {
	for _, f := range made.Files {
		fmt.Fprintln(m.streams.out, visible(filepath.ToSlash(filepath.Join(m.dir, f.Path))))
	}
	var findings []finding
	for _, f := range made.Findings {
		src := text.New(string(made.File(f.File).Content))
		at := place{
			filepath.ToSlash(filepath.Join(m.dir, f.File)), src.Position(f.Start, text.UTF16), src.Position(f.End, text.UTF16),
		}
		findings = append(findings, finding{place: at, severity: f.Severity, code: f.Code, message: f.Message})
	}
	if err := writeText(m.streams.err, report{findings: findings}); err != nil {
		return exitUsage
	}
	for _, note := range made.Notes {
		fmt.Fprintf(m.streams.err, "%s: note: %s\n", visible(m.dir), visible(note))
	}
	worst := pack.Off
	for _, f := range findings {
		worst = max(worst, f.severity)
	}
	switch {
	case worst == pack.Off:
		fmt.Fprintf(m.streams.err, "%s is made, and nothing is found in it\n", visible(m.dir))
	case worst == pack.Error:
		fmt.Fprintf(m.streams.err, "%s is made, but does not deploy yet\n", visible(m.dir))
		return exitFindings
	default:
		fmt.Fprintf(m.streams.err, "%s is made; the above is for you to decide\n", visible(m.dir))
	}
	return exitOK
}

// isTerminalIn reports whether somebody can answer questions.
func isTerminalIn(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && isTerminal(f)
}

// unanswered is the first question that must or may be asked; false if there is none.
func unanswered(questions []create.Question, asked map[string]bool) (create.Question, bool) {
	i := slices.IndexFunc(questions, func(q create.Question) bool {
		return q.Problem != "" || !asked[q.Key] && !q.Given && !q.Rare
	})
	if i < 0 {
		return create.Question{}, false
	}
	return questions[i], true
}
