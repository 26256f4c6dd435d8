package chart

import (
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// Metadata is the content of Chart.yaml; "" and nil if a key is missing.
type Metadata struct {
	Name         string
	Version      string
	AppVersion   string
	Type         string // "application", "library", or ""
	Description  string
	Deprecated   bool
	Dependencies []Dependency // also of requirements.yaml, for charts with apiVersion v1
}

// Dependency is a subchart as its parent declares it.
type Dependency struct {
	Name, Alias         string
	Version, Repository string
	Condition           string // comma-separated paths of values
	Tags                []string
	ImportValues        []Import
}

// Section is the key of the parent's values with the values of the dependency.
func (d *Dependency) Section() string {
	if d.Alias != "" {
		return d.Alias
	}
	return d.Name
}

// Import copies values of a subchart at Child to defaults of its parent at Parent; both are dotted paths, "" for the
// root.
type Import struct{ Child, Parent string }

// parseMetadata parses the texts of Chart.yaml and requirements.yaml.
func parseMetadata(text, requirements string) (*Metadata, error) {
	tree := syntax.ParseYAML(text)
	root := tree.Root()
	m := &Metadata{
		Name:         str(root, "name"),
		Version:      str(root, "version"),
		AppVersion:   str(root, "appVersion"),
		Type:         str(root, "type"),
		Description:  str(root, "description"),
		Deprecated:   str(root, "deprecated") == "true",
		Dependencies: dependencies(root),
	}
	switch {
	case m.Name == "" && len(tree.Errors) > 0:
		return nil, errorf(BadMetadata, "its Chart.yaml is not valid YAML: %s", tree.Errors[0].Message)
	case m.Name == "" && root.Kind() != syntax.Mapping:
		return nil, errorf(BadMetadata, "its Chart.yaml is not a mapping")
	case m.Name == "":
		return nil, errorf(BadMetadata, "its Chart.yaml has no name")
	}
	if requirements != "" {
		m.Dependencies = append(m.Dependencies, dependencies(syntax.ParseYAML(requirements).Root())...)
	}
	return m, nil
}

// str is the text of a scalar; "" if there is none. A version such as 1.10 stays as it is written; it is not read as a
// number.
func str(n syntax.Node, key string) string {
	if v := n.Get(key); v.IsScalar() && v.Kind() != syntax.Null {
		return strings.TrimSpace(v.Text())
	}
	return ""
}

// Limits for one file, since each value that is looked up is compared with all of them. Published charts have up to 13
// dependencies.
const (
	maxDependencies = 1000
	maxImports      = 1000 // of all dependencies
	maxTags         = 100  // of one dependency
)

func dependencies(root syntax.Node) []Dependency {
	var deps []Dependency
	left := maxImports
	for n := range root.Get("dependencies").Children() {
		if len(deps) == maxDependencies {
			break
		}
		n = n.Resolve()
		d := Dependency{
			Name:         str(n, "name"),
			Alias:        str(n, "alias"),
			Version:      str(n, "version"),
			Repository:   str(n, "repository"),
			Condition:    str(n, "condition"),
			ImportValues: imports(n.Get("import-values"), left),
		}
		left -= len(d.ImportValues)
		for tag := range n.Get("tags").Children() {
			if len(d.Tags) < maxTags {
				d.Tags = append(d.Tags, tag.Text())
			}
		}
		if d.Name != "" {
			deps = append(deps, d)
		}
	}
	return deps
}

// imports parses import-values, up to most entries: a plain name imports exports.<name> of the child to the root of the
// parent.
func imports(list syntax.Node, most int) []Import {
	var out []Import
	for n := range list.Children() {
		if len(out) >= most {
			break
		}
		switch n = n.Resolve(); n.Kind() {
		case syntax.String:
			out = append(out, Import{Child: "exports." + n.Text()})
		case syntax.Mapping:
			parent := str(n, "parent")
			if parent == "." {
				parent = ""
			}
			out = append(out, Import{Child: str(n, "child"), Parent: parent})
		}
	}
	return out
}
