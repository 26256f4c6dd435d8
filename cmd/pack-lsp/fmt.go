package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/format"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// fmtOptions are the flags of pack-lsp fmt.
type fmtOptions struct {
	check  bool
	config string // "" for the settings near the packs
}

func fmtCommand() *command {
	o := &fmtOptions{}
	return &command{
		name: "fmt", args: "[flags] PATH...", summary: "format pack.json, values.yaml, schema.yaml and presets.yaml",
		about: `
Formats pack.json, values.yaml, schema.yaml and presets.yaml: indentation, spaces, empty lines, and the end of the file.
Comments, quotes, order, line breaks and the text of values stay. How far keys and lists are indented is what most of a
file does. PATH is the folder of a pack, a file of a pack, or a folder with packs at any depth. The files that it
changes are listed on stdout. Text with syntax errors, merge conflicts, and files with "# pack-lsp: no-format" stay.
`,
		flags: []option{
			{name: "check", into: &o.check, text: "write nothing; list the files that are not formatted"},
			configOption(&o.config),
		},
		notes: `
Exit codes: 0 all files are formatted now, 1 --check has found some that are not, 2 a usage error, or a file that
cannot be read or written.

Examples:
  pack-lsp fmt packs/thanos-17.6.0
  pack-lsp fmt --check .
`,
		run: o.run,
	}
}

func (o *fmtOptions) run(paths []string, s streams) int {
	if len(paths) == 0 {
		return usageError(s, "fmt: name a pack, a file of a pack, or a folder that holds packs; see pack-lsp fmt --help")
	}
	ctx, stop := interruptible()
	defer stop()
	r, err := newRunner(o.config)
	if err != nil {
		return usageError(s, "fmt: %v", err)
	}
	jobs, err := r.plan(ctx, names{paths: paths})
	if err != nil {
		return usageError(s, "fmt: %v", err)
	}
	w := formatting{fmtOptions: *o, streams: s}
	for _, j := range jobs {
		if err := ctx.Err(); err != nil {
			return usageError(s, "fmt: %v", err)
		}
		w.pack(r, j)
	}
	if r.reportUnread(s.err, "fmt", "formatted") > 0 {
		w.failed++
	}
	return w.report()
}

// formatting is what a run has done.
type formatting struct {
	fmtOptions
	streams
	files, changed, failed int
}

// pack formats the files of the pack of j.
func (w *formatting) pack(r *runner, j job) {
	j.snapshot = kept(j.snapshot, j.dir)
	p := j.snapshot.Pack(j.dir)
	for _, name := range format.Names {
		path := filepath.Join(j.dir, name)
		if !j.has(path) {
			continue
		}
		if f := p.File(path); f != nil {
			w.file(j, f)
		} else if _, err := disk.ReadText(r.fsys, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.unread = append(r.unread, shownUnread{pack.Unread{Path: path, Err: err}, j})
		}
	}
}

// file formats one file of the pack of j.
func (w *formatting) file(j job, f *pack.File) {
	w.files++
	src := f.Text.String()
	edits := format.File(j.snapshot, f.Path, text.Range{End: len(src)}, format.Options{FinalNewline: true})
	if n := len(f.Tree().Errors); n > 0 {
		fmt.Fprintf(w.err, "pack-lsp: fmt: %s has %s; the text around syntax errors stays as it is\n",
			visible(j.show(f.Path)), plural(n, "syntax error"))
	}
	after := text.Apply(src, edits)
	if after == src {
		return
	}
	if !w.check {
		if err := replaceFile(f.Path, j.root, src, after); err != nil {
			w.failed++
			fmt.Fprintf(w.err, "pack-lsp: fmt: %s cannot be written: %s\n", visible(j.show(f.Path)), visible(err.Error()))
			return
		}
	}
	w.changed++
	fmt.Fprintln(w.out, visibleLine(j.show(f.Path)))
}

// report prints a summary and returns the exit code.
func (w *formatting) report() int {
	done := "formatted"
	if w.check {
		done = "not formatted"
	}
	fmt.Fprintf(w.err, "%s read, %d %s\n", plural(w.files, "file"), w.changed, done)
	switch {
	case w.failed > 0:
		return exitUsage
	case w.check && w.changed > 0:
		return exitFindings
	}
	return exitOK
}
