package kube

import "sync"

// removal is when an API went, and what to use.
type removal struct {
	in      Version
	instead string
}

// removals are the APIs that were removed up to the newest version that the table of types begins with, after the
// deprecated API migration guide of Kubernetes. Later ones are in the table.
var removals = sync.OnceValue(func() map[ID]removal {
	m := map[ID]removal{}
	for _, r := range []struct {
		in       Version
		from, to string
		kinds    []string
	}{
		{16, "extensions/v1beta1", "apps/v1", []string{"DaemonSet", "Deployment", "ReplicaSet"}},
		{16, "extensions/v1beta1", "networking.k8s.io/v1", []string{"NetworkPolicy"}},
		{16, "apps/v1beta1", "apps/v1", []string{"Deployment", "StatefulSet", "ControllerRevision"}},
		{16, "apps/v1beta2", "apps/v1", []string{"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet",
			"ControllerRevision"}},
		{17, "scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1", []string{"PriorityClass"}},
		{21, "batch/v2alpha1", "batch/v1", []string{"CronJob"}},
		{22, "admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1",
			[]string{"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"}},
		{22, "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1", []string{"CustomResourceDefinition"}},
		{22, "apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1", []string{"APIService"}},
		{22, "authentication.k8s.io/v1beta1", "authentication.k8s.io/v1", []string{"TokenReview"}},
		{22, "authorization.k8s.io/v1beta1", "authorization.k8s.io/v1",
			[]string{"LocalSubjectAccessReview", "SelfSubjectAccessReview", "SubjectAccessReview",
				"SelfSubjectRulesReview"}},
		{22, "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1", []string{"CertificateSigningRequest"}},
		{22, "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", []string{"Lease"}},
		{22, "extensions/v1beta1", "networking.k8s.io/v1", []string{"Ingress"}},
		{22, "networking.k8s.io/v1beta1", "networking.k8s.io/v1", []string{"Ingress", "IngressClass"}},
		{22, "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1",
			[]string{"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}},
		{22, "rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1",
			[]string{"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}},
		{22, "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", []string{"PriorityClass"}},
		{22, "storage.k8s.io/v1beta1", "storage.k8s.io/v1", []string{"CSIDriver", "CSINode", "StorageClass",
			"VolumeAttachment"}},
		{25, "batch/v1beta1", "batch/v1", []string{"CronJob"}},
		{25, "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", []string{"EndpointSlice"}},
		{25, "events.k8s.io/v1beta1", "events.k8s.io/v1", []string{"Event"}},
		{25, "autoscaling/v2beta1", "autoscaling/v2", []string{"HorizontalPodAutoscaler"}},
		{25, "policy/v1beta1", "policy/v1", []string{"PodDisruptionBudget"}},
		{25, "node.k8s.io/v1beta1", "node.k8s.io/v1", []string{"RuntimeClass"}},
		{26, "autoscaling/v2beta2", "autoscaling/v2", []string{"HorizontalPodAutoscaler"}},
		{26, "flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1", []string{"FlowSchema",
			"PriorityLevelConfiguration"}},
		{27, "storage.k8s.io/v1beta1", "storage.k8s.io/v1", []string{"CSIStorageCapacity"}},
		{29, "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1", []string{"FlowSchema",
			"PriorityLevelConfiguration"}},
	} {
		for _, k := range r.kinds {
			m[ID{APIVersion: r.from, Kind: k}] = removal{r.in, "use " + r.to}
		}
	}
	const psp = "nothing replaces it one to one: use Pod Security Admission"
	m[ID{APIVersion: "extensions/v1beta1", Kind: "PodSecurityPolicy"}] = removal{16, psp}
	m[ID{APIVersion: "policy/v1beta1", Kind: "PodSecurityPolicy"}] = removal{25, psp}
	return m
})

// LastServing is the last version of Kubernetes that serves a built-in kind; false if Newest still does, or if nothing is
// known of it.
func LastServing(id ID) (Version, bool) {
	if r, ok := removals()[id]; ok {
		return r.in - 1, true
	}
	if k := builtin().byID[id]; k != nil {
		if _, until := k.span.bounds(); until != 0 {
			return until - 1, true
		}
	}
	return 0, false
}
