// Package create makes new packs: it knows what has to be asked, with defaults and choices, and gives the files of the
// pack that the answers describe. The command line, the server and editors all ask what Ask returns and write what New
// returns, so that they agree.
//
// What always holds: a new pack is checked and rendered in memory. Its images are those that it deploys, and what is
// reported in it is known before it is on disk.
//
// Deliberately absent: writing, and conversation. Whoever asks also shows the questions and writes the files.
package create

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pack-lsp/pack-lsp/analysis/chart"
	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/kube"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
)

// File is a file of a pack.
type File struct {
	Path    string // from the pack's folder, with slashes
	Content []byte
}

// Text reports whether the file is a text, which editors can create; others are images and archives.
func (f File) Text() bool { return !pack.IsArchiveName(f.Path) && path.Ext(f.Path) != ".png" }

// Result is a new pack.
type Result struct {
	Folder string // the usual name of its folder
	Files  []File // pack.json is the last one: with it, the folder is a pack, and nothing is missing
	// Findings are what `pack-lsp check` reports in the pack: what only its author can decide.
	Findings []Finding
	// Notes are what the pack relies on that its author should know of: phrases about the pack, without a period.
	Notes []string
}

// Finding is a problem of a new pack.
type Finding struct {
	File string // as File.Path
	check.Diagnostic
}

// File is the file of the pack at a path; nil if there is none.
func (r *Result) File(path string) *File {
	if i := slices.IndexFunc(r.Files, func(f File) bool { return f.Path == path }); i >= 0 {
		return &r.Files[i]
	}
	return nil
}

// Incomplete is the error for answers that do not describe a pack.
type Incomplete struct{ Questions []Question } // those without an answer, or with a wrong one

func (e *Incomplete) Error() string { return e.Words("") }

// Words says what is missing or wrong, with prefix before the keys of questions.
func (e *Incomplete) Words(prefix string) string {
	var said []string
	for _, q := range e.Questions {
		switch key := prefix + q.Key; {
		case q.Problem != "" && q.Given:
			said = append(said, key+" "+strings.Join(q.Answer, ",")+": "+q.Problem)
		default:
			said = append(said, key+" is needed: "+lowerFirst(strings.TrimSuffix(q.Text, ".")))
		}
	}
	return strings.Join(said, "; ")
}

// New makes the pack that the answers describe, in a folder at the given path; "" for one with the usual name. Today is
// the date that checks compare with. The error is an *Incomplete, or that of ctx if it ends first.
func New(ctx context.Context, src Source, answers Answers, folder string, today time.Time) (*Result, error) {
	questions := Ask(src, answers)
	var open []Question
	for _, q := range questions {
		if q.Problem != "" || q.Required && len(q.Answer) == 0 {
			open = append(open, q)
		}
	}
	if len(open) > 0 {
		return nil, &Incomplete{open}
	}
	d := newDraft(src, questions, today)
	usual := d.name + "-" + d.version
	if folder == "" {
		folder = usual
	}
	d.folder = filepath.Base(folder)
	files, findings, err := d.finish(ctx)
	if err != nil {
		return nil, err
	}
	return &Result{Folder: usual, Files: files, Findings: findings, Notes: d.notes()}, nil
}

// draft is a pack that is being made.
type draft struct {
	Source
	said   map[string][]string // the answers and defaults, by the key of the question
	today  time.Time
	folder string
	charts *chart.Cache

	kind          string // see FromChart and the others
	name, version string
	manifests     []File
	// What attempts have shown, see improve:
	images   []string
	unpinned []unpinned
	override bool // the release of the chart gets a name of its own
	sample   *sample
	sampled  bool // samples have been tried
	needed   []need
	definers []string // packs that define custom resources which the pack deploys
	foreign  []kube.ID
	// lastServing is the last version of Kubernetes that serves all that the pack deploys; 0 if the newest one does.
	lastServing kube.Version
	removed     kube.ID // what later versions do not serve
	unsolved    string  // why the pack does not deploy once what is needed is set to some text; "" if it does
	filled      bool    // write what is needed as if somebody had set it
	// repaired is the text of values.yaml in place of one that has mistakes of the chart's values.
	repaired map[string]string
	round    int
}

func newDraft(src Source, questions []Question, today time.Time) *draft {
	d := &draft{Source: src, said: map[string][]string{}, today: today, charts: chart.NewCache(),
		repaired: map[string]string{}}
	for _, q := range questions {
		d.said[q.Key] = q.Answer
	}
	d.kind, d.name, d.version = d.one(KeyFrom), d.one(KeyName), d.one(KeyVersion)
	switch d.kind {
	case FromManifests:
		d.manifests = slices.Clone(src.Manifests)
	case FromNothing:
		d.manifests = []File{{pack.ManifestsDir + "/" + objectName(d.name) + ".yaml", []byte(firstManifest(d.name))}}
	}
	return d
}

// one is the answer to a question; "" without one.
func (d *draft) one(key string) string {
	if said := d.said[key]; len(said) > 0 {
		return said[0]
	}
	return ""
}

// files are the files of the draft as it is now, pack.json last.
func (d *draft) files() []File {
	values := d.written()
	if repaired, ok := d.repaired[values]; ok {
		values = repaired
	}
	files := []File{
		{pack.ValuesName, []byte(values)}, {"README.md", []byte(d.readme())}, {"logo.png", d.logo()},
	}
	if d.kind == FromChart {
		files = append(files, File{d.archivePath(), d.Archive})
	}
	files = append(files, d.manifests...)
	if len(d.asked()) > 0 {
		files = append(files, File{pack.SchemaName, []byte(d.schema())})
	}
	return append(files, File{pack.MetaName, []byte(d.meta())})
}

// archivePath is where the chart is, or goes, under the name that `helm package` gives.
func (d *draft) archivePath() string {
	if d.At != "" {
		return d.At
	}
	return fmt.Sprintf("%s/%s-%s.tgz", pack.ChartsDir, d.Chart.Name, d.Chart.Version)
}

// finish finds out what only deploying the pack in memory shows, and returns its files and what is reported in them.
func (d *draft) finish(ctx context.Context) ([]File, []Finding, error) {
	for {
		t, err := d.try(ctx)
		if err != nil {
			return nil, nil, err
		}
		if again, err := d.improve(ctx, t); err != nil || !again {
			return t.files, t.findings, err
		}
	}
}
