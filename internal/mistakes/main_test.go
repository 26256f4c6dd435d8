package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/pack-lsp/pack-lsp/internal/corpus"
)

const exampleValues = `pack:
  namespace: demo
charts:
  web:
    replicas: 2
    enabled: true
    image: {repository: example.com/web, tag: "1.10", pullPolicy: IfNotPresent}
    nameOverride: web
    fullnameOverride: ""
    args: []
    extra: {}
    service:
      type: ClusterIP
      ports:
      - name: http
        port: 80
      - name: https
        port: 443
    hosts:
    - web.example.com
    - www.example.com
    tls:
    - secretName: cert
      issuer: ca
    address: 10.0.0.1
    timeout: 30s
    schedule: "0 3 * * *"
    path: /var/lib/web
    maxUnavailable: 1
    podAnnotations:
      example.com/a: b
    podLabels:
      tier: front
    tolerations: []
    nodeSelector: {}
    affinity: {}
    resources:
      limits:
        memory: 1Gi
    env: []
    volumes: []
    volumeMounts: []
    livenessProbe: {}
    securityContext: {}
    imagePullSecrets: []
    topologySpreadConstraints: []
    initContainers: []
    hostAliases: []
    strategy: {}
`

func examplePacks(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"pack.json":   `{"name": "demo", "kubeManifests": ["manifests/a.yaml", "manifests/absent.yaml"]}`,
		"values.yaml": exampleValues, "manifests/a.yaml": "kind: ConfigMap\ndata: {größe: ä}\n---\nkind: Secret\n",
	} {
		path := filepath.Join(dir, "demo-1.0.0", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestKinds holds that mistakes of each kind are made, that each changes the text, and that the same seed gives the
// same ones.
func TestKinds(t *testing.T) {
	dir := examplePacks(t)
	var out, again bytes.Buffer
	if err := run(&out, dir, 2000, 7); err != nil {
		t.Fatal(err)
	}
	if err := run(&again, dir, 2000, 7); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("the same seed gives other changes")
	}
	made := map[string]int{}
	for dec := json.NewDecoder(&out); dec.More(); {
		var c change
		if err := dec.Decode(&c); err != nil {
			t.Fatal(err)
		}
		made[c.Kind]++
		checkChange(t, dir, &c)
	}
	for _, k := range kinds() {
		if made[k.name] == 0 {
			t.Errorf("no mistake of the kind %q is made", k.name)
		}
	}
}

// TestCorpus holds that changes of published packs are inside their texts.
func TestCorpus(t *testing.T) {
	dir := corpus.Packs(t)
	sites, err := sitesIn(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range makeChanges(sites, 500, random(3)) {
		checkChange(t, dir, &c)
	}
}

func checkChange(t *testing.T, packs string, c *change) {
	t.Helper()
	file := c.File
	if file == "" {
		file = "values.yaml"
	}
	src, err := os.ReadFile(filepath.Join(packs, c.Pack, file))
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(string(src))
	if c.Start < 0 || c.Start > c.End || c.End > len(runes) {
		t.Fatalf("%s %s: code points %d to %d of %d", c.Kind, c.Path, c.Start, c.End, len(runes))
	}
	if string(runes[c.Start:c.End]) == c.Text {
		t.Errorf("%s %s changes nothing", c.Kind, c.Path)
	}
	if line := bytes.Count([]byte(string(runes[:c.Start])), []byte("\n")) + 1; line != c.Line {
		t.Errorf("%s %s: line %d, want %d", c.Kind, c.Path, c.Line, line)
	}
}
