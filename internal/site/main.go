// Command site makes the documentation site: static pages from the Markdown of the repository, with search and without
// anything from elsewhere.
//
//	site [-tags] FOLDER    writes the site of the repository in the working folder into FOLDER
//
// With -tags it also has the pages of the released versions, below /v1.2.3/, from the tags of the repository. The root
// is then the newest release, and the working folder is below /main/. A page of a check that is gone stays at the root.
package main

import (
	"archive/tar"
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing/fstest"
)

func main() {
	tags := flag.Bool("tags", false, "")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: site [-tags] FOLDER")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *tags); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// run writes the site into a folder next to out, and then puts it in the place of out.
func run(out string, tags bool) error {
	sources := []source{{"main", os.DirFS(".")}}
	if tags {
		released, err := releases()
		if err != nil {
			return err
		}
		sources = append(released, sources...)
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(out), ".site-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := os.Chmod(work, 0o755); err != nil {
		return err
	}
	if err := build(work, sources); err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	return os.Rename(work, out)
}

// releases are the sources of the released versions, the newest first.
func releases() ([]source, error) {
	list, err := exec.Command("git", "tag", "--list", "v*.*.*", "--sort=-version:refname").Output()
	if err != nil {
		return nil, fmt.Errorf("git tag: %w", err)
	}
	var all []source
	for _, tag := range strings.Fields(string(list)) {
		if strings.Contains(tag, "-") {
			continue // a prerelease
		}
		archive, err := exec.Command("git", "archive", "--format=tar", tag).Output()
		if err != nil {
			return nil, fmt.Errorf("git archive %s: %w", tag, err)
		}
		files, err := untar(archive)
		if err != nil {
			return nil, fmt.Errorf("git archive %s: %w", tag, err)
		}
		all = append(all, source{tag, files})
	}
	return all, nil
}

func untar(archive []byte) (fs.FS, error) {
	files := fstest.MapFS{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		files[h.Name] = &fstest.MapFile{Data: data, Mode: 0o644}
	}
}
