package kube

import (
	"path"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

// volumeSources are the fields of a volume that say what it holds.
var volumeSources = []string{
	"awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "configMap", "csi", "downwardAPI", "emptyDir",
	"ephemeral", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "image",
	"iscsi", "nfs", "persistentVolumeClaim", "photonPersistentDisk", "portworxVolume", "projected", "quobyte", "rbd",
	"scaleIO", "secret", "storageos", "vsphereVolume",
}

// readVolumes checks the volumes of the pod and notes their names. A volume without a source is an empty directory.
func (p *pod) readVolumes(extra []*value) {
	c := p.c
	p.volumes, p.allKnown = map[string]*value{}, true
	replaced := map[string]bool{}
	for _, v := range extra {
		n := v.at("metadata", "name")
		if n != nil && n.kind == syntax.Invalid {
			p.allKnown = false
		}
		p.volumes[n.text()] = v
		replaced[n.text()] = true
	}
	names := map[string]bool{}
	for _, v := range p.spec.items("volumes") {
		n := v.get("name")
		if n.filled() && replaced[n.text()] {
			continue
		}
		if v.kind == syntax.Invalid || n != nil && n.kind == syntax.Invalid {
			p.allKnown = false
		}
		if c.need(v, "name", "a volume must have a name") != nil {
			c.text(n, "name of a volume", dnsLabel)
			c.unique(n, names, "volume")
			if n.known() {
				p.volumes[n.text()] = v
			}
		}
		c.exclusive(v, "the volume", p.volumeSources())
		p.volumeSource(v)
	}
}

// volumeSources are the sources that the server does not drop: those that are images, before they came by default.
func (p *pod) volumeSources() []string {
	if p.c.version >= 35 {
		return volumeSources
	}
	return slices.DeleteFunc(slices.Clone(volumeSources), func(s string) bool { return s == "image" })
}

func (p *pod) volumeSource(v *value) {
	c := p.c
	if h := v.get("hostPath"); h != nil {
		if w := c.need(h, "path", "hostPath must have a path"); w != nil {
			c.noBacksteps(w, w.text())
		}
		c.enum(h.get("type"), "a type of path", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
			"FileOrCreate", "Socket")
	}
	if s := v.get("secret"); s != nil {
		c.need(s, "secretName", "the volume must have the name of a Secret")
		c.keyPaths(s)
	}
	if m := v.get("configMap"); m != nil {
		c.need(m, "name", "the volume must have the name of a ConfigMap")
		c.keyPaths(m)
	}
	if d := v.get("downwardAPI"); d != nil {
		c.fileMode(d.get("defaultMode"))
		for _, f := range d.items("items") {
			c.downwardFile(f)
		}
	}
	if e := v.at("emptyDir", "sizeLimit"); e != nil {
		if q, ok := e.quantity(); ok && q < 0 {
			c.reject(e, "range", "the limit of the size is below 0")
		}
	}
	if claim := v.get("persistentVolumeClaim"); claim != nil {
		c.need(claim, "claimName", "the volume must have the name of a claim")
	}
	if n := v.get("nfs"); n != nil {
		c.need(n, "server", "nfs must have a server")
		if w := c.need(n, "path", "nfs must have a path"); w.known() && !strings.HasPrefix(w.text(), "/") {
			c.reject(w, "path", "%s must be an absolute path", quote(w.text()))
		}
	}
	if s := v.get("csi"); s != nil {
		if d := c.need(s, "driver", "csi must have the name of a driver"); d != nil {
			c.text(d, "name of a driver", csiDriver)
		}
	}
	if e := v.get("ephemeral"); e != nil {
		if t := c.need(e, "volumeClaimTemplate", "ephemeral must have a volumeClaimTemplate"); t != nil {
			c.labels(t.at("metadata", "labels"))
			c.annotations(t.at("metadata", "annotations"))
			c.claimSpec(t, "spec")
		}
	}
	p.projected(v.get("projected"))
}

// csiDriver is the name of a CSI driver.
func csiDriver(s string) string {
	if len(s) > 63 || dnsSubdomain(strings.ToLower(s)) != "" {
		return "letters, digits, - and . only, with a letter or digit at both ends of each part, at most 63 characters"
	}
	return ""
}

// keyPaths checks which keys of a Secret or ConfigMap go to which files.
func (c *checker) keyPaths(v *value) {
	c.fileMode(v.get("defaultMode"))
	for _, i := range v.items("items") {
		c.need(i, "key", "an item must have a key")
		c.filePath(i)
		c.fileMode(i.get("mode"))
	}
}

// filePath checks the path of v, which has to be below the mount.
func (c *checker) filePath(v *value) {
	p := c.need(v, "path", "an item must have a path")
	if !p.known() {
		return
	}
	s := p.text()
	c.relativePath(p, s)
	if strings.HasPrefix(s, "..") && !strings.HasPrefix(s, "../") && s != ".." {
		c.reject(p, "path", "%s must not begin with ..", quote(s))
	}
}

func (c *checker) fileMode(v *value) {
	if n, ok := v.int(); ok && (n < 0 || n > 0o777) {
		c.reject(v, "range", "%s is no file mode, which is 0 to 0777 (511 in decimal)", v.node.Resolve().Text())
	}
}

// relativePath checks that s, which v contains, is a path that leads down.
func (c *checker) relativePath(v *value, s string) {
	if path.IsAbs(s) {
		c.reject(v, "path", "%s must be a relative path", quote(s))
	}
	c.noBacksteps(v, s)
}

func (c *checker) noBacksteps(v *value, s string) {
	for part := range strings.SplitSeq(s, "/") {
		if part == ".." {
			c.reject(v, "path", "%s must not contain ..", quote(s))
			return
		}
	}
}

func (c *checker) downwardFile(f *value) {
	c.filePath(f)
	c.fileMode(f.get("mode"))
	field, resource := f.get("fieldRef"), f.get("resourceFieldRef")
	switch {
	case field == nil && resource == nil:
		c.reject(f, "required", "must have one of fieldRef, resourceFieldRef")
	case field != nil && resource != nil:
		c.reject(resource, "exclusive", "this already has fieldRef; it can have only one of these")
	}
	c.fieldRef(field, volumeFields)
	c.resourceField(resource, true)
}

func (p *pod) projected(v *value) {
	c := p.c
	c.fileMode(v.get("defaultMode"))
	sources := []string{"configMap", "downwardAPI", "secret", "serviceAccountToken"}
	for _, s := range v.items("sources") {
		c.exclusive(s, "the source", sources)
		for _, k := range []string{"secret", "configMap"} {
			if w := s.get(k); w != nil {
				c.need(w, "name", "the source must have the name of a %s", kindOfRef(k))
				c.keyPaths(w)
			}
		}
		for _, f := range s.at("downwardAPI").items("items") {
			c.downwardFile(f)
		}
		if t := s.get("serviceAccountToken"); t != nil {
			c.inRange(t.get("expirationSeconds"), 600, 1<<32)
			c.filePath(t)
		}
	}
}

// mounts checks which volumes a container mounts.
func (p *pod) mounts(ctr *value) {
	c := p.c
	paths := map[string]bool{}
	privileged := ctr.at("securityContext", "privileged").is()
	for _, m := range ctr.items("volumeMounts") {
		p.knownVolume(m, "a mount")
		if w := c.need(m, "mountPath", "a mount must have a mountPath"); w != nil {
			c.unique(w, paths, "mountPath")
		}
		sub, expr := m.get("subPath"), m.get("subPathExpr")
		if sub.known() {
			c.relativePath(sub, sub.text())
		}
		if expr.filled() && expr.known() {
			if sub.filled() {
				c.reject(expr, "exclusive", "a mount cannot have both subPath and subPathExpr")
			}
			c.relativePath(expr, expr.text())
		}
		mode := m.get("mountPropagation")
		c.enumSet(mode, "a mount propagation", "Bidirectional", "HostToContainer", "None")
		if mode.text() == "Bidirectional" && !privileged && allKnown(ctr.get("securityContext")) {
			c.reject(mode, "forbidden", "only a privileged container can have Bidirectional mounts")
		}
		c.enumSet(m.get("recursiveReadOnly"), "a value of recursiveReadOnly", "Disabled", "Enabled", "IfPossible")
	}
}

// knownVolume checks the name of a mount or device, and returns the volume.
func (p *pod) knownVolume(m *value, what string) *value {
	n := p.c.need(m, "name", "%s must have the name of a volume", what)
	if !n.known() || !p.allKnown {
		return nil
	}
	v := p.volumes[n.text()]
	if v == nil {
		p.c.reject(n, "pod/volume-mount", "the pod has no volume called %s%s", quote(n.text()), p.listVolumes())
	}
	return v
}

// listVolumes says which volumes there are, if they are few.
func (p *pod) listVolumes() string {
	var names []string
	for _, v := range p.spec.items("volumes") {
		if n := v.str("name"); n != "" {
			names = append(names, n)
		}
	}
	if len(names) == 0 || len(names) > 8 {
		return ""
	}
	return "; it has " + strings.Join(names, ", ")
}

func (p *pod) devices(ctr *value) {
	c := p.c
	names, paths := map[string]bool{}, map[string]bool{}
	for _, d := range ctr.items("volumeDevices") {
		v := p.knownVolume(d, "a device")
		isClaim := v.get("persistentVolumeClaim") != nil || v.get("ephemeral") != nil || v.at("metadata", "name") != nil
		if v != nil && !isClaim {
			c.reject(d.get("name"), "pod/volume-device",
				"a device needs a volume of the sort persistentVolumeClaim or ephemeral")
		}
		c.unique(d.get("name"), names, "device")
		if w := c.need(d, "devicePath", "a device must have a devicePath"); w.known() {
			c.noBacksteps(w, w.text())
			c.unique(w, paths, "devicePath")
		}
	}
}
