package kube

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/syntax"
)

var coreRules = map[string]kindRules{
	"/Service":               {nil, (*checker).service},
	"/ConfigMap":             {dnsSubdomain, (*checker).configMap},
	"/Secret":                {dnsSubdomain, (*checker).secret},
	"/Namespace":             {dnsLabel, (*checker).namespace},
	"/ServiceAccount":        {dnsSubdomain, nil},
	"/PersistentVolumeClaim": {dnsSubdomain, func(c *checker, v *value) { c.claimSpec(v, "spec") }},
	"/PersistentVolume":      {dnsSubdomain, (*checker).persistentVolume},
	"/LimitRange":            {dnsSubdomain, (*checker).limitRange},
	"/ResourceQuota":         {dnsSubdomain, (*checker).resourceQuota},
	"/Endpoints":             {dnsSubdomain, (*checker).endpoints},
	"/Node":                  {dnsSubdomain, nil},
}

// maxData is how many bytes the data of a ConfigMap or Secret can have.
const maxData = 1 << 20

func (c *checker) configMap(v *value) {
	size := 0
	data, binary := v.get("data"), v.get("binaryData")
	for k, w := range data.members() {
		c.key(w, k, "ConfigMap", configKey)
		size += len(w.text())
		if binary.child(k) != nil {
			c.reject(w, "duplicate", "the key %s stands in binaryData too", quote(k))
		}
	}
	for k, w := range binary.members() {
		c.key(w, k, "ConfigMap", configKey)
		size += decodedLen(w)
	}
	if size > maxData {
		c.reject(v, "size", "the ConfigMap has %d bytes, of which it can have %d", size, maxData)
	}
}

// decodedLen is how many bytes the base64 text v stands for.
func decodedLen(v *value) int {
	b, err := base64.StdEncoding.DecodeString(v.text())
	if err != nil {
		return 0
	}
	return len(b)
}

func (c *checker) secret(v *value) {
	size := 0
	data, plain := v.get("data"), v.get("stringData")
	for _, m := range []*value{data, plain} {
		for k, w := range m.members() {
			c.key(w, k, "Secret", configKey)
		}
	}
	for k, w := range data.members() {
		if plain.child(k) == nil {
			size += decodedLen(w)
		}
	}
	for _, w := range plain.members() {
		size += len(w.text())
	}
	if size > maxData {
		c.reject(v, "size", "the Secret has %d bytes, of which it can have %d", size, maxData)
	}
	c.secretType(v, data, plain)
}

// secretType checks that the data has the keys that the type of the Secret asks for.
func (c *checker) secretType(v, data, plain *value) {
	has := func(key string) bool { return data.child(key) != nil || plain.child(key) != nil }
	lack := func(key string) {
		at := v
		if data != nil {
			at = data
		}
		if at == v {
			c.missing(v, "data", "a Secret of the type %s must have the key %s", v.str("type"), key)
		} else {
			c.missing(at, key, "a Secret of the type %s must have the key %s", v.str("type"), key)
		}
	}
	switch v.str("type") {
	case "kubernetes.io/service-account-token":
		const name = "kubernetes.io/service-account.name"
		if a := v.at("metadata", "annotations"); !a.has(name) {
			at, key := a, name
			if at == nil {
				at, key = v.get("metadata"), "annotations"
			}
			c.missing(at, key, "a Secret of this type must have the annotation %s", name)
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
		if !data.has("ssh-privatekey") && !plain.has("ssh-privatekey") {
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
	w := v.get("stringData").child(key)
	text := w.text()
	if w == nil {
		w = v.get("data").child(key)
		b, err := base64.StdEncoding.DecodeString(w.text())
		if err != nil {
			return
		}
		text = string(b)
	}
	var m map[string]any
	if w.kind != syntax.Invalid && json.Unmarshal([]byte(text), &m) != nil {
		c.reject(w, "format", "is not a JSON object, as the type %s asks for", v.str("type"))
	}
}

func (c *checker) namespace(v *value) {
	for _, f := range v.at("spec").items("finalizers") {
		c.text(f, "finalizer", qualifiedName)
		if s := f.text(); s != "kubernetes" && !strings.Contains(s, "/") && f.known() {
			c.reject(f, "enum", "%s is no finalizer of a Namespace; kubernetes, or a name with a domain", quote(s))
		}
	}
}

// endpoints checks the addresses of Endpoints.
func (c *checker) endpoints(v *value) {
	for _, s := range v.items("subsets") {
		addresses, notReady := s.get("addresses"), s.get("notReadyAddresses")
		if addresses.len()+notReady.len() == 0 && allKnown(s) {
			c.reject(s, "required", "must have addresses or notReadyAddresses")
		}
		for _, list := range []*value{addresses, notReady} {
			for _, a := range list.list() {
				if w := c.need(a, "ip", "an address must have an ip"); w != nil {
					c.text(w, "IP address", ip)
				}
			}
		}
		ports := s.get("ports")
		for _, p := range ports.list() {
			if n := p.get("name"); n.filled() {
				c.text(n, "name of a port", dnsLabel)
			} else if ports.len() > 1 {
				c.missing(p, "name", "each port must have a name, since there are several")
			}
			if p.get("port") == nil {
				c.missing(p, "port", "a port must have a number from 1 to 65535")
			}
			c.port(p.get("port"))
			c.enum(p.get("protocol"), "a protocol", "SCTP", "TCP", "UDP")
		}
	}
}
