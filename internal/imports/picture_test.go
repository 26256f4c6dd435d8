package imports

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the picture in ARCHITECTURE.md")

const (
	architecture = "../../ARCHITECTURE.md"
	pictureBegin = "<!-- picture: make picture -->\n```\n"
	pictureEnd   = "```\n<!-- end of picture -->\n"
)

// TestPicture holds the picture of the house in ARCHITECTURE.md against what go list says.
func TestPicture(t *testing.T) {
	doc, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(doc), pictureBegin)
	old, after, ends := strings.Cut(rest, pictureEnd)
	if !begins || !ends {
		t.Fatalf("ARCHITECTURE.md has no picture between %q and %q", pictureBegin, pictureEnd)
	}
	drawn := picture(list(t))
	if *update {
		text := before + pictureBegin + drawn + pictureEnd + after
		if err := os.WriteFile(architecture, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if old != drawn {
		t.Errorf("the picture in ARCHITECTURE.md is out of date; run make picture. It should be:\n%s", drawn)
	}
}

// picture draws the packages of the program, one floor per paragraph. A package is on the lowest floor that is above
// everything it imports. Behind it are its imports, without those that another of its imports brings along.
func picture(all []listed) string {
	imports := map[string][]string{}
	for _, p := range all {
		room, ok := strings.CutPrefix(p.ImportPath, module)
		if !ok || strings.HasPrefix(room, "internal/") {
			continue
		}
		imports[room] = nil
		for _, imp := range p.Imports {
			if to, ok := strings.CutPrefix(imp, module); ok {
				imports[room] = append(imports[room], to)
			}
		}
	}
	delete(imports, "analysis") // has no code

	floors := map[string]int{}
	var floor func(room string) int
	floor = func(room string) int {
		if n, known := floors[room]; known {
			return n
		}
		n := 0
		for _, to := range imports[room] {
			n = max(n, floor(to)+1)
		}
		floors[room] = n
		return n
	}
	top := 0
	for room := range imports {
		top = max(top, floor(room))
	}

	var b strings.Builder
	for n := top; n >= 0; n-- {
		var rooms []string
		for room := range imports {
			if floors[room] == n {
				rooms = append(rooms, room)
			}
		}
		slices.Sort(rooms)
		for _, room := range rooms {
			var direct []string
			for _, to := range imports[room] {
				if !implied(imports, room, to) {
					direct = append(direct, short(to))
				}
			}
			line := fmt.Sprintf("%3d  %-13s %s", n, short(room), strings.Join(direct, "  "))
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}

// implied reports whether one of room's other imports brings to along.
func implied(imports map[string][]string, room, to string) bool {
	return slices.ContainsFunc(imports[room], func(other string) bool {
		return other != to && reaches(imports, other, to)
	})
}

func reaches(imports map[string][]string, from, to string) bool {
	return slices.ContainsFunc(imports[from], func(next string) bool {
		return next == to || reaches(imports, next, to)
	})
}

func short(room string) string {
	return strings.TrimPrefix(room, "analysis/")
}
