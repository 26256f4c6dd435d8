package server

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/analysis/disk"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// The commands that make packs, for workspace/executeCommand. Each takes one argument, a newPackParams. None of them
// writes a file: the client does.
const (
	// newPackQuestions returns the questions to ask, as []newPackQuestion.
	newPackQuestions = "pack-lsp.newPack.questions"
	// newPackFiles returns the pack that the answers describe, as newPackResult, with all its files.
	newPackFiles = "pack-lsp.newPack.files"
	// newPack has the client create the texts of the pack (workspace/applyEdit), and returns it as newPackResult, with
	// the files that no edit can create: the client may write them.
	newPack = "pack-lsp.newPack"
)

var commands = []string{checkPack, newPack, newPackFiles, newPackQuestions}

// newPackParams is a pack to be made.
type newPackParams struct {
	// Answers are the answers so far, by the keys of the questions. Paths are absolute, or file: URIs.
	Answers create.Answers `json:"answers"`
	Parent  uri.URI        `json:"parent"` // the folder that gets the pack's folder, with the usual name
	Folder  uri.URI        `json:"folder"` // the pack's folder, in place of Parent
}

// newPackQuestion is a create.Question on the wire.
type newPackQuestion struct {
	Key      string          `json:"key"`
	Title    string          `json:"title"`
	Text     string          `json:"text"`
	Choices  []newPackChoice `json:"choices,omitempty"`
	Many     bool            `json:"many,omitempty"`
	Files    bool            `json:"files,omitempty"`
	Answer   []string        `json:"answer"`
	Given    bool            `json:"given,omitempty"`
	Required bool            `json:"required,omitempty"`
	Rare     bool            `json:"rare,omitempty"`
	Problem  string          `json:"problem,omitempty"`
}

type newPackChoice struct {
	Value       string `json:"value"`
	Description string `json:"description"`
}

// newPackResult is a new pack.
type newPackResult struct {
	Folder   uri.URI          `json:"folder"` // "" if the params name none
	Name     string           `json:"name"`   // of the folder
	Files    []newPackFile    `json:"files"`  // in the order in which they are to be written
	Findings []newPackFinding `json:"findings"`
	Notes    []string         `json:"notes"` // as create.Result.Notes
}

type newPackFile struct {
	Path   string  `json:"path"` // from the folder, with slashes
	Text   *string `json:"text,omitempty"`
	Base64 []byte  `json:"base64,omitempty"` // of a file that is not a text
}

// newPackFinding is a problem that only the author of the pack can solve. Lines are counted from 0.
type newPackFinding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// ExecuteCommand runs one of the commands.
func (s *server) ExecuteCommand(ctx context.Context, params *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	now := s.state.Load()
	jsonrpc2.Async(ctx)
	s.memory.busy()
	if params.Command == checkPack {
		return s.checkPack(ctx, now, params.Arguments)
	}
	var p newPackParams
	if len(params.Arguments) != 1 || json.Unmarshal(params.Arguments[0], &p) != nil {
		return nil, invalid("%s takes one argument: an object with answers, and parent or folder", params.Command)
	}
	if p.Answers == nil {
		p.Answers = create.Answers{}
	}
	p.resolvePaths()
	src := create.Read(s.opts.FS, p.Answers)
	switch params.Command {
	case newPackQuestions:
		return encode(questionsOf(create.Ask(src, p.Answers)))
	case newPackFiles, newPack:
		made, dir, err := s.makePack(ctx, now, src, p)
		if err != nil {
			return nil, err
		}
		result := resultOf(made, dir)
		if params.Command == newPack {
			if err := s.applyPack(ctx, now, made, dir); err != nil {
				return nil, err
			}
			result.Files = withoutTexts(result.Files)
		}
		return encode(result)
	}
	return nil, invalid("unknown command %q", params.Command)
}

func invalid(format string, args ...any) error {
	return jsonrpc2.Errorf(jsonrpc2.InvalidParams, format, args...)
}

func encode(v any) (protocol.LSPAny, error) { return json.Marshal(v) }

// resolvePaths makes paths of the URIs among the answers.
func (p *newPackParams) resolvePaths() {
	for _, key := range []string{create.KeyChart, create.KeyManifests} {
		for i, answer := range p.Answers[key] {
			if path, ok := toPath(uri.URI(answer)); ok {
				p.Answers[key][i] = path
			}
		}
	}
}

// makePack makes the pack, and returns it with its folder; "" if the params name none.
func (s *server) makePack(
	ctx context.Context, now *state, src create.Source, p newPackParams,
) (made *create.Result, dir string, err error) {
	if p.Folder != "" {
		var ok bool
		if dir, ok = toPath(p.Folder); !ok {
			return nil, "", invalid("not a folder on disk: %s", p.Folder)
		}
	}
	made, err = create.New(ctx, src, p.Answers, dir, now.Today)
	if open := (*create.Incomplete)(nil); errors.As(err, &open) {
		return nil, "", invalid("%v", err)
	} else if err != nil {
		return nil, "", err
	}
	if dir == "" && p.Parent != "" {
		parent, ok := toPath(p.Parent)
		if !ok {
			return nil, "", invalid("not a folder on disk: %s", p.Parent)
		}
		dir = filepath.Join(parent, made.Folder)
	}
	if dir != "" && !s.vacant(now, dir) {
		return nil, "", invalid("%s is a pack already; nothing is made", dir)
	}
	return made, dir, nil
}

// vacant reports whether the folder dir has no pack.json, or one without content.
func (s *server) vacant(now *state, dir string) bool {
	path := filepath.Join(dir, pack.MetaName)
	if f := now.Open(path); f != nil {
		return create.Empty(f.Text.String())
	}
	if _, err := s.opts.FS.Stat(path); err != nil {
		return true
	}
	meta, err := disk.ReadText(s.opts.FS, path)
	return err == nil && create.Empty(meta)
}

// applyPack has the client create the texts of a pack in dir.
func (s *server) applyPack(ctx context.Context, now *state, made *create.Result, dir string) error {
	switch {
	case dir == "":
		return invalid("name the folder, or its parent")
	case !s.can.creates || !s.can.appliesEdits:
		return jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "this editor cannot create files; run pack-lsp new in a terminal")
	}
	_, meta := now.PackOf(filepath.Join(dir, pack.MetaName))
	edits := made.Edits(dir, meta, func(rel string) bool {
		_, err := s.opts.FS.Stat(filepath.Join(dir, filepath.FromSlash(rel)))
		return err == nil
	})
	label := "New pack " + filepath.Base(dir)
	change := s.newFiles(edits, meta)
	result, err := s.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: *change})
	switch {
	case err != nil:
		return err
	case !result.Applied && result.FailureReason != nil:
		return jsonrpc2.Errorf(jsonrpc2.InternalError, "the editor did not create the pack: %s", *result.FailureReason)
	case !result.Applied:
		return jsonrpc2.Errorf(jsonrpc2.InternalError, "the editor did not create the pack")
	}
	return nil
}

// newFiles converts edits that create files, and one of meta, which may be nil.
func (s *server) newFiles(edits []edit.FileEdit, meta *pack.File) *protocol.WorkspaceEdit {
	texts := map[string]editedFile{}
	for _, e := range edits {
		texts[e.Path] = editedFile{text: text.New("")}
		if !e.Create && meta != nil {
			texts[e.Path] = editedFile{text: meta.Text, open: meta.Open, version: meta.Version}
		}
	}
	return s.can.fromEdits(edits, texts)
}

func questionsOf(questions []create.Question) []newPackQuestion {
	out := make([]newPackQuestion, len(questions))
	for i, q := range questions {
		out[i] = newPackQuestion{
			Key: q.Key, Title: q.Title, Text: q.Text, Many: q.Many, Files: q.Files, Answer: q.Answer, Given: q.Given,
			Required: q.Required, Rare: q.Rare, Problem: q.Problem,
		}
		if q.Answer == nil {
			out[i].Answer = []string{}
		}
		for _, c := range q.Choices {
			out[i].Choices = append(out[i].Choices, newPackChoice{c.Value, c.Description})
		}
	}
	return out
}

func resultOf(made *create.Result, dir string) newPackResult {
	result := newPackResult{Name: made.Folder, Findings: []newPackFinding{}, Notes: append([]string{}, made.Notes...)}
	if dir != "" {
		result.Folder, result.Name = uri.File(dir), filepath.Base(dir)
	}
	for _, f := range made.Files {
		file := newPackFile{Path: f.Path}
		if f.Text() {
			content := string(f.Content)
			file.Text = &content
		} else {
			file.Base64 = f.Content
		}
		result.Files = append(result.Files, file)
	}
	for _, f := range made.Findings {
		line := strings.Count(string(made.File(f.File).Content[:f.Start]), "\n")
		result.Findings = append(result.Findings,
			newPackFinding{f.File, line, f.Severity.String(), f.Code, f.Message})
	}
	return result
}

func withoutTexts(files []newPackFile) []newPackFile {
	left := []newPackFile{}
	for _, f := range files {
		if f.Text == nil {
			left = append(left, f)
		}
	}
	return left
}
