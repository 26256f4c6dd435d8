package soak

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// traced are the system calls that can reach anything outside of the process, apart from reading what is open.
const traced = "%file,%network,%process,write,pwrite64,writev,pwritev,pwritev2,sendfile,splice,copy_file_range," +
	"ftruncate,fallocate,fchmod,fchown,flock,fsync,kill,tkill,tgkill,rt_sigqueueinfo,pidfd_send_signal,process_vm_readv," +
	"process_vm_writev,memfd_create,io_uring_setup,ioctl,bpf,perf_event_open,getdents64,fsetxattr"

// tracer is the command line that runs a command with a trace in files that begin with prefix, one for each thread. It
// skips the test if nothing can be traced here.
func tracer(t *testing.T, prefix string) []string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("skipped: no strace here to see what the server does; on Debian: apt-get install strace")
	}
	if out, err := exec.Command(path, "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("skipped: strace is not allowed here: %v, %s", err, out)
	}
	return []string{path, "-ff", "-qq", "-x", "-y", "-s", "4096", "-e", "trace=" + traced, "-o", prefix}
}

// In sessions that use every feature, in packs that try to lead out of the workspace, the server reads nothing but the
// workspace, an opened pack, the schema that the settings name, and what its runtime needs. It writes to its editor
// only, starts no process, and opens no connection.
func TestStaysInside(t *testing.T) {
	t.Parallel()
	prefix := filepath.Join(t.TempDir(), "trace")
	command := tracer(t, prefix)
	binary, _ := server(t)
	for _, seed := range []uint64{0, 3} { // the editor watches and pulls, and the opposite
		t.Run(kinds[seed].name, func(t *testing.T) {
			t.Parallel()
			prefix := prefix + strconv.FormatUint(seed, 10)
			command := append(append(slices.Clone(command[:len(command)-1]), prefix), binary...)
			outside, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			s := newSession(t, command, seed, "")
			leadOut(s, outside)
			useEverything(s, outside)
			s.shutDown()
			o := observer{
				t: t, binary: binary[0], cwd: ".",
				inside: []string{s.root, filepath.Join(outside, "opened"), filepath.Join(outside, "own.json")},
				links:  []string{filepath.Join(outside, "secret"), filepath.Join(outside, "secret", "values.yaml")},
			}
			if o.cwd, err = os.Getwd(); err != nil {
				t.Fatal(err)
			}
			o.readAll(prefix)
			for _, want := range []string{"manifests/app.yaml", "opened/manifests/a.yaml", "own.json", "web.tgz"} {
				if !slices.ContainsFunc(o.opened, func(path string) bool { return strings.HasSuffix(path, want) }) {
					t.Errorf("%s was not read: the session does too little", want)
				}
			}
			t.Logf("%d system calls, %d files and folders opened", o.calls, len(o.opened))
		})
	}
}

// leadOut writes a pack that tries to lead out of the workspace, files outside that nobody must read, a schema, and a
// pack outside that the author opens.
func leadOut(s *session, outside string) {
	s.write(filepath.Join(outside, "secret", "values.yaml"), "secret: 1\n")
	s.write(filepath.Join(outside, "secret", "pack.json"), "{}")
	s.write(filepath.Join(outside, "own.json"), `{"properties": {"x": {"$ref": "file://`+outside+`/secret/pack.json"}, `+
		`"y": {"$ref": "http://localhost:9/y.json"}}}`)
	s.pack(filepath.Join(outside, "opened"), map[string]string{
		"pack.json":   `{"name": "opened", "kubeManifests": ["manifests/a.yaml"]}`,
		"values.yaml": "a: 1\n", "manifests/a.yaml": "a: 1\n",
	})
	dir := filepath.Join(s.world.folders[0], "hostile")
	s.pack(dir, map[string]string{
		"pack.json": fmt.Sprintf(`{"name": "hostile", "version": "1.0.0", "layer": "addon", "charts": ["charts/web.tgz", `+
			`"../../../secret/x.tgz", %q, "/etc/passwd"], "kubeManifests": ["manifests/app.yaml", "manifests/link.yaml", `+
			`"../../secret/values.yaml", "/etc/hostname"], "logo": "/etc/hosts"}`, outside+"/secret/pack.json"),
		"values.yaml": "charts:\n  web: {a: 1, file: " + outside + "/secret/values.yaml}\nmanifests:\n  app: {a: 1}\n",
		"manifests/app.yaml": "a: {{ .Files.Get \"/etc/passwd\" }}\n" +
			"b: {{ env \"HOME\" }}\nc: {{ getHostByName \"localhost\" }}\n",
		"charts/web.tgz/Chart.yaml": "name: web\nversion: 1.0.0\ndependencies:\n" +
			"- {name: x, repository: \"http://localhost:9\", version: 1.0.0}\n" +
			"- {name: y, repository: \"file://" + outside + "/secret\", version: 1.0.0}\n",
		"charts/web.tgz/values.yaml": "a: 0\n",
		"charts/web.tgz/values.schema.json": `{"properties": {"a": {"$ref": "file:///etc/passwd"}, "b": ` +
			`{"$ref": "http://localhost:9/x"}}}`,
		"charts/web.tgz/templates/a.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: {{ .Release.Name }}}\ndata:\n" +
			"  a: {{ .Files.Get \"../../secret/values.yaml\" | quote }}\n  b: {{ .Files.Glob \"/etc/*\" }}\n" +
			"  c: {{ lookup \"v1\" \"Secret\" \"\" \"\" }}\n  d: {{ genCA \"x\" 1 | toYaml | quote }}\n",
	})
	for link, to := range map[string]string{
		"manifests/link.yaml": "/secret/values.yaml", "schema.yaml": "/secret/values.yaml", "sub": "/secret",
	} {
		if err := os.Symlink(outside+to, filepath.Join(dir, link)); err != nil {
			s.t.Fatal(err)
		}
	}
	s.editor.onDisk(map[string]int{dir: created})
}

// useEverything works at random, opens what leads out, and asks for everything everywhere.
func useEverything(s *session, outside string) {
	s.mu.Lock()
	s.settings = object{"schema": filepath.Join(outside, "own.json")}
	s.mu.Unlock()
	s.notify("workspace/didChangeConfiguration", object{"settings": object{"packLsp": s.settings}})
	for _, path := range []string{
		filepath.Join(s.world.folders[0], "hostile", "pack.json"),
		filepath.Join(s.world.folders[0], "hostile", "values.yaml"),
		filepath.Join(s.world.folders[0], "hostile", "manifests", "app.yaml"),
		filepath.Join(outside, "opened", "values.yaml"),
	} {
		text, _ := onDisk(path)
		s.open(path, text, 1)
	}
	answers(s.editor, s.questions())
	for range shortSteps {
		s.step()
	}
	if s.workspace {
		s.pullWorkspace()
	}
	s.replied(0)
}

// observer reads traces.
type observer struct {
	t           testing.TB
	binary, cwd string
	inside      []string // files, and folders with all that is in them
	links       []string // what links inside lead to, and the folders on the way
	opened      []string
	calls       int
}

// runtimeReads are what the runtime of Go reads: the size of huge pages, limits of the process, and the time zone. The
// race detector needs the C library, too.
var runtimeReads = regexp.MustCompile(`^(/sys/kernel/mm/transparent_hugepage/hpage_pmd_size|` +
	`/sys/fs/cgroup/.*cpu\.[a-z._]+|` +
	`/sys/devices/system/cpu/online|/proc/self/(cgroup|mountinfo|maps|environ|cmdline|exe)|/proc/sys/kernel/[a-z_]+|` +
	`/etc/ld\.so\.(cache|preload)|/(usr/)?lib(64)?/.*\.so[.0-9]*|/etc/localtime|` +
	`/usr/(share|lib|local)/.*zoneinfo.*|/dev/null)$`)

// reading are the calls that change nothing.
var reading = []string{
	"open", "openat", "openat2", "stat", "lstat", "newfstatat", "fstatat64", "statx", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getcwd", "getdents64",
}

var (
	call      = regexp.MustCompile(`^(\w+)\((.*)\) += (-?\w+|\?)`)
	quoted    = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	writeFlag = regexp.MustCompile(`O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)`)
	streams   = regexp.MustCompile(`^([12]<|\d+<(pipe|anon_inode):)`)
)

func (o *observer) readAll(prefix string) {
	files, err := filepath.Glob(prefix + ".*")
	if err != nil || len(files) == 0 {
		o.t.Fatal("no trace", err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			o.t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if m := call.FindStringSubmatch(lines.Text()); m != nil {
				o.calls++
				o.see(m[1], m[2], lines.Text())
			}
		}
		if err := lines.Err(); err != nil {
			o.t.Error(err)
		}
		f.Close()
	}
}

// see judges one system call.
func (o *observer) see(name, args, line string) {
	switch name {
	case "execve":
		if !strings.HasPrefix(args, strconv.Quote(o.binary)+",") {
			o.t.Errorf("a process: %.300s", line)
		}
	case "clone", "clone3", "fork", "vfork":
		if !strings.Contains(args, "CLONE_THREAD") {
			o.t.Errorf("a process: %.300s", line)
		}
	case "kill", "tkill", "tgkill", "rt_sigqueueinfo":
		if !strings.HasSuffix(args, ", 0") && !strings.HasSuffix(args, ", SIGURG") { // is it alive; preemption of a thread
			o.t.Errorf("a signal: %.300s", line)
		}
	case "write", "writev":
		if !streams.MatchString(args) {
			o.t.Errorf("written: %.300s", line)
		}
	case "exit", "exit_group", "wait4", "waitid", "rt_sigreturn", "ioctl", "fcntl":
	default:
		if !slices.Contains(reading, name) {
			o.t.Errorf("neither reading nor known: %.300s", line)
		} else if name != "getdents64" && name != "getcwd" {
			o.read(name, args, line)
		}
	}
}

// read judges a call that names a file.
func (o *observer) read(name, args, line string) {
	m := quoted.FindStringSubmatch(args)
	if m == nil {
		o.t.Errorf("no path: %.300s", line)
		return
	}
	path, err := strconv.Unquote(`"` + m[1] + `"`)
	switch {
	case err != nil:
		o.t.Errorf("%v: %.300s", err, line)
		return
	case path == "": // of a file that is open
		return
	case !filepath.IsAbs(path):
		path = filepath.Join(o.cwd, path)
	}
	opens := strings.HasPrefix(name, "open")
	if opens && writeFlag.MatchString(args) {
		o.t.Errorf("opened for writing: %.300s", line)
	}
	if runtimeReads.MatchString(path) {
		return
	}
	for _, in := range o.inside {
		if path == in || strings.HasPrefix(path, in+"/") {
			if opens {
				o.opened = append(o.opened, path)
			}
			return
		}
		// Folders on the way are looked at, since one of them may be a link or a pack, but not read.
		way := strings.TrimSuffix(strings.TrimSuffix(path, "pack.json"), "/") + "/"
		if !opens && strings.HasPrefix(in, way) {
			return
		}
	}
	if slices.Contains(o.links, path) && !opens {
		return // it is looked at to see that it is outside
	}
	o.t.Errorf("outside: %.300s", line)
}
