package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// The container image has the binary alone and runs as another user than root. Without a container engine, this runs
// the binary in a folder that is all it can see, as that user.
func TestImage(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(root, ".github/Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	file := string(src)
	lines := regexp.MustCompile(`(?m)^(FROM|COPY|ADD|RUN|USER|WORKDIR|ENTRYPOINT) .*$`).FindAllString(file, -1)
	want := "FROM scratch; COPY $TARGETPLATFORM/pack-lsp /pack-lsp; USER 65532:65532; WORKDIR /packs; " +
		`ENTRYPOINT ["/pack-lsp"]`
	if got := strings.Join(lines, "; "); got != want {
		t.Errorf("the image is made by %s, want %s", got, want)
	}
	if os.Geteuid() != 0 {
		t.Skip("skipped: not root, so it cannot change the root folder")
	}
	dir := t.TempDir()
	program, err := os.ReadFile(build(t))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "pack-lsp"), string(program))
	packs := filepath.Join(dir, "packs")
	if err := os.CopyFS(packs, os.DirFS(filepath.Join(root, "examples"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"version", 0, "pack-lsp "},
		{"check .", 1, "broken-pack/pack.json:5:12: error: unknown layer"},
		{"render good-pack", 0, "kind: "},
	} {
		cmd := exec.Command("/pack-lsp", strings.Fields(tt.args)...)
		cmd.Dir, cmd.Env = "/packs", []string{}
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: dir, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != tt.code || !strings.Contains(string(out), tt.want) {
			t.Errorf("%s: %v\n%s", tt.args, cmd.ProcessState, out)
		}
	}
}
