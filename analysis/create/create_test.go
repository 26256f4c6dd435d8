package create_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/pack-lsp/pack-lsp/analysis/create"
	"github.com/pack-lsp/pack-lsp/internal/packtest"
)

// TestNew runs each archive in testdata/new. "answers" has a line for each answer: its key, and the answer after a
// colon, several with commas between them. "new" is the texts of the pack; "findings" what is reported in it; "notes"
// what its author is told.
func TestNew(t *testing.T) {
	type render = func(word, rest string) string
	packtest.RunArchives(t, "new", []string{"new", "findings", "notes"}, func(t *testing.T, files []txtar.File) render {
		fsys, answers := packtest.NewFS(files), answersIn(files)
		made, err := create.New(t.Context(), create.Read(fsys, answers), answers, "", packtest.Today())
		return func(word, _ string) string {
			switch {
			case err != nil:
				return "error: " + packtest.Portable(err.Error()) + "\n"
			case word == "findings":
				var b strings.Builder
				for _, f := range made.Findings {
					b.WriteString(f.File + ": " + f.Severity.String() + " " + f.Code + ": " + f.Message + "\n")
				}
				return b.String()
			case word == "notes":
				return strings.Join(append(made.Notes, ""), "\n")
			}
			return texts(made)
		}
	})
}

func answersIn(files []txtar.File) create.Answers {
	answers := create.Answers{}
	for _, f := range files {
		if f.Name != "answers" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			answers[key] = strings.Split(value, ", ")
			if key == create.KeyChart || key == create.KeyManifests {
				for i, p := range answers[key] {
					answers[key][i] = packtest.Path(p)
				}
			}
		}
	}
	return answers
}

// texts are the texts of a pack, and the names of its other files.
func texts(made *create.Result) string {
	var b strings.Builder
	b.WriteString("folder " + made.Folder + "\n")
	for _, f := range made.Files {
		b.WriteString("=== " + f.Path + "\n")
		if f.Text() {
			b.Write(f.Content)
		}
	}
	return b.String()
}

// The same answers always give the same bytes, also of the archive of a chart's folder.
func TestSameBytes(t *testing.T) {
	files := []txtar.File{
		{Name: "web/Chart.yaml", Data: []byte("apiVersion: v2\nname: web\nversion: 1.0.0\n")},
		{Name: "web/templates/a.yaml", Data: []byte("a: 1\n")},
		{Name: "web/values.yaml", Data: []byte("a: 1\n")},
	}
	var before *create.Result
	for range 2 {
		answers := create.Answers{create.KeyChart: {packtest.Path("web")}}
		made, err := create.New(t.Context(), create.Read(packtest.NewFS(files), answers), answers, "", packtest.Today())
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range made.Files {
			if before != nil && !bytes.Equal(f.Content, before.Files[i].Content) {
				t.Errorf("%s differs", f.Path)
			}
		}
		before = made
	}
	if f := before.Files[len(before.Files)-1]; f.Path != "pack.json" {
		t.Errorf("the last file is %s", f.Path)
	}
}

// The logo is the chart's icon if that is a PNG in its archive, and a picture of our own otherwise.
func TestLogo(t *testing.T) {
	var icon bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, 3, 3))
	img.Set(1, 1, color.Black)
	if err := png.Encode(&icon, img); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		meta, file string
		content    []byte
		want       bool
	}{
		"a path":         {"icon: file://assets/a.png", "assets/a.png", icon.Bytes(), true},
		"an address":     {"icon: https://example.com/x/a.png", "img/a.png", icon.Bytes(), true},
		"a usual name":   {"", "logo.png", icon.Bytes(), true},
		"another name":   {"", "screenshot.png", icon.Bytes(), false},
		"no picture":     {"", "logo.png", []byte("no picture"), false},
		"another format": {"icon: a.svg", "a.svg", []byte("<svg/>"), false},
	} {
		files := []txtar.File{
			{Name: "web/Chart.yaml", Data: []byte("apiVersion: v2\nname: web\nversion: 1.0.0\n" + test.meta + "\n")},
			{Name: "web/" + test.file, Data: test.content},
		}
		answers := create.Answers{create.KeyChart: {packtest.Path("web")}}
		made, err := create.New(t.Context(), create.Read(packtest.NewFS(files), answers), answers, "", packtest.Today())
		if err != nil {
			t.Fatal(err)
		}
		logo := made.File("logo.png").Content
		if got := bytes.Equal(logo, icon.Bytes()); got != test.want {
			t.Errorf("%s: the icon is the logo: %v", name, got)
		}
		if config, err := png.DecodeConfig(bytes.NewReader(logo)); err != nil || !test.want && config.Width != 256 {
			t.Errorf("%s: %v, %d pixels wide", name, err, config.Width)
		}
	}
}

// What is asked, and its defaults, follows from the answers.
func TestAsk(t *testing.T) {
	keys := func(answers create.Answers) (keys, required []string) {
		for _, q := range create.Ask(create.Source{}, answers) {
			keys = append(keys, q.Key)
			if q.Required {
				required = append(required, q.Key)
			}
			if q.Text == "" || q.Title == "" {
				t.Errorf("%s has no text", q.Key)
			}
		}
		return keys, required
	}
	for _, test := range []struct{ answers, want, required string }{
		{"", "from", "from"},
		{"from: chart", "from chart", "from chart"},
		{"from: nothing\nname: a", "from name display-name version layer addon-type cloud-types namespace source " +
			"contributor requires", "from name"},
		{"from: nothing\nname: a\nlayer: csi", "from name display-name version layer cloud-types namespace source " +
			"contributor requires", "from name"},
		{"from: image\nname: a\ncloud-types: vsphere", "from name display-name version layer cloud-types group image-id " +
			"folder os-name os-spectro-version ssh-username skip-k8s-install source contributor",
			"from name cloud-types image-id folder ssh-username"},
	} {
		asked, required := keys(answersIn([]txtar.File{{Name: "answers", Data: []byte(test.answers)}}))
		if got := strings.Join(asked, " "); got != test.want {
			t.Errorf("%q: asked %s\nwant %s", test.answers, got, test.want)
		}
		if got := strings.Join(required, " "); got != test.required {
			t.Errorf("%q: required %s\nwant %s", test.answers, got, test.required)
		}
	}
}

// A wrong answer is refused with a reason, and nothing is made.
func TestProblems(t *testing.T) {
	for _, test := range []struct{ key, answer, want string }{
		{"name", "Upper", "lowercase"},
		{"name", "web-1.2.0", "leave out the version"},
		{"version", "v1.0.0", "leave out the v"},
		{"version", "1.0", "semantic version"},
		{"version", "1.0.0+a", "only"},
		{"layer", "addons", `unknown choice "addons"`},
		{"addon-type", "nothing", "choose one of logging"},
		{"cloud-types", "all, aws", "all includes"},
		{"namespace", "A_B", "lowercase"},
	} {
		answers := create.Answers{"from": {"nothing"}, "name": {"demo"}}
		answers[test.key] = strings.Split(test.answer, ", ")
		_, err := create.New(context.Background(), create.Source{}, answers, "", packtest.Today())
		if open := (*create.Incomplete)(nil); !errors.As(err, &open) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %s: %v", test.key, test.answer, err)
		}
	}
}

// Every flag of the command line is a question that is asked at some time, and no question is missing.
func TestAll(t *testing.T) {
	var keys []string
	for _, q := range create.All() {
		keys = append(keys, q.Key)
	}
	for _, want := range []string{"from", "chart", "manifests", "name", "values", "repository", "image-sku", "folder"} {
		if !slices.Contains(keys, want) {
			t.Errorf("no question %s in %q", want, keys)
		}
	}
	if slices.Sort(keys); len(slices.Compact(keys)) != len(create.All()) {
		t.Errorf("a question is there twice: %q", keys)
	}
}

// A canceled context ends it.
func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answers := create.Answers{"from": {"nothing"}, "name": {"demo"}}
	if _, err := create.New(ctx, create.Source{}, answers, "", packtest.Today()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
