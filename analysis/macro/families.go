package macro

import "slices"

// FamilyDoc describes a family of macros.
type FamilyDoc struct {
	Family Family
	Name   string // as written after .spectro.
	Form   string // how a path of it continues
	Doc    string
}

// SystemVariable is one that Palette defines.
type SystemVariable struct {
	Name    string // dotted, as written after .spectro.system.
	Doc     string
	AppOnly bool // resolved in app profiles alone
}

// families are those of macros, the most used first.
var families = [...]FamilyDoc{
	{System, "system", "system.<variable>",
		"A fact about the cluster, its profile, or its owner, which Palette fills in at deployment."},
	{Pack, "pack", "pack.<pack name>.<path>",
		"A value of a pack of the same cluster, by its path from the root of that pack's values. Empty if the value " +
			"is not defined."},
	{ProfileVar, "var", "var.<name>",
		"A variable of the cluster profile, set for each cluster. Functions cannot be applied to it, and it must be " +
			"on one line."},
	{UserMacro, "macro", "macro.<name>",
		"A macro that users define for the project, the tenant, or the system; the narrowest scope wins. Names are " +
			"case-sensitive."},
	{App, "app", "app.<app deployment>.<layer>.<variable>",
		"An output of another layer of an app. Resolved only in app profiles."},
}

// Families returns the families of macros, the most used first.
func Families() []FamilyDoc { return slices.Clone(families[:]) }

// FamilyNamed returns the family of that name; the zero FamilyDoc, which is of UnknownFamily, if there is none.
func FamilyNamed(name string) FamilyDoc {
	for _, f := range families {
		if f.Name == name {
			return f
		}
	}
	return FamilyDoc{}
}

// SystemVariables returns the variables below .spectro.system, those for app profiles alone last.
func SystemVariables() []SystemVariable { return slices.Clone(systemVariables[:]) }

// SystemVariableNamed returns the variable of that dotted name.
func SystemVariableNamed(name string) (SystemVariable, bool) {
	for _, v := range systemVariables {
		if v.Name == name {
			return v, true
		}
	}
	return SystemVariable{}, false
}

// Palette's documentation, "Macros" and "Output Variables" of app profiles.
var systemVariables = [...]SystemVariable{
	{Name: "cluster.name", Doc: "Name of the cluster the pack is deployed to."},
	{Name: "cluster.uid", Doc: "Unique id of the cluster the pack is deployed to."},
	{Name: "cluster.kubevip", Doc: "Virtual IP address of the control plane. Edge and VMware vSphere clusters only."},
	{Name: "kubernetes.version", Doc: "Kubernetes version that the cluster runs."},
	{Name: "project.name", Doc: "Name of the project that owns the cluster."},
	{Name: "project.uid", Doc: "Unique id of the project that owns the cluster."},
	{Name: "tenant.uid", Doc: "Unique id of the tenant that owns the cluster."},
	{Name: "user.name", Doc: "Name of the logged-in user."},
	{Name: "user.uid", Doc: "Unique id of the logged-in user."},
	{Name: "user.email", Doc: "E-mail address of the logged-in user."},
	{Name: "clusterprofile.name", Doc: "Name of the cluster profile that holds the pack."},
	{Name: "clusterprofile.uid", Doc: "Unique id of the cluster profile that holds the pack."},
	{Name: "clusterprofile.version", Doc: "Version of the cluster profile that holds the pack."},
	{Name: "clusterprofile.infra.name", Doc: "Name of the cluster's infrastructure profile."},
	{Name: "clusterprofile.infra.uid", Doc: "Unique id of the cluster's infrastructure profile."},
	{Name: "clusterprofile.infra.version", Doc: "Version of the cluster's infrastructure profile."},
	{Name: "cloudaccount.name", Doc: "Name of the cloud account that deploys the cluster."},
	{Name: "cloudaccount.uid", Doc: "Unique id of the cloud account that deploys the cluster."},
	{Name: "cloud.type", Doc: "Cloud that the cluster runs on."},
	{Name: "cloud.region", Doc: "Region of the cloud that the cluster runs in."},
	{Name: "reverseproxy.server", Doc: "Host name of Spectro Cloud's reverse proxy."},
	{Name: "reverseproxy.port", Doc: "Port of Spectro Cloud's reverse proxy."},
	{Name: "reverseproxy.protocol", Doc: "Protocol of Spectro Cloud's reverse proxy."},
	{Name: "reverseproxy.vhostport", Doc: "Virtual-host port of Spectro Cloud's reverse proxy."},
	{Name: "apptier.name", Doc: "Name of the tier of the app.", AppOnly: true},
	{Name: "apptier.uid", Doc: "Unique id of the tier of the app.", AppOnly: true},
	{Name: "appprofile.name", Doc: "Name of the app profile.", AppOnly: true},
	{Name: "appprofile.uid", Doc: "Unique id of the app profile.", AppOnly: true},
	{Name: "appdeployment.name", Doc: "Name of the deployed app.", AppOnly: true},
	{Name: "appdeployment.uid", Doc: "Unique id of the deployed app.", AppOnly: true},
	{Name: "appdeployment.tiername", Doc: "Name of the tier within the deployed app.", AppOnly: true},
	{Name: "appdeployment.ingress.host", Doc: "Host name under which the app's ingress is reached.", AppOnly: true},
}
