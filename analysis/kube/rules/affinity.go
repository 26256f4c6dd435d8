package rules

import "github.com/pack-lsp/pack-lsp/analysis/kube/names"

var nodeOperators = []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}

// affinity checks the affinity of a pod.
func (c *checker) affinity(v *value) {
	const (
		required  = "requiredDuringSchedulingIgnoredDuringExecution"
		preferred = "preferredDuringSchedulingIgnoredDuringExecution"
	)
	node := v.Get("nodeAffinity")
	if r := node.Get(required); r != nil {
		c.nodeSelector(r)
	}
	for _, t := range node.Items(preferred) {
		c.weight(t)
		c.nodeTerm(t.Get("preference"), false)
	}
	for _, k := range []string{"podAffinity", "podAntiAffinity"} {
		for _, t := range v.At(k).Items(required) {
			c.podTerm(t)
		}
		for _, t := range v.At(k).Items(preferred) {
			c.weight(t)
			if term := t.Get("podAffinityTerm"); term != nil {
				c.podTerm(term)
			} else {
				c.Missing(t, "podAffinityTerm", "must have a podAffinityTerm with a topologyKey")
			}
		}
	}
}

func (c *checker) weight(t *value) {
	if w := t.Get("weight"); w != nil {
		c.inRange(w, 1, 100)
	} else {
		c.Missing(t, "weight", "must have a weight from 1 to 100")
	}
}

// nodeSelector checks a selector of nodes.
func (c *checker) nodeSelector(v *value) {
	terms := v.Get("nodeSelectorTerms")
	if terms.Len() == 0 {
		c.Missing(v, "nodeSelectorTerms", "must have at least one term")
	}
	for _, t := range terms.List() {
		c.nodeTerm(t, true)
	}
}

func (c *checker) nodeTerm(t *value, values bool) {
	for _, e := range t.Items("matchExpressions") {
		c.requirement(e, nodeOperators, values)
	}
	for _, f := range t.Items("matchFields") {
		if n := f.Get("values").Len(); n != 1 {
			c.Missing(f, "values", "a requirement on a field needs exactly one value")
		}
		c.Need(f, "operator", "must have an operator: In or NotIn")
		c.enum(f.Get("operator"), "an operator for fields", "In", "NotIn")
		c.Need(f, "key", "must have the key metadata.name")
		c.enum(f.Get("key"), "a field that can be selected", "metadata.name")
	}
}

func (c *checker) podTerm(t *value) {
	c.labelSelector(t.Get("labelSelector"))
	c.labelSelector(t.Get("namespaceSelector"))
	for _, n := range t.Items("namespaces") {
		c.text(n, "name of a namespace", names.DNSLabel)
	}
	if k := c.Need(t, "topologyKey", "must have a topologyKey, such as kubernetes.io/hostname"); k != nil {
		c.text(k, "key of a label", names.QualifiedName)
	}
	c.labelKeys(t)
}

// labelKeys checks matchLabelKeys and mismatchLabelKeys.
func (c *checker) labelKeys(t *value) {
	for _, k := range []string{"matchLabelKeys", "mismatchLabelKeys"} {
		v := t.Get(k)
		if v.Len() > 0 && t.Get("labelSelector") == nil {
			c.Reject(v, "forbidden", "needs a labelSelector")
		}
		for _, w := range v.List() {
			c.text(w, "key of a label", names.QualifiedName)
		}
	}
}

// tolerations checks the tolerations of a pod.
func (c *checker) tolerations(v *value) {
	operators := []string{"Equal", "Exists"}
	if c.Version >= 35 {
		operators = append(operators, "Gt", "Lt")
	}
	for _, t := range v.List() {
		key, op, effect := t.Get("key"), t.Get("operator"), t.Get("effect")
		if key.Filled() {
			c.text(key, "key of a label", names.QualifiedName)
		} else if op.Text() != "Exists" && (op == nil || op.Known()) {
			if op.Filled() {
				c.Reject(op, "toleration", "must be Exists, since there is no key")
			} else {
				c.Missing(t, "operator", "must be Exists, since there is no key")
			}
		}
		seconds := t.Get("tolerationSeconds")
		if seconds != nil && effect.Text() != "NoExecute" && (effect == nil || effect.Known()) {
			c.Reject(seconds, "toleration", "needs the effect NoExecute")
		}
		c.enum(op, "an operator of a toleration", operators...)
		switch w := t.Get("value"); op.Text() {
		case "Exists":
			if w.Filled() {
				c.Reject(w, "toleration", "the operator Exists takes no value")
			}
		case "Equal", "":
			if op == nil || op.Known() {
				c.text(w, "value of a label", names.LabelValue)
			}
		}
		c.enum(effect, "an effect of a taint", "NoExecute", "NoSchedule", "PreferNoSchedule")
	}
}

// spread checks the topology spread constraints of a pod.
func (c *checker) spread(v *value) {
	seen := map[string]bool{}
	for _, t := range v.List() {
		if skew := t.Get("maxSkew"); skew == nil {
			c.Missing(t, "maxSkew", "must have a maxSkew of at least 1")
		} else {
			c.atLeast(skew, 1)
		}
		key := c.Need(t, "topologyKey", "must have a topologyKey, such as topology.kubernetes.io/zone")
		when := c.Need(t, "whenUnsatisfiable", "must have whenUnsatisfiable: DoNotSchedule or ScheduleAnyway")
		c.enum(when, "a value of whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway")
		if key.Known() && when.Known() {
			pair := key.Text() + " " + when.Text()
			if seen[pair] {
				c.Reject(t, "duplicate", "another constraint has the same topologyKey and whenUnsatisfiable")
			}
			seen[pair] = true
		}
		domains := t.Get("minDomains")
		c.atLeast(domains, 1)
		if domains != nil && when.Text() == "ScheduleAnyway" {
			c.Reject(domains, "exclusive", "needs whenUnsatisfiable: DoNotSchedule")
		}
		c.enumSet(t.Get("nodeAffinityPolicy"), "a policy", "Honor", "Ignore")
		c.enumSet(t.Get("nodeTaintsPolicy"), "a policy", "Honor", "Ignore")
		c.labelKeys(t)
		c.labelSelector(t.Get("labelSelector"))
	}
}
