package template

import "strings"

// objects are what templates see next to .Values (Helm, "Built-in Objects"), by their paths.
var objects = map[string]string{
	"Values":                   "The values: in a manifest its section of values.yaml.",
	"Release":                  "The release: what is deployed, and where.",
	"Release.Name":             "The name of the release.",
	"Release.Namespace":        "The namespace that the release is deployed to.",
	"Release.IsUpgrade":        "Whether this is an upgrade or a rollback.",
	"Release.IsInstall":        "Whether this is the first deployment.",
	"Release.Revision":         "The number of the deployment: 1 at first, and one more with each upgrade and rollback.",
	"Release.Service":          "What renders the templates: Helm.",
	"Chart":                    "The content of Chart.yaml.",
	"Chart.Name":               "The name of the chart.",
	"Chart.Version":            "The version of the chart.",
	"Chart.AppVersion":         "The version of what the chart deploys.",
	"Files":                    "The files of the chart that are no templates: .Get and .Glob read them.",
	"Capabilities":             "What the cluster can do.",
	"Capabilities.APIVersions": "The API versions of the cluster: .Has \"batch/v1\" tells if it has one.",
	"Capabilities.KubeVersion": "The version of Kubernetes.",
	"Capabilities.HelmVersion": "The version of Helm.",
	"Template":                 "The template that is rendered.",
	"Template.Name":            "The path of the template.",
	"Template.BasePath":        "The folder of the templates.",
}

// ObjectDoc says what Helm provides at a path of names from the root of a template; "" if that is not known.
func ObjectDoc(names []string) string { return objects[strings.Join(names, ".")] }
