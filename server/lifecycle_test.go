package server_test

import (
	"io/fs"
	"os/exec"
	"runtime"
	"slices"
	"testing"

	"github.com/pack-lsp/pack-lsp/analysis/text"
	"github.com/pack-lsp/pack-lsp/server"
)

func (g gatedFS) Open(path string) (fs.File, error) {
	g.once.Do(func() { close(g.reached) })
	<-g.gate
	return g.OS.Open(path)
}

// Error codes of JSON-RPC and LSP.
const (
	methodNotFound   = -32601
	invalidRequest   = -32600
	invalidParams    = -32602
	notInitialized   = -32002
	requestCancelled = -32800
	contentModified  = -32801
	requestFailed    = -32803
)

func TestBeforeInitialize(t *testing.T) {
	e := start(t, server.Options{})
	e.open("/p/pack.json", bad) // ignored
	_, ch := e.request("textDocument/hover", at("/p/pack.json", 0, 3))
	if code := e.codeOf(ch); code != notInitialized {
		t.Errorf("hover before initialize: code %d", code)
	}
	e.initialize(modern())
	_, ch = e.request("initialize", object{"capabilities": object{}})
	if code := e.codeOf(ch); code != invalidRequest {
		t.Errorf("a second initialize: code %d", code)
	}
}

func TestShutdownAndExit(t *testing.T) {
	e := start(t, server.Options{})
	e.initialize(modern())
	_, ch := e.request("shutdown", nil)
	if code := e.codeOf(ch); code != 0 {
		t.Errorf("shutdown: code %d", code)
	}
	_, ch = e.request("textDocument/hover", at("/p/pack.json", 0, 3))
	if code := e.codeOf(ch); code != invalidRequest {
		t.Errorf("hover after shutdown: code %d", code)
	}
	e.notify("exit", nil)
	e.waitExit()
	if e.code != 0 || e.err != nil {
		t.Errorf("exit code %d, %v", e.code, e.err)
	}
}

func TestExitCodes(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(*editor)
		code int
	}{
		{"exit without shutdown", func(e *editor) { e.notify("exit", nil) }, 1},
		{"exit before initialize", func(e *editor) { e.notify("exit", nil) }, 1},
		{"end of input without shutdown", func(e *editor) { e.conn.Close() }, 1},
		{"end of input after shutdown", func(e *editor) {
			_, ch := e.request("shutdown", nil)
			e.wait(ch)
			e.conn.Close()
		}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, server.Options{})
			if test.name != "exit before initialize" {
				e.initialize(modern())
			}
			test.end(e)
			e.waitExit()
			if e.code != test.code || e.err != nil {
				t.Errorf("exit code %d, want %d; error %v", e.code, test.code, e.err)
			}
		})
	}
}

// A request that waits for a file that never arrives must not keep the process alive.
func TestEndOfInputWhileBusy(t *testing.T) {
	fsys := newGatedFS()
	defer close(fsys.gate)
	dir := files(t, map[string]string{"pack.json": good, "values.yaml": "pack: {}\n"})
	e := start(t, server.Options{FS: fsys})
	e.initialize(modern(), dir)
	e.request("textDocument/hover", at(dir+"/values.yaml", 0, 1))
	<-fsys.reached
	e.conn.Close()
	e.waitExit()
}

func TestParentDies(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("starts sleep")
	}
	parent := exec.Command("sleep", "60")
	if err := parent.Start(); err != nil {
		t.Skip(err)
	}
	e := start(t, server.Options{})
	ask[object](e, "initialize", object{"processId": parent.Process.Pid, "rootUri": nil, "capabilities": object{}})
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait() // fails because it was killed
	e.waitExit()
	if e.code != 1 {
		t.Errorf("exit code %d", e.code)
	}
}

// A process that was never visible is on another machine, or outside of the container.
func TestParentElsewhere(t *testing.T) {
	e := start(t, server.Options{})
	ask[object](e, "initialize", object{"processId": 1 << 30, "rootUri": nil, "capabilities": object{}})
	_, ch := e.request("shutdown", nil)
	if code := e.codeOf(ch); code != 0 {
		t.Errorf("shutdown: code %d", code)
	}
}

// Positions can count bytes for a client that does so without offering it.
func TestEncodingOfTheCommandLine(t *testing.T) {
	dir := files(t, map[string]string{"pack.json": good})
	path := dir + "/pack.json"
	for encoding, want := range map[text.Encoding]int{text.UTF16: 31, text.UTF8: 33} {
		e := start(t, server.Options{Encoding: &encoding})
		e.initialize(modern(), dir)
		e.open(path, `{"displayName": "🚢", "layer": "addons"}`)
		found, _ := e.problems(0, path, 1)
		i := slices.IndexFunc(found, func(d diagnostic) bool { return d.Code == "pack/unknown-layer" })
		if i < 0 || found[i].Range.Start.Character != want {
			t.Errorf("%v: not at %d: %+v", encoding, want, found)
		}
	}
}

func TestCapabilities(t *testing.T) {
	deaf := pulling() // cannot be told of what is found after it has asked
	deaf["workspace"].(object)["diagnostics"] = object{}
	for _, test := range []struct {
		name     string
		caps     object
		encoding string
		pull     bool
		actions  bool
	}{
		{"nothing", object{}, "utf-16", false, false},
		{"modern", modern(), "utf-8", false, true},
		{"pulling", pulling(), "utf-8", true, true},
		{"pulling once", deaf, "utf-8", false, true},
		{"utf-16 alone", object{"general": object{"positionEncodings": []string{"utf-16"}}}, "utf-16", false, false},
		{"nulls", object{"general": nil, "textDocument": nil, "workspace": nil, "window": nil}, "utf-16", false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, server.Options{Version: "1.2.3"})
			result := e.initialize(test.caps)
			can := result["capabilities"].(object)
			if got := can["positionEncoding"]; got != test.encoding {
				t.Errorf("positionEncoding %v", got)
			}
			if pull, ok := can["diagnosticProvider"].(object); ok != test.pull {
				t.Errorf("diagnosticProvider %v", pull)
			} else if ok && (pull["interFileDependencies"] != true || pull["workspaceDiagnostics"] != true) {
				t.Errorf("diagnosticProvider %v", pull)
			}
			if _, ok := can["codeActionProvider"]; ok != test.actions {
				t.Errorf("codeActionProvider %v", ok)
			}
			if sync := can["textDocumentSync"].(object); sync["change"] != 2.0 || sync["openClose"] != true {
				t.Errorf("textDocumentSync %v", sync)
			}
			if info := result["serverInfo"].(object); info["version"] != "1.2.3" {
				t.Errorf("serverInfo %v", info)
			}
		})
	}
}
