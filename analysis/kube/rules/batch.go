package rules

import (
	"fmt"
	"slices"
	"strings"

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
	if n, ok := spec.Get("completions").Int(); ok && n > 0 && spec.Str("completionMode") == "Indexed" {
		name := v.At("metadata", "name")
		if host := fmt.Sprintf("%s-%d", name.Text(), n-1); name.Known() && name.Text() != "" && dnsLabel(host) != "" {
			c.Reject(name, "format", "the pods would be named %s, which is not a valid host name: %s", object.Quote(host),
				labelRule)
		}
	}
}

// jobSpec checks what Jobs and the templates of CronJobs have in common.
func (c *checker) jobSpec(spec *value) {
	c.notNegative(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
		"ttlSecondsAfterFinished",
		"backoffLimitPerIndex", "maxFailedIndexes")
	mode := spec.Get("completionMode")
	c.enumSet(mode, "a completion mode", "Indexed", "NonIndexed")
	if mode.Text() == "Indexed" && spec.Get("completions") == nil {
		c.Missing(spec, "completions", "the completion mode Indexed needs completions")
	}
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
	c.labels(template.At("metadata", "labels"))
	c.annotations(template.At("metadata", "annotations"))
	job := c.specOf(template, "a template")
	if job == nil {
		return
	}
	c.jobSpec(job)
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
			only(part, alnum, ".-_+")
	}
	if !ok {
		c.Reject(z, "format", "%s is no time zone, such as Etc/UTC or Europe/Berlin", z.Short())
	}
}
