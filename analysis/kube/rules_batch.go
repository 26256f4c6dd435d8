package kube

import (
	"fmt"
	"slices"
	"strings"
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
	manual := spec.get("manualSelector")
	selector := spec.get("selector")
	switch {
	case manual.is() && selector == nil:
		c.missing(spec, "selector", "a Job with manualSelector must have a selector")
	case manual.is():
		c.labelSelector(selector)
		c.selects(selector, spec)
	case selector != nil && (manual == nil || manual.known()):
		for k := range selector.get("matchLabels").members() {
			if !slices.Contains(jobLabels, k) {
				c.reject(selector, "selector",
					"the selector of a Job is made by the server; leave it out, or set manualSelector: true")
				break
			}
		}
	}
	if n, ok := spec.get("completions").int(); ok && n > 0 && spec.str("completionMode") == "Indexed" {
		name := v.at("metadata", "name")
		if host := fmt.Sprintf("%s-%d", name.text(), n-1); name.known() && name.text() != "" && dnsLabel(host) != "" {
			c.reject(name, "format", "the pods would be called %s, which is no valid host name: %s", quote(host),
				labelRule)
		}
	}
}

// jobSpec checks what Jobs and the templates of CronJobs have in common.
func (c *checker) jobSpec(spec *value) {
	c.notNegative(spec, "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
		"ttlSecondsAfterFinished",
		"backoffLimitPerIndex", "maxFailedIndexes")
	mode := spec.get("completionMode")
	c.enumSet(mode, "a completion mode", "Indexed", "NonIndexed")
	if mode.text() == "Indexed" && spec.get("completions") == nil {
		c.missing(spec, "completions", "the completion mode Indexed needs completions")
	}
	if mode == nil || mode.text() == "NonIndexed" {
		for _, k := range []string{"backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"} {
			if w := spec.get(k); w != nil {
				c.reject(w, "exclusive", "needs completionMode: Indexed")
			}
		}
	}
	failure := spec.get("podFailurePolicy")
	c.failurePolicy(failure, spec)
	replacement := spec.get("podReplacementPolicy")
	if failure != nil {
		c.enumSet(replacement, "a replacement policy that goes with podFailurePolicy", "Failed")
	} else {
		c.enumSet(replacement, "a replacement policy", "Failed", "TerminatingOrFailed")
	}
	c.template(spec, "Job", false, nil)
	pod := spec.at("template", "spec")
	restart := pod.get("restartPolicy")
	switch {
	case pod == nil:
	case !restart.filled():
		c.missing(pod, "restartPolicy", "the pods of a Job must have a restartPolicy: Never or OnFailure")
	case restart.text() == "Always":
		c.reject(restart, "enum", `"Always" is no restart policy for a Job; one of Never, OnFailure`)
	case restart.text() == "OnFailure" && failure != nil:
		c.reject(restart, "exclusive", "must be Never, since there is a podFailurePolicy")
	}
}

func (c *checker) failurePolicy(v, spec *value) {
	for _, r := range v.items("rules") {
		c.need(r, "action", "a rule must have an action: Count, FailIndex, FailJob or Ignore")
		c.enum(r.get("action"), "an action of a rule", "Count", "FailIndex", "FailJob", "Ignore")
		if r.str("action") == "FailIndex" && spec.get("backoffLimitPerIndex") == nil {
			c.reject(r.get("action"), "exclusive", "FailIndex needs backoffLimitPerIndex")
		}
		codes, conditions := r.get("onExitCodes"), r.get("onPodConditions")
		switch {
		case codes != nil && conditions.len() > 0:
			c.reject(r, "exclusive", "cannot have both onExitCodes and onPodConditions")
		case codes == nil && conditions.len() == 0 && allKnown(r):
			c.reject(r, "required", "must have one of onExitCodes, onPodConditions")
		}
		if codes != nil {
			c.need(codes, "operator", "must have an operator: In or NotIn")
			c.enum(codes.get("operator"), "an operator for exit codes", "In", "NotIn")
			if codes.get("values").len() == 0 {
				c.missing(codes, "values", "must have at least one exit code")
			}
		}
		for _, p := range conditions.list() {
			c.enum(p.get("status"), "a status of a condition", "False", "True", "Unknown")
		}
	}
}

func (c *checker) cronJob(v *value) {
	if n := v.at("metadata", "name"); n.known() && len(n.text()) > 52 {
		c.reject(n, "format", "the name of a CronJob can have 52 characters; this has %d", len(n.text()))
	}
	spec := c.specOf(v, "a schedule and a jobTemplate")
	if spec == nil {
		return
	}
	if s := c.need(spec, "schedule", "a CronJob must have a schedule, such as \"0 3 * * *\""); s.known() {
		if mistake := cronMistake(s.text()); mistake != "" {
			c.reject(s, "schedule", "the schedule %s %s", quote(s.text()), mistake)
		}
	}
	if z := spec.get("timeZone"); z.known() {
		c.timeZone(z)
	}
	c.notNegative(spec, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
	c.enum(spec.get("concurrencyPolicy"), "a concurrency policy", "Allow", "Forbid", "Replace")
	template := spec.get("jobTemplate")
	if template == nil {
		c.missing(spec, "jobTemplate", "a CronJob must have a jobTemplate")
		return
	}
	c.labels(template.at("metadata", "labels"))
	c.annotations(template.at("metadata", "annotations"))
	job := c.specOf(template, "a template")
	if job == nil {
		return
	}
	c.jobSpec(job)
	if m := job.get("manualSelector"); m.is() {
		c.reject(m, "forbidden", "cannot be true in the template of a CronJob")
	}
	if w := job.get("selector"); w != nil {
		c.reject(w, "forbidden", "cannot be set in the template of a CronJob, since the server makes it")
	}
}

func (c *checker) timeZone(z *value) {
	s := z.text()
	ok := s != "" && !strings.EqualFold(s, "local")
	for part := range strings.SplitSeq(s, "/") {
		ok = ok && part != "" && part != "." && part != ".." && part[0] != '-' && len(part) <= 14 &&
			only(part, alnum, ".-_+")
	}
	if !ok {
		c.reject(z, "format", "%s is no time zone, such as Etc/UTC or Europe/Berlin", describeShort(z))
	}
}
