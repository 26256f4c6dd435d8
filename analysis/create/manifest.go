package create

import "github.com/pack-lsp/pack-lsp/analysis/edit"

// firstImage is an image that does nothing, for the manifest that a pack begins with.
const firstImage = "registry.k8s.io/pause:3.10"

// firstParameters are the values of that manifest.
const firstParameters = `# How many pods run.
replicas: 1`

// firstManifest is the manifest that a pack of a name begins with, if it is made from nothing.
func firstManifest(pack string) string {
	name := edit.Scalar(objectName(pack))
	return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ` + name + `
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: ` + name + `
  template:
    metadata:
      labels:
        app: ` + name + `
    spec:
      containers:
        - name: main
          image: ` + firstImage + `
`
}
