package rules

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var coreRules = map[string]kindRules{
	"/Service":               {nil, (*checker).service},
	"/ConfigMap":             {names.DNSSubdomain, (*checker).configMap},
	"/Secret":                {names.DNSSubdomain, (*checker).secret},
	"/Namespace":             {names.DNSLabel, (*checker).namespace},
	"/ServiceAccount":        {names.DNSSubdomain, nil},
	"/PersistentVolumeClaim": {names.DNSSubdomain, func(c *checker, v *value) { c.claimSpec(v, "spec") }},
	"/PersistentVolume":      {names.DNSSubdomain, (*checker).persistentVolume},
	"/LimitRange":            {names.DNSSubdomain, (*checker).limitRange},
	"/ResourceQuota":         {names.DNSSubdomain, (*checker).resourceQuota},
	"/Endpoints":             {names.DNSSubdomain, (*checker).endpoints},
	"/Node":                  {names.DNSSubdomain, nil},
}

// maxData is how many bytes the data of a ConfigMap or Secret can have.
const maxData = 1 << 20

func (c *checker) configMap(v *value) {
	size := 0
	data, binary := v.Get("data"), v.Get("binaryData")
	for k, w := range data.Members() {
		c.key(w, k, "ConfigMap", names.ConfigKey)
		size += len(w.Text())
		if binary.Child(k) != nil {
			c.Reject(w, "duplicate", "the key %s is in binaryData too", object.Quote(k))
		}
	}
	for k, w := range binary.Members() {
		c.key(w, k, "ConfigMap", names.ConfigKey)
		size += decodedLen(w)
	}
	if size > maxData {
		c.Reject(v, "size", "the ConfigMap has %d bytes, of which it can have %d", size, maxData)
	}
}

// decodedLen is how many bytes the base64 text v stands for.
func decodedLen(v *value) int {
	b, err := base64.StdEncoding.DecodeString(v.Text())
	if err != nil {
		return 0
	}
	return len(b)
}

func (c *checker) secret(v *value) {
	size := 0
	data, plain := v.Get("data"), v.Get("stringData")
	for _, m := range []*value{data, plain} {
		for k, w := range m.Members() {
			c.key(w, k, "Secret", names.ConfigKey)
		}
	}
	for k, w := range data.Members() {
		if plain.Child(k) == nil {
			size += decodedLen(w)
		}
	}
	for _, w := range plain.Members() {
		size += len(w.Text())
	}
	if size > maxData {
		c.Reject(v, "size", "the Secret has %d bytes, of which it can have %d", size, maxData)
	}
	c.secretType(v, data, plain)
}

// secretType checks that the data has the keys that the type of the Secret asks for.
func (c *checker) secretType(v, data, plain *value) {
	has := func(key string) bool { return data.Child(key) != nil || plain.Child(key) != nil }
	lack := func(key string) {
		at := v
		if data != nil {
			at = data
		}
		if at == v {
			c.Missing(v, "data", "a Secret of the type %s must have the key %s", v.Str("type"), key)
		} else {
			c.Missing(at, key, "a Secret of the type %s must have the key %s", v.Str("type"), key)
		}
	}
	switch v.Str("type") {
	case "kubernetes.io/service-account-token":
		const name = "kubernetes.io/service-account.name"
		if a := v.At("metadata", "annotations"); !a.Has(name) {
			at, key := a, name
			if at == nil {
				at, key = v.Get("metadata"), "annotations"
			}
			c.Missing(at, key, "a Secret of this type must have the annotation %s", name)
		}
	case "kubernetes.io/dockercfg":
		c.jsonData(v, ".dockercfg", has, lack)
	case "kubernetes.io/dockerconfigjson":
		c.jsonData(v, ".dockerconfigjson", has, lack)
	case "kubernetes.io/basic-auth":
		if !has("username") && !has("password") {
			lack("username")
		}
	case "kubernetes.io/ssh-auth":
		if !data.Has("ssh-privatekey") && !plain.Has("ssh-privatekey") {
			lack("ssh-privatekey")
		}
	case "kubernetes.io/tls":
		for _, k := range []string{"tls.crt", "tls.key"} {
			if !has(k) {
				lack(k)
			}
		}
	}
}

// jsonData checks that the key is there and its value a JSON object.
func (c *checker) jsonData(v *value, key string, has func(string) bool, lack func(string)) {
	if !has(key) {
		lack(key)
		return
	}
	w := v.Get("stringData").Child(key)
	text := w.Text()
	if w == nil {
		w = v.Get("data").Child(key)
		b, err := base64.StdEncoding.DecodeString(w.Text())
		if err != nil {
			return
		}
		text = string(b)
	}
	var m map[string]any
	if w.Kind != syntax.Invalid && json.Unmarshal([]byte(text), &m) != nil {
		c.Reject(w, "format", "is not a JSON object, as the type %s asks for", v.Str("type"))
	}
}

// podSecurityLabel is what the labels begin with that say how secure the pods of a namespace must be.
const podSecurityLabel = "pod-security.kubernetes.io/"

var minorVersion = regexp.MustCompile(`^v1\.([0-9]|[1-9][0-9]*)$`)

// podSecurityLabels checks the labels that the admission plugin PodSecurity reads, which API servers have unless it is
// switched off (PolicyToEvaluate in api/helpers.go of k8s.io/pod-security-admission).
func (c *checker) podSecurityLabels(labels *value) {
	for _, mode := range []string{"audit", "enforce", "warn"} {
		if w := labels.Child(podSecurityLabel + mode); w.Known() {
			c.enumSet(w, "a level of pod security", "baseline", "privileged", "restricted")
		}
		w := labels.Child(podSecurityLabel + mode + "-version")
		if w.Known() && w.Text() != "latest" && !minorVersion.MatchString(w.Text()) {
			c.Reject(w, "format", "%s is no version of pod security, which is latest or, for example, v1.34", w.Short())
		}
	}
}

func (c *checker) namespace(v *value) {
	c.podSecurityLabels(v.At("metadata", "labels"))
	for _, f := range v.At("spec").Items("finalizers") {
		c.text(f, "finalizer", names.QualifiedName)
		if s := f.Text(); s != "kubernetes" && !strings.Contains(s, "/") && f.Known() {
			c.Reject(f, "enum", "%s is no finalizer of a Namespace; kubernetes, or a name with a domain", object.Quote(s))
		}
	}
}

// endpoints checks the addresses of Endpoints.
func (c *checker) endpoints(v *value) {
	for _, s := range v.Items("subsets") {
		addresses, notReady := s.Get("addresses"), s.Get("notReadyAddresses")
		if addresses.Len()+notReady.Len() == 0 && AllKnown(s) {
			c.Reject(s, "required", "must have addresses or notReadyAddresses")
		}
		for _, list := range []*value{addresses, notReady} {
			for _, a := range list.List() {
				if w := c.Need(a, "ip", "an address must have an ip"); w != nil {
					c.text(w, "IP address", names.IP)
				}
			}
		}
		ports := s.Get("ports")
		for _, p := range ports.List() {
			if n := p.Get("name"); n.Filled() {
				c.text(n, "name of a port", names.DNSLabel)
			} else if ports.Len() > 1 {
				c.Missing(p, "name", "each port must have a name, since there are several")
			}
			if p.Get("port") == nil {
				c.Missing(p, "port", "a port must have a number from 1 to 65535")
			}
			c.port(p.Get("port"))
			c.enum(p.Get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
		}
	}
}
