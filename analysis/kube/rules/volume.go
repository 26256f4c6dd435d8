package rules

import (
	"path"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
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
	p.volumes, p.allKnown, p.dropped = map[string]*value{}, true, map[string]bool{}
	replaced := map[string]bool{}
	for _, v := range extra {
		n := v.At("metadata", "name")
		if n != nil && n.Kind == syntax.Invalid {
			p.allKnown = false
		}
		p.volumes[n.Text()] = v
		replaced[n.Text()] = true
	}
	taken := map[string]bool{}
	for _, v := range p.spec.Items("volumes") {
		n := v.Get("name")
		if n.Filled() && replaced[n.Text()] {
			continue
		}
		if p.dropsImages() && v.Get("image") != nil {
			p.dropped[n.Text()] = true
			continue
		}
		if v.Kind == syntax.Invalid || n != nil && n.Kind == syntax.Invalid {
			p.allKnown = false
		}
		if c.Need(v, "name", "a volume must have a name") != nil {
			c.text(n, "name of a volume", names.DNSLabel)
			c.unique(n, taken, "volume")
			if n.Known() {
				p.volumes[n.Text()] = v
			}
		}
		c.exclusive(v, "the volume", volumeSources)
		p.volumeSource(v)
	}
}

// dropsImages reports whether the server drops volumes that are images, whatever else they are, and their mounts
// (dropImageVolumes in pkg/api/pod/util.go). Before Kubernetes 1.31 the field image is one that it does not know.
func (p *pod) dropsImages() bool { return p.c.Version >= 31 && p.c.Version < 35 }

func (p *pod) volumeSource(v *value) {
	c := p.c
	if h := v.Get("hostPath"); h != nil {
		if w := c.Need(h, "path", "hostPath must have a path"); w != nil {
			c.noBacksteps(w, w.Text())
		}
		c.enum(h.Get("type"), "a type of path", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
			"FileOrCreate", "Socket")
	}
	if s := v.Get("secret"); s != nil {
		c.Need(s, "secretName", "the volume must have the name of a Secret")
		c.keyPaths(s)
	}
	if m := v.Get("configMap"); m != nil {
		c.Need(m, "name", "the volume must have the name of a ConfigMap")
		c.keyPaths(m)
	}
	if d := v.Get("downwardAPI"); d != nil {
		c.fileMode(d.Get("defaultMode"))
		for _, f := range d.Items("items") {
			c.downwardFile(f)
		}
	}
	if e := v.At("emptyDir", "sizeLimit"); e != nil {
		if q, ok := e.Quantity(); ok && q < 0 {
			c.Reject(e, "range", "the limit of the size is below 0")
		}
	}
	if claim := v.Get("persistentVolumeClaim"); claim != nil {
		c.Need(claim, "claimName", "the volume must have the name of a claim")
	}
	c.nfs(v.Get("nfs"))
	if s := v.Get("csi"); s != nil {
		if d := c.Need(s, "driver", "csi must have the name of a driver"); d != nil {
			c.text(d, "name of a driver", csiDriver)
		}
	}
	if e := v.Get("ephemeral"); e != nil {
		if t := c.Need(e, "volumeClaimTemplate", "ephemeral must have a volumeClaimTemplate"); t != nil {
			c.labels(t.At("metadata", "labels"))
			c.annotations(t.At("metadata", "annotations"))
			c.claimSpec(t, "spec")
		}
	}
	p.projected(v.Get("projected"))
}

func (c *checker) nfs(v *value) {
	if v == nil {
		return
	}
	c.Need(v, "server", "nfs must have a server")
	if w := c.Need(v, "path", "nfs must have a path"); w.Known() && !strings.HasPrefix(w.Text(), "/") {
		c.Reject(w, "path", "%s must be an absolute path", object.Quote(w.Text()))
	}
}

// csiDriver is the name of a CSI driver.
func csiDriver(s string) string {
	if len(s) > 63 || names.DNSSubdomain(strings.ToLower(s)) != "" {
		return "letters, digits, - and . only, with a letter or digit at both ends of each part, at most 63 characters"
	}
	return ""
}

// keyPaths checks which keys of a Secret or ConfigMap go to which files.
func (c *checker) keyPaths(v *value) {
	c.fileMode(v.Get("defaultMode"))
	for _, i := range v.Items("items") {
		c.Need(i, "key", "an item must have a key")
		c.filePath(i)
		c.fileMode(i.Get("mode"))
	}
}

// filePath checks the path of v, which has to be below the mount.
func (c *checker) filePath(v *value) {
	p := c.Need(v, "path", "an item must have a path")
	if !p.Known() {
		return
	}
	s := p.Text()
	c.relativePath(p, s)
	if strings.HasPrefix(s, "..") && !strings.HasPrefix(s, "../") && s != ".." {
		c.Reject(p, "path", "%s must not begin with ..", object.Quote(s))
	}
}

func (c *checker) fileMode(v *value) {
	if n, ok := v.Int(); ok && (n < 0 || n > 0o777) {
		c.Reject(v, "range", "%s is not a file mode, which is 0 to 0777 (511 in decimal)", v.Node.Resolve().Text())
	}
}

// relativePath checks that s, which v contains, is a path that leads down.
func (c *checker) relativePath(v *value, s string) {
	if path.IsAbs(s) {
		c.Reject(v, "path", "%s must be a relative path", object.Quote(s))
	}
	c.noBacksteps(v, s)
}

func (c *checker) noBacksteps(v *value, s string) {
	for part := range strings.SplitSeq(s, "/") {
		if part == ".." {
			c.Reject(v, "path", "%s must not contain ..", object.Quote(s))
			return
		}
	}
}

func (c *checker) downwardFile(f *value) {
	c.filePath(f)
	c.fileMode(f.Get("mode"))
	field, resource := f.Get("fieldRef"), f.Get("resourceFieldRef")
	switch {
	case field == nil && resource == nil:
		c.Reject(f, "required", "must have one of fieldRef, resourceFieldRef")
	case field != nil && resource != nil:
		c.Reject(resource, "exclusive", "this already has fieldRef; it can have only one of these")
	}
	c.fieldRef(field, volumeFields)
	c.resourceField(resource, true)
}

func (p *pod) projected(v *value) {
	c := p.c
	c.fileMode(v.Get("defaultMode"))
	sources := []string{"configMap", "downwardAPI", "secret", "serviceAccountToken"}
	for _, s := range v.Items("sources") {
		c.exclusive(s, "the source", sources)
		for _, k := range []string{"secret", "configMap"} {
			if w := s.Get(k); w != nil {
				c.Need(w, "name", "the source must have the name of a %s", kindOfRef(k))
				c.keyPaths(w)
			}
		}
		for _, f := range s.At("downwardAPI").Items("items") {
			c.downwardFile(f)
		}
		if t := s.Get("serviceAccountToken"); t != nil {
			c.inRange(t.Get("expirationSeconds"), 600, 1<<32)
			c.filePath(t)
		}
	}
}

// mounts checks which volumes a container mounts.
func (p *pod) mounts(ctr *value) {
	c := p.c
	paths := map[string]bool{}
	privileged := ctr.At("securityContext", "privileged").Is()
	for _, m := range ctr.Items("volumeMounts") {
		if p.dropped[m.Str("name")] {
			continue
		}
		p.knownVolume(m, "a mount")
		if w := c.Need(m, "mountPath", "a mount must have a mountPath"); w != nil {
			c.unique(w, paths, "mountPath")
		}
		sub, expr := m.Get("subPath"), m.Get("subPathExpr")
		if sub.Known() {
			c.relativePath(sub, sub.Text())
		}
		if expr.Filled() && expr.Known() {
			if sub.Filled() {
				c.Reject(expr, "exclusive", "a mount cannot have both subPath and subPathExpr")
			}
			c.relativePath(expr, expr.Text())
		}
		mode := m.Get("mountPropagation")
		c.enumSet(mode, "a mount propagation", "Bidirectional", "HostToContainer", "None")
		if mode.Text() == "Bidirectional" && !privileged && AllKnown(ctr.Get("securityContext")) {
			c.Reject(mode, "forbidden", "only a privileged container can have Bidirectional mounts")
		}
		c.enumSet(m.Get("recursiveReadOnly"), "a value of recursiveReadOnly", "Disabled", "Enabled", "IfPossible")
	}
}

// knownVolume checks the name of a mount or device, and returns the volume.
func (p *pod) knownVolume(m *value, what string) *value {
	n := p.c.Need(m, "name", "%s must have the name of a volume", what)
	if !n.Known() || !p.allKnown {
		return nil
	}
	v := p.volumes[n.Text()]
	if v == nil {
		p.c.Reject(n, "pod/volume-mount", "the pod has no volume named %s%s", object.Quote(n.Text()), p.listVolumes())
	}
	return v
}

// listVolumes says which volumes there are, if they are few.
func (p *pod) listVolumes() string {
	var taken []string
	for _, v := range p.spec.Items("volumes") {
		if n := v.Str("name"); n != "" {
			taken = append(taken, n)
		}
	}
	if len(taken) == 0 || len(taken) > 8 {
		return ""
	}
	return "; it has " + strings.Join(taken, ", ")
}

func (p *pod) devices(ctr *value) {
	c := p.c
	taken, paths := map[string]bool{}, map[string]bool{}
	for _, d := range ctr.Items("volumeDevices") {
		v := p.knownVolume(d, "a device")
		isClaim := v.Get("persistentVolumeClaim") != nil || v.Get("ephemeral") != nil || v.At("metadata", "name") != nil
		if v != nil && !isClaim {
			c.Reject(d.Get("name"), "pod/volume-device",
				"a device needs a volume of the sort persistentVolumeClaim or ephemeral")
		}
		c.unique(d.Get("name"), taken, "device")
		if w := c.Need(d, "devicePath", "a device must have a devicePath"); w.Known() {
			c.noBacksteps(w, w.Text())
			c.unique(w, paths, "devicePath")
		}
	}
}
