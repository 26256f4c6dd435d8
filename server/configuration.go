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

// section is the name of the server's settings in an editor's.
const section = "packLsp"

// configurationTimeout is how long a client may take to answer before the server works without its settings. An answer that comes later
// is lost, the next didChangeConfiguration is not.
const configurationTimeout = 5 * time.Second

// DidChangeConfiguration takes settings that are sent along, and asks a client that can be asked.
func (s *server) DidChangeConfiguration(_ context.Context, params *protocol.DidChangeConfigurationParams) error {
	if s.can.configuration {
		s.diagnoser.queue.scanning(+1) // the answer may bring a scan
		s.spawn("configuration", func(ctx context.Context) {
			defer s.diagnoser.settle()
			defer s.diagnoser.queue.scanning(-1)
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

// pullConfiguration asks the client for its settings. No answer, null, and garbage say nothing: what initialize brought holds. It
// reports whether the settings are others than before.
func (s *server) pullConfiguration(ctx context.Context) (changed bool) {
	if !s.can.configuration {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, configurationTimeout)
	defer cancel()
	name, question := section, s.settings.ask()
	s.gap("configuration asked")
	answer, err := s.client.Configuration(ctx, &protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: &name}}})
	if err != nil || len(answer) == 0 {
		s.log.Info("the client gives no settings", "error", err)
		return false
	}
	settings := s.readSettings(answer[0], baseOf(s.state.Load().Folders), true)
	if settings == nil {
		settings = s.initial
	}
	s.gap("configuration answered")
	return s.useSettings(question, settings)
}

// useSettings takes settings that answer the question of that number, unless a later one has been answered. It reports
// whether they are others than before: clients send the same again and again.
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

// readSettings reads an editor's settings: those of the server, or an object with them under its section. ours says that the editor
// means this server; if not, an object without any key of the server's is about others. It is nil where nothing is said.
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
	s.warnOfSettings(slices.DeleteFunc(check.SettingsProblems(root), func(p check.SettingProblem) bool {
		return p.Range == root.Pair(commandsKey).Key().Range() // no setting, but may stand beside some
	}))
	return pack.ParseSettings(root, base)
}

func holdsSettings(root syntax.Node) bool {
	for _, key := range check.SettingKeys() {
		if root.Get(key).Exists() {
			return true
		}
	}
	return false
}

// commandsKey holds, in initializationOptions, the names of the commands of the server's that the client has.
const commandsKey = "commands"

// hasCommand reports whether a client with these initializationOptions has the command name.
func hasCommand(raw protocol.LSPAny, name string) bool {
	for n := range syntax.ParseJSON(string(raw)).Root().Get(commandsKey).Children() {
		if n.Kind() == syntax.String && n.Text() == name {
			return true
		}
	}
	return false
}

// editorSettings remembers what the user has been told, as clients send the same settings again and again, and which of
// the questions for settings has been answered: answers may overtake each other.
type editorSettings struct {
	mu              sync.Mutex
	last            string // warning
	asked, answered uint64 // numbers of questions
}

// ask is the number of a new question.
func (e *editorSettings) ask() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked++
	return e.asked
}

// answer reports whether the answer to a question is the newest, and notes it.
func (e *editorSettings) answer(question uint64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if question < e.answered {
		return false
	}
	e.answered = question
	return true
}

// warnOfSettings shows the user what is wrong in the editor's settings, where no underline can.
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
		params := &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: fmt.Sprintf("pack-lsp settings: %s", message)}
		if err := s.client.ShowMessage(ctx, params); err != nil {
			s.log.Debug("showing a message", "error", err)
		}
	})
}
