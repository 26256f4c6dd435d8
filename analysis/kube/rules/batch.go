package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pack-lsp/pack-lsp/analysis/kube/names"
	"github.com/pack-lsp/pack-lsp/analysis/kube/object"
)

// jobLabels are the labels by which the server lets a Job select its pods.
var jobLabels = []string{"batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid",
	"job-name"}

func (c *checker) job(v *value) {
	spec := c.specOf(v, "a template")
	if spec == nil {
		return
	}
	c.jobSpec(spec)
	// Without parallelism, the server completes a Job with completions: 1 (SetDefaults_Job in pkg/apis/batch/v1).
	if spec.Get("parallelism") != nil {
		c.indexed(spec)
	}
	manual := spec.Get("manualSelector")
	selector := spec.Get("selector")
	switch {
	case manual.Is() && selector == nil:
		c.Missing(spec, "selector", "a Job with manualSelector must have a selector")
	case manual.Is():
		c.labelSelector(selector)
		c.selects(selector, spec)
	case selector != nil && (manual == nil || manual.Known()):
		for k := range selector.Get("matchLabels").Members() {
			if !slices.Contains(jobLabels, k) {
				c.Reject(selector, "selector",
					"the selector of a Job is made by the server; leave it out, or set manualSelector: true")
				break
			}
		}
	}
	c.jobName(v.At("metadata", "name"), spec)
	if n, ok := spec.Get("completions").Int(); ok && n > 0 && spec.Str("completionMode") == "Indexed" {
		name := v.At("metadata", "name")
		if host := fmt.Sprintf("%s-%d", name.Text(), n-1); name.Known() && name.Text() != "" && names.DNSLabel(host) != "" {
			c.Reject(name, "format", "the pods would be named %s, which is not a valid host name: %s", object.Quote(host),
				names.LabelRule)
		}
	}
}

// jobName checks that the name can be the value of a label: the server adds it to the labels of the pods
// (generateSelector in pkg/registry/batch/job/strategy.go).
func (c *checker) jobName(name, spec *value) {
	manual := spec.Get("manualSelector")
	labels := spec.At("template", "metadata", "labels")
	if manual.Is() || manual != nil && !manual.Known() || !name.Known() || name.Text() == "" || !AllKnown(labels) {
		return
	}
	added := labels.Child("job-name") == nil || labels.Child("batch.kubernetes.io/job-name") == nil
	if added && names.DNSSubdomain(name.Text()) == "" && names.LabelValue(name.Text()) != "" {
		c.Reject(name, "format", "the name of a Job can have 63 characters, since it becomes a label; this has %d",
			len(name.Text()))
	}
}

// jobSpec checks what Jobs and the templates of CronJobs have in common.
func (c *checker) jobSpec(spec *value) {
	c.notNegative(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
		"ttlSecondsAfterFinished",
		"backoffLimitPerIndex", "maxFailedIndexes")
	mode := spec.Get("completionMode")
	c.enumSet(mode, "a completion mode", "Indexed", "NonIndexed")
	if mode == nil || mode.Text() == "NonIndexed" {
		for _, k := range []string{"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"} {
			if w := spec.Get(k); w != nil {
				c.Reject(w, "exclusive", "needs completionMode: Indexed")
			}
		}
	}
	failure := spec.Get("podFailurePolicy")
	c.failurePolicy(failure, spec)
	replacement := spec.Get("podReplacementPolicy")
	if failure != nil {
		c.enumSet(replacement, "a replacement policy that goes with podFailurePolicy", "Failed")
	} else {
		c.enumSet(replacement, "a replacement policy", "Failed", "TerminatingOrFailed")
	}
	c.template(spec, "Job", false, nil)
	pod := spec.At("template", "spec")
	restart := pod.Get("restartPolicy")
	switch {
	case pod == nil:
	case !restart.Filled():
		c.Missing(pod, "restartPolicy", "the pods of a Job must have a restartPolicy: Never or OnFailure")
	case restart.Text() == "Always":
		c.Reject(restart, "enum", `"Always" is no restart policy for a Job; one of Never, OnFailure`)
	case restart.Text() == "OnFailure" && failure != nil:
		c.Reject(restart, "exclusive", "must be Never, since there is a podFailurePolicy")
	}
}

// indexed checks that a Job whose pods have an index has a number of completions.
func (c *checker) indexed(spec *value) {
	if spec.Str("completionMode") == "Indexed" && spec.Get("completions") == nil {
		c.Missing(spec, "completions", "the completion mode Indexed needs completions")
	}
}

func (c *checker) failurePolicy(v, spec *value) {
	for _, r := range v.Items("rules") {
		c.Need(r, "action", "a rule must have an action: Count, FailIndex, FailJob or Ignore")
		c.enum(r.Get("action"), "an action of a rule", "Count", "FailIndex", "FailJob", "Ignore")
		if r.Str("action") == "FailIndex" && spec.Get("backoffLimitPerIndex") == nil {
			c.Reject(r.Get("action"), "exclusive", "FailIndex needs backoffLimitPerIndex")
		}
		codes, conditions := r.Get("onExitCodes"), r.Get("onPodConditions")
		switch {
		case codes != nil && conditions.Len() > 0:
			c.Reject(r, "exclusive", "cannot have both onExitCodes and onPodConditions")
		case codes == nil && conditions.Len() == 0 && AllKnown(r):
			c.Reject(r, "required", "must have one of onExitCodes, onPodConditions")
		}
		if codes != nil {
			c.Need(codes, "operator", "must have an operator: In or NotIn")
			c.enum(codes.Get("operator"), "an operator for exit codes", "In", "NotIn")
			if codes.Get("values").Len() == 0 {
				c.Missing(codes, "values", "must have at least one exit code")
			}
			for _, w := range codes.Items("values") {
				if n, ok := w.Int(); ok && n == 0 && codes.Str("operator") == "In" {
					c.Reject(w, "range", "0 is no failure, so the operator In cannot have it")
				}
			}
			if n := codes.Get("containerName"); n.Known() && !hasContainer(spec.At("template", "spec"), n.Text()) {
				c.Reject(n, "pod/container", "the pod has no container named %s", n.Short())
			}
		}
		for _, p := range conditions.List() {
			c.enum(p.Get("status"), "a status of a condition", "False", "True", "Unknown")
		}
	}
}

func (c *checker) cronJob(v *value) {
	if n := v.At("metadata", "name"); n.Known() && len(n.Text()) > 52 {
		c.Reject(n, "format", "the name of a CronJob can have 52 characters; this has %d", len(n.Text()))
	}
	spec := c.specOf(v, "a schedule and a jobTemplate")
	if spec == nil {
		return
	}
	if s := c.Need(spec, "schedule", "a CronJob must have a schedule, such as \"0 3 * * *\""); s.Known() {
		if mistake := cronMistake(s.Text()); mistake != "" {
			c.Reject(s, "schedule", "the schedule %s %s", object.Quote(s.Text()), mistake)
		}
	}
	if z := spec.Get("timeZone"); z.Known() {
		c.timeZone(z)
	}
	c.notNegative(spec, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
	c.enum(spec.Get("concurrencyPolicy"), "a concurrency policy", "Allow", "Forbid", "Replace")
	template := spec.Get("jobTemplate")
	if template == nil {
		c.Missing(spec, "jobTemplate", "a CronJob must have a jobTemplate")
		return
	}
	job := c.specOf(template, "a template")
	if job == nil {
		return
	}
	c.jobSpec(job)
	c.indexed(job)
	if m := job.Get("manualSelector"); m.Is() {
		c.Reject(m, "forbidden", "cannot be true in the template of a CronJob")
	}
	if w := job.Get("selector"); w != nil {
		c.Reject(w, "forbidden", "cannot be set in the template of a CronJob, since the server makes it")
	}
}

func (c *checker) timeZone(z *value) {
	s := z.Text()
	ok := s != "" && !strings.EqualFold(s, "local")
	for part := range strings.SplitSeq(s, "/") {
		ok = ok && part != "" && part != "." && part != ".." && part[0] != '-' && len(part) <= 14 &&
			names.Only(part, names.Alnum, ".-_+")
	}
	if !ok {
		c.Reject(z, "format", "%s is no time zone, such as Etc/UTC or Europe/Berlin", z.Short())
	}
}
