package render

// metadata is Chart.yaml as templates see it under .Chart. Names and tags are those of Helm's chart.Metadata.
type metadata struct {
	Name         string            `json:"name,omitempty"`
	Home         string            `json:"home,omitempty"`
	Sources      []string          `json:"sources,omitempty"`
	Version      string            `json:"version,omitempty"`
	Description  string            `json:"description,omitempty"`
	Keywords     []string          `json:"keywords,omitempty"`
	Maintainers  []*maintainer     `json:"maintainers,omitempty"`
	Icon         string            `json:"icon,omitempty"`
	APIVersion   string            `json:"apiVersion,omitempty"`
	Condition    string            `json:"condition,omitempty"`
	Tags         string            `json:"tags,omitempty"`
	AppVersion   string            `json:"appVersion,omitempty"`
	Deprecated   bool              `json:"deprecated,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
	KubeVersion  string            `json:"kubeVersion,omitempty"`
	Dependencies []*dependency     `json:"dependencies,omitempty"`
	Type         string            `json:"type,omitempty"`
}

type maintainer struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	URL   string `json:"url,omitempty"`
}

// dependency is Helm's chart.Dependency. Helm gives it the alias as its name.
type dependency struct {
	Name         string   `json:"name" yaml:"name"`
	Version      string   `json:"version,omitempty" yaml:"version,omitempty"`
	Repository   string   `json:"repository" yaml:"repository"`
	Condition    string   `json:"condition,omitempty" yaml:"condition,omitempty"`
	Tags         []string `json:"tags,omitempty" yaml:"tags,omitempty"`
	Enabled      bool     `json:"enabled,omitempty" yaml:"enabled,omitempty"`
	ImportValues []any    `json:"import-values,omitempty" yaml:"import-values,omitempty"`
	Alias        string   `json:"alias,omitempty" yaml:"alias,omitempty"`
}

// sanitize is what Helm does to the strings of Chart.yaml: any space becomes a plain one, what cannot be printed goes.
func (m *metadata) sanitize() {
	texts := []*string{&m.Name, &m.Description, &m.Home, &m.Icon, &m.Condition, &m.Tags, &m.AppVersion, &m.KubeVersion}
	for _, s := range texts {
		*s = sanitize(*s)
	}
	for _, list := range [][]string{m.Sources, m.Keywords} {
		for i := range list {
			list[i] = sanitize(list[i])
		}
	}
	for _, d := range m.Dependencies {
		if d == nil {
			continue
		}
		for _, s := range []*string{&d.Name, &d.Version, &d.Repository, &d.Condition} {
			*s = sanitize(*s)
		}
		for i := range d.Tags {
			d.Tags[i] = sanitize(d.Tags[i])
		}
	}
}
