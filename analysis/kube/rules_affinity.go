package kube

var nodeOperators = []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"}

// affinity checks the affinity of a pod.
func (c *checker) affinity(v *value) {
	const (
		required  = "requiredDuringSchedulingIgnoredDuringExecution"
		preferred = "preferredDuringSchedulingIgnoredDuringExecution"
	)
	node := v.get("nodeAffinity")
	if r := node.get(required); r != nil {
		c.nodeSelector(r)
	}
	for _, t := range node.items(preferred) {
		c.weight(t)
		c.nodeTerm(t.get("preference"), false)
	}
	for _, k := range []string{"podAffinity", "podAntiAffinity"} {
		for _, t := range v.at(k).items(required) {
			c.podTerm(t)
		}
		for _, t := range v.at(k).items(preferred) {
			c.weight(t)
			if term := t.get("podAffinityTerm"); term != nil {
				c.podTerm(term)
			} else {
				c.missing(t, "podAffinityTerm", "must have a podAffinityTerm with a topologyKey")
			}
		}
	}
}

func (c *checker) weight(t *value) {
	if w := t.get("weight"); w != nil {
		c.inRange(w, 1, 100)
	} else {
		c.missing(t, "weight", "must have a weight from 1 to 100")
	}
}

// nodeSelector checks a selector of nodes.
func (c *checker) nodeSelector(v *value) {
	terms := v.get("nodeSelectorTerms")
	if terms.len() == 0 {
		c.missing(v, "nodeSelectorTerms", "must have at least one term")
	}
	for _, t := range terms.list() {
		c.nodeTerm(t, true)
	}
}

func (c *checker) nodeTerm(t *value, values bool) {
	for _, e := range t.items("matchExpressions") {
		c.requirement(e, nodeOperators, values)
	}
	for _, f := range t.items("matchFields") {
		if n := f.get("values").len(); n != 1 {
			c.missing(f, "values", "a requirement on a field needs exactly one value")
		}
		c.need(f, "operator", "must have an operator: In or NotIn")
		c.enum(f.get("operator"), "an operator for fields", "In", "NotIn")
		c.need(f, "key", "must have the key metadata.name")
		c.enum(f.get("key"), "a field that can be selected", "metadata.name")
	}
}

func (c *checker) podTerm(t *value) {
	c.labelSelector(t.get("labelSelector"))
	c.labelSelector(t.get("namespaceSelector"))
	for _, n := range t.items("namespaces") {
		c.text(n, "name of a namespace", dnsLabel)
	}
	if k := c.need(t, "topologyKey", "must have a topologyKey, such as kubernetes.io/hostname"); k != nil {
		c.text(k, "key of a label", qualifiedName)
	}
	c.labelKeys(t)
}

// labelKeys checks matchLabelKeys and mismatchLabelKeys.
func (c *checker) labelKeys(t *value) {
	for _, k := range []string{"matchLabelKeys", "mismatchLabelKeys"} {
		v := t.get(k)
		if v.len() > 0 && t.get("labelSelector") == nil {
			c.reject(v, "forbidden", "needs a labelSelector")
		}
		for _, w := range v.list() {
			c.text(w, "key of a label", qualifiedName)
		}
	}
}

// tolerations checks the tolerations of a pod.
func (c *checker) tolerations(v *value) {
	operators := []string{"Equal", "Exists"}
	if c.version >= 35 {
		operators = append(operators, "Gt", "Lt")
	}
	for _, t := range v.list() {
		key, op, effect := t.get("key"), t.get("operator"), t.get("effect")
		if key.filled() {
			c.text(key, "key of a label", qualifiedName)
		} else if op.text() != "Exists" && (op == nil || op.known()) {
			if op.filled() {
				c.reject(op, "toleration", "must be Exists, since there is no key")
			} else {
				c.missing(t, "operator", "must be Exists, since there is no key")
			}
		}
		seconds := t.get("tolerationSeconds")
		if seconds != nil && effect.text() != "NoExecute" && (effect == nil || effect.known()) {
			c.reject(seconds, "toleration", "needs the effect NoExecute")
		}
		c.enum(op, "an operator of a toleration", operators...)
		switch w := t.get("value"); op.text() {
		case "Exists":
			if w.filled() {
				c.reject(w, "toleration", "the operator Exists takes no value")
			}
		case "Equal", "":
			if op == nil || op.known() {
				c.text(w, "value of a label", labelValue)
			}
		}
		c.enum(effect, "an effect of a taint", "NoExecute", "NoSchedule", "PreferNoSchedule")
	}
}

// spread checks the topology spread constraints of a pod.
func (c *checker) spread(v *value) {
	seen := map[string]bool{}
	for _, t := range v.list() {
		if skew := t.get("maxSkew"); skew == nil {
			c.missing(t, "maxSkew", "must have a maxSkew of at least 1")
		} else {
			c.atLeast(skew, 1)
		}
		key := c.need(t, "topologyKey", "must have a topologyKey, such as topology.kubernetes.io/zone")
		when := c.need(t, "whenUnsatisfiable", "must have whenUnsatisfiable: DoNotSchedule or ScheduleAnyway")
		c.enum(when, "a value of whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway")
		if key.known() && when.known() {
			pair := key.text() + " " + when.text()
			if seen[pair] {
				c.reject(t, "duplicate", "another constraint has the same topologyKey and whenUnsatisfiable")
			}
			seen[pair] = true
		}
		domains := t.get("minDomains")
		c.atLeast(domains, 1)
		if domains != nil && when.text() == "ScheduleAnyway" {
			c.reject(domains, "exclusive", "needs whenUnsatisfiable: DoNotSchedule")
		}
		c.enumSet(t.get("nodeAffinityPolicy"), "a policy", "Honor", "Ignore")
		c.enumSet(t.get("nodeTaintsPolicy"), "a policy", "Honor", "Ignore")
		c.labelKeys(t)
		c.labelSelector(t.get("labelSelector"))
	}
}
