// Command kubegen writes the table of Kubernetes types that analysis/kube embeds.
//
// Structure, types, required fields and merge keys come from the OpenAPI documents of k8s.io/kubernetes, one version
// after the other; the values of enumerations from the constants in k8s.io/api, k8s.io/apimachinery and
// k8s.io/apiextensions-apiserver. Descriptions are left out. All versions share one table: what does not exist in all
// of them says since when and until when it does.
//
//	go run . [-o FILE]
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// versions are the newest patch releases of the supported minor versions, oldest first.
var versions = []string{
	"v1.31.14", "v1.32.13", "v1.33.13", "v1.34.1", "v1.35.4", "v1.36.3", "v1.37.2",
}

// first is the minor version of versions[0]; each of the others is one more.
const first = 31

// apiVersion is the version of k8s.io/api and its like that belongs to the newest of the versions.
const apiVersion = "v0.37.2"

func main() {
	log.SetFlags(0)
	log.SetPrefix("kubegen: ")
	out := flag.String("o", "types.gz", "the `file` to write")
	plain := flag.Bool("plain", false, "do not compress")
	flag.Parse()
	table, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	if !*plain {
		if table, err = compress(table); err != nil {
			log.Fatal(err)
		}
	}
	if err := os.WriteFile(*out, table, 0o644); err != nil {
		log.Fatal(err)
	}
}

func generate() ([]byte, error) {
	api, err := module("k8s.io/api", apiVersion)
	if err != nil {
		return nil, err
	}
	machinery, err := module("k8s.io/apimachinery", apiVersion)
	if err != nil {
		return nil, err
	}
	extensions, err := module("k8s.io/apiextensions-apiserver", apiVersion)
	if err != nil {
		return nil, err
	}
	enums, err := readEnums(api, map[string]string{
		"meta/v1":          filepath.Join(machinery, "pkg", "apis", "meta", "v1"),
		"apiextensions/v1": filepath.Join(extensions, "pkg", "apis", "apiextensions", "v1"),
	})
	if err != nil {
		return nil, err
	}
	t := newTable()
	for i, v := range versions {
		dir, err := module("k8s.io/kubernetes", v)
		if err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Join(dir, "api", "openapi-spec", "swagger.json"))
		if err != nil {
			return nil, err
		}
		var doc document
		if err := json.Unmarshal(text, &doc); err != nil {
			return nil, fmt.Errorf("%s: %w", v, err)
		}
		t.add(first+i, &doc)
	}
	return t.print(enums), nil
}

// module returns the directory of a module in the module cache, fetched with Go's own client if it is not there yet.
func module(path, version string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", path+"@"+version)
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	var m struct{ Dir, Error string }
	if e := json.Unmarshal(text, &m); e == nil && m.Error != "" {
		return "", fmt.Errorf("%s@%s: %s", path, version, m.Error)
	}
	if err != nil {
		return "", fmt.Errorf("%s@%s: %w", path, version, err)
	}
	return m.Dir, nil
}

func compress(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
