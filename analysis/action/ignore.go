package action

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/edit"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
	"github.com/pack-lsp/pack-lsp/analysis/text"
)

// ignoring are the actions that ignore the checks of the problems here: at this place by a comment if there can be one,
// otherwise in this file by the settings.
func ignoring(s *pack.Snapshot, p *pack.Pack, f *pack.File, here []check.Diagnostic) []Action {
	var actions []Action
	for _, code := range codesOf(here) {
		if strings.HasSuffix(code, "/syntax") || strings.HasSuffix(code, "/merge-conflict") {
			continue // nothing can be right before this is
		}
		i := slices.IndexFunc(here, func(d check.Diagnostic) bool { return d.Code == code })
		action := Action{Diagnostics: here[i : i+1]}
		if comment, ok := ignoreComment(f, here[i]); ok {
			action.Title = "Ignore " + code + " here"
			action.Edits = func() []edit.FileEdit { return []edit.FileEdit{{Path: f.Path, Edit: comment}} }
		} else if settingsFolder(s, p) != "" {
			action.Title = "Ignore " + code + " in this file, in " + pack.ConfigName
			action.Edits = func() []edit.FileEdit { return ignoreSetting(s, p, f, code) }
			action.Creates = s.ConfigFile(p.Dir) == nil
		} else {
			continue
		}
		actions = append(actions, action)
	}
	return actions
}

// ignoreComment is a comment above the line of d that ignores d. It is false if the text there would not be a comment,
// or would apply to another line.
func ignoreComment(f *pack.File, d check.Diagnostic) (text.Edit, bool) {
	if f.Kind == pack.Meta || strings.HasPrefix(d.Code, "ignore/") { // those are about such a comment
		return text.Edit{}, false
	}
	src := f.Text.String()
	line := f.Text.Line(f.Text.LineAt(d.Start))
	content := strings.TrimLeft(line.Of(src), " ")
	indent := line.Len() - len(content)
	if content == "" || strings.ContainsRune("#\t\r\ufeff", []rune(content)[0]) ||
		line.Start == 0 && strings.HasPrefix(src, "\ufeff") {
		return text.Edit{}, false
	}
	if n := f.Tree().NodeAt(line.Start + indent); n.IsScalar() && n.Start() < line.Start {
		return text.Edit{}, false // in a scalar of several lines
	}
	comment := strings.Repeat(" ", indent) + "# pack-lsp: ignore " + d.Code + edit.Newline(src)
	return text.Edit{Range: text.Range{Start: line.Start, End: line.Start}, New: comment}, true
}

// settingsFolder is the folder of the settings file for p, even if there is no such file yet; "" if p is in no folder
// of the workspace.
func settingsFolder(s *pack.Snapshot, p *pack.Pack) string {
	if config := s.ConfigFile(p.Dir); config != nil {
		return filepath.Dir(config.Path)
	}
	nearest := ""
	for _, folder := range s.Folders {
		rel, err := filepath.Rel(folder, p.Dir)
		if err == nil && filepath.IsLocal(rel) && len(folder) > len(nearest) {
			nearest = folder
		}
	}
	return nearest
}

// ignoreSetting turns a check off for f, a file of p: in the settings file for p, or in a new one in the folder of the
// workspace. It is nil if the file leaves no place for the entry.
func ignoreSetting(s *pack.Snapshot, p *pack.Pack, f *pack.File, code string) []edit.FileEdit {
	folder := settingsFolder(s, p)
	rel, err := filepath.Rel(folder, f.Path)
	if err != nil {
		return nil
	}
	files := globOf(filepath.ToSlash(rel))
	override := "files: " + edit.Scalar(files) + "\nchecks:\n  " + code + ": off"
	config := s.ConfigFile(p.Dir)
	if config == nil {
		content := "overrides:\n  - " + strings.ReplaceAll(override, "\n", "\n    ") + "\n"
		return []edit.FileEdit{{Path: filepath.Join(folder, pack.ConfigName), Edit: text.Edit{New: content}, Create: true}}
	}
	var edits []edit.FileEdit
	for _, e := range overrideEdits(config.Tree(), files, code, override) {
		edits = append(edits, edit.FileEdit{Path: config.Path, Edit: e})
	}
	return edits
}

// overrideEdits add the code to the last override for files in the settings, or add override.
func overrideEdits(config *syntax.Tree, files, code, override string) []text.Edit {
	overrides := config.Root().Pair("overrides")
	switch last := overrides.Value().Last(); {
	case len(config.Errors) > 0:
		return nil
	case !overrides.Exists():
		return edit.AppendRoot(config, "overrides:\n  - "+strings.ReplaceAll(override, "\n", "\n    "))
	case last.Get("files").Text() == files && last.Pair("checks").Value().Kind() == syntax.Mapping:
		if old := last.Pair("checks").Value().Pair(code); old.Exists() {
			return []text.Edit{edit.SetValue(old, "off")}
		}
		return edit.AppendEntry(last.Pair("checks"), code+": off")
	}
	return edit.AppendItem(overrides, override)
}

// globOf is the glob that matches only path.
func globOf(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`).Replace(path)
}
