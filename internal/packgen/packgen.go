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

// Write creates n packs below dir. Each has two manifests and about forty lines of values. Packs of one tier require
// two packs of the tier below; all have bounds for Kubernetes. Checks report only hints.
func Write(dir string, n int) error {
	for i := range n {
		for name, content := range Files(i) {
			path := filepath.Join(dir, Dir(i), name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// Files are the files of the i-th pack by their names in its folder.
func Files(i int) map[string]string {
	return map[string]string{
		"pack.json":              meta(i),
		"values.yaml":            values(i),
		"README.md":              "# " + Name(i) + "\n",
		"logo.png":               "\x89PNG\r\n\x1a\n",
		"manifests/app.yaml":     manifest("app", "Deployment"),
		"manifests/storage.yaml": manifest("storage", "StatefulSet"),
	}
}

func meta(i int) string {
	var deps []string
	for _, back := range []int{1, 1 + tiers} {
		if k := i/versions - back; k >= 0 && i/versions%tiers > 0 {
			deps = append(deps,
				fmt.Sprintf(`      {"packName": %q, "layer": "addon", "minVersion": "1.%d.0", "maxVersion": "", `+
					`"type": "required"}`, Name(k*versions), i%3))
		}
	}
	deps = append(deps,
		`      {"packName": "kubernetes", "layer": "k8s", "minVersion": "1.29", "maxVersion": "", "type": "optional"}`)
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
`, strings.ReplaceAll(Name(i), "-", " "), Name(i), version(i), strings.Join(deps, ",\n"))
}

func values(i int) string {
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
  app:%[2]s  storage:%[3]s`, Name(i), fmt.Sprintf(section, "app", Name(i)), fmt.Sprintf(section, "storage", Name(i)))
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
      nodeSelector:
        kubernetes.io/os: {{ .Values.nodeSelector | toJson }}
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
