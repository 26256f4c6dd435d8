// Package packgen creates workspaces of many packs for measurements.
package packgen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	versions = 5 // that each pack has
	tiers    = 4 // of packs that require those of the tier below
)

// Name is the name of the i-th pack of a workspace, from 0.
func Name(i int) string { return fmt.Sprintf("pack-%04d", i/versions) }

// Dir is the folder of the i-th pack, relative to that of the workspace.
func Dir(i int) string { return filepath.Join("packs", Name(i)+"-"+version(i)) }

func version(i int) string { return fmt.Sprintf("1.%d.0", i%versions) }

// Base is the name of the pack that every second pack requires.
const Base = "base"

// BaseDir is the folder of the pack called Base.
var BaseDir = filepath.Join("packs", Base+"-1.0.0")

// Write creates n packs below dir, and the pack called Base. Each has two manifests and about forty lines of values.
// Packs of one tier require two packs of the tier below; all have bounds for Kubernetes. Checks report nothing.
func Write(dir string, n int) error {
	if err := write(filepath.Join(dir, BaseDir), BaseFiles()); err != nil {
		return err
	}
	for i := range n {
		if err := write(filepath.Join(dir, Dir(i)), Files(i)); err != nil {
			return err
		}
	}
	return nil
}

func write(dir string, files map[string]string) error {
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// BaseFiles are the files of the pack called Base.
func BaseFiles() map[string]string { return files(Base, "1.0.0", nil) }

// Files are the files of the i-th pack by their names in its folder.
func Files(i int) map[string]string { return files(Name(i), version(i), dependencies(i)) }

func files(name, version string, dependencies []string) map[string]string {
	return map[string]string{
		"pack.json":              meta(name, version, dependencies),
		"values.yaml":            values(name),
		"README.md":              "# " + name + "\n",
		"logo.png":               "\x89PNG\r\n\x1a\n",
		"manifests/app.yaml":     manifest("app", "Deployment"),
		"manifests/storage.yaml": manifest("storage", "StatefulSet"),
	}
}

func dependencies(i int) (deps []string) {
	for _, back := range []int{1, 1 + tiers} {
		if k := i/versions - back; k >= 0 && i/versions%tiers > 0 {
			deps = append(deps, dependency(Name(k*versions), "addon", fmt.Sprintf("1.%d.0", i%3), "required"))
		}
	}
	if i%2 == 0 {
		deps = append(deps, dependency(Base, "addon", "1.0.0", "required"))
	}
	return deps
}

func dependency(name, layer, low, kind string) string {
	return fmt.Sprintf(`      {"packName": %q, "layer": %q, "minVersion": %q, "maxVersion": "", "type": %q}`,
		name, layer, low, kind)
}

func meta(name, version string, deps []string) string {
	deps = append(deps, dependency("kubernetes", "k8s", "1.29", "optional"))
	return fmt.Sprintf(`{
  "addonType": "system app",
  "annotations": {
    "source": "community",
    "contributor": "packgen"
  },
  "cloudTypes": ["all"],
  "displayName": "%s",
  "kubeManifests": ["manifests/app.yaml", "manifests/storage.yaml"],
  "layer": "addon",
  "name": "%s",
  "version": "%s",
  "constraints": {
    "dependencies": [
%s
    ],
    "resources": [
      {"type": "cpu", "components": [
        {
          "scheduleType": "all",
          "resourceRequestParamRef": "manifests.app.resources.requests.cpu",
          "replicaCountParamRef": "manifests.app.replicas"
        }
      ]}
    ]
  }
}
`, strings.ReplaceAll(name, "-", " "), name, version, strings.Join(deps, ",\n"))
}

func values(name string) string {
	section := `
    replicas: 2
    image: docker.io/example/%s:1.0.0
    resources:
      requests:
        cpu: 100m
        memory: 200Mi
      limits:
        cpu: 500m
        memory: 400Mi
    service:
      type: ClusterIP
      port: 8080
    nodeSelector:
      kubernetes.io/os: linux
    labels:
      app: "%s"
`
	return fmt.Sprintf(`pack:
  namespace: "%[1]s"
  content:
    images:
      - image: docker.io/example/app:1.0.0
      - image: docker.io/example/storage:1.0.0
manifests:
  app:%[2]s  storage:%[3]s`, name, fmt.Sprintf(section, "app", name), fmt.Sprintf(section, "storage", name))
}

func manifest(name, kind string) string {
	return fmt.Sprintf(`apiVersion: apps/v1
kind: %[2]s
metadata:
  name: %[1]s
  labels:
    app: {{ .Values.labels.app }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Values.labels.app }}
  template:
    metadata:
      labels:
        app: {{ .Values.labels.app }}
    spec:
      nodeSelector: {{ .Values.nodeSelector | toJson }}
      containers:
        - name: %[1]s
          image: {{ .Values.image }}
          resources:
            requests:
              cpu: {{ .Values.resources.requests.cpu }}
              memory: {{ .Values.resources.requests.memory }}
            limits:
              cpu: {{ .Values.resources.limits.cpu }}
              memory: {{ .Values.resources.limits.memory }}
          ports:
            - containerPort: {{ .Values.service.port }}
`, name, kind)
}
