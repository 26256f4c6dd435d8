package server

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/protocol"

	"github.com/pack-lsp/pack-lsp/analysis/check"
	"github.com/pack-lsp/pack-lsp/analysis/pack"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// section is the name of this server's section in the settings of an editor.
const section = "packLsp"

// configurationTimeout is how long the server waits for the client's settings before it works without them. A later
// answer is lost, but the next didChangeConfiguration is not.
const configurationTimeout = 5 * time.Second

// DidChangeConfiguration uses the settings in the message, or asks a client that can be asked.
func (s *server) DidChangeConfiguration(_ context.Context, params *protocol.DidChangeConfigurationParams) error {
	if s.can.configuration {
		s.diagnoser.schedule.scanning(+1) // the answer may start a scan
		s.spawn("configuration", func(ctx context.Context) {
			defer s.diagnoser.settle()
			defer s.diagnoser.schedule.scanning(-1)
			if s.pullConfiguration(ctx) {
				s.diagnoser.rescan()
			}
		})
		return nil
	}
	sent := s.readSettings(params.Settings, baseOf(s.state.Load().Folders), false)
	if sent != nil && s.useSettings(s.settings.ask(), sent) {
		s.diagnoser.rescan()
	}
	return nil
}

// pullConfiguration asks the client for its settings. If there is no answer, or null or garbage, the settings of
// initialize apply. It reports whether the settings have changed.
func (s *server) pullConfiguration(ctx context.Context) (changed bool) {
	if !s.can.configuration {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, configurationTimeout)
	defer cancel()
	name, question := section, s.settings.ask()
	s.gap("configuration asked")
	answer, err := s.client.Configuration(ctx, &protocol.ConfigurationParams{
		Items: []protocol.ConfigurationItem{{Section: &name}},
	})
	if err != nil || len(answer) == 0 {
		s.log.Info("the client sends no settings", "error", err)
		return false
	}
	settings := s.readSettings(answer[0], baseOf(s.state.Load().Folders), true)
	if settings == nil {
		settings = s.initial
	}
	s.gap("configuration answered")
	return s.useSettings(question, settings)
}

// useSettings applies the settings that answer the question of that number, unless a later one has been answered. It
// reports whether they have changed: clients send the same settings again and again.
func (s *server) useSettings(question uint64, settings *pack.Settings) (changed bool) {
	s.update(func(n *pack.Snapshot) *pack.Snapshot {
		if !s.settings.answer(question) {
			return n
		}
		next := n.WithSettings(settings.WithBase(baseOf(n.Folders)))
		changed = next != n
		return next
	})
	return changed
}

// readSettings reads the settings of an editor: those of the server, or an object with them under its section. ours
// says that they are meant for this server; if not, an object without any of its keys is for another. It is nil if
// there are no settings.
func (s *server) readSettings(raw protocol.LSPAny, base string, ours bool) *pack.Settings {
	src := string(raw)
	if strings.TrimSpace(src) == "" {
		return nil
	}
	root := syntax.ParseJSON(src).Root()
	if own := root.Get(section); own.Exists() {
		root = own
	} else if !ours && !holdsSettings(root) {
		return nil
	}
	cache := root.Pair(pack.KeyChartCache)
	problems := slices.DeleteFunc(check.SettingsProblems(root), func(p check.SettingProblem) bool {
		// The commands are no setting, and the folder is none of a settings file, but both are allowed here.
		return p.Range == root.Pair(commandsKey).Key().Range() || p.Range == cache.Key().Range()
	})
	if v := cache.Value(); v.Text() != "" && pack.ChartCache(v) == "" {
		const message = pack.KeyChartCache + " must be the absolute path of a folder"
		problems = append(problems, check.SettingProblem{Range: v.Range(), Message: message})
	}
	s.warnOfSettings(problems)
	return pack.ParseSettings(root, base)
}

func holdsSettings(root syntax.Node) bool {
	for _, key := range append(check.SettingKeys(), pack.KeyChartCache) {
		if root.Get(key).Exists() {
			return true
		}
	}
	return false
}

// commandsKey holds, in initializationOptions, the names of the server's commands that the client has.
const commandsKey = "commands"

// hasCommand reports whether a client has the command name: raw are its initializationOptions, or else path leads to the
// list in it.
func hasCommand(raw protocol.LSPAny, name string, path ...string) bool {
	for n := range syntax.ParseJSON(string(raw)).Root().At(append(path, commandsKey)...).Children() {
		if n.Kind() == syntax.String && n.Text() == name {
			return true
		}
	}
	return false
}

// editorSettings remembers the last warning, since clients send the same settings again and again, and which question
// for settings was answered, since answers may overtake each other.
type editorSettings struct {
	mu              sync.Mutex
	last            string // warning
	asked, answered uint64 // numbers of the last questions
}

// ask returns the number of a new question.
func (e *editorSettings) ask() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked++
	return e.asked
}

// answer reports whether the answer to a question is the newest, and remembers that.
func (e *editorSettings) answer(question uint64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if question < e.answered {
		return false
	}
	e.answered = question
	return true
}

// warnOfSettings shows the user the problems of the editor's settings, which have no file to show them in.
func (s *server) warnOfSettings(problems []check.SettingProblem) {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Message)
	}
	message := strings.Join(lines, "; ")
	s.settings.mu.Lock()
	known := message == s.settings.last
	s.settings.last = message
	s.settings.mu.Unlock()
	if known || message == "" {
		return
	}
	s.spawn("message", func(ctx context.Context) {
		params := &protocol.ShowMessageParams{
			Type: protocol.MessageTypeWarning, Message: fmt.Sprintf("pack-lsp settings: %s", message),
		}
		if err := s.client.ShowMessage(ctx, params); err != nil {
			s.log.Debug("showing a message", "error", err)
		}
	})
}
