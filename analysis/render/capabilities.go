package render

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/Masterminds/semver/v3"
)

// DefaultKubeVersion is the Kubernetes version that charts are rendered for if nothing else is asked for.
const DefaultKubeVersion = "1.34.0"

// helmVersion is what .Capabilities.HelmVersion says.
const helmVersion = "v3.22.0"

// capabilities is what templates see under .Capabilities.
type capabilities struct {
	KubeVersion kubeVersion
	APIVersions versionSet
	HelmVersion buildInfo
	asked       string // the version that was asked for
}

type kubeVersion struct{ Version, Major, Minor string }

func (v *kubeVersion) String() string     { return v.Version }
func (v *kubeVersion) GitVersion() string { return v.Version }

type buildInfo struct {
	Version      string `json:"version,omitempty"`
	GitCommit    string `json:"git_commit,omitempty"`
	GitTreeState string `json:"git_tree_state,omitempty"`
	GoVersion    string `json:"go_version,omitempty"`
}

// versionSet are API versions, and kinds of them: apps/v1, apps/v1/Deployment.
type versionSet []string

func (v versionSet) Has(version string) bool { return slices.Contains(v, version) }

// lastCapabilities are those of the version that was asked for last. Templates have no way to change them.
var lastCapabilities atomic.Pointer[capabilities]

// capabilitiesOf is what a cluster of that Kubernetes version tells Helm.
func capabilitiesOf(version string) (*capabilities, error) {
	if c := lastCapabilities.Load(); c != nil && c.asked == version {
		return c, nil
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return nil, fmt.Errorf("kubernetes version %q: %w", version, err)
	}
	c := &capabilities{
		asked:       version,
		KubeVersion: kubeVersion{"v" + v.String(), fmt.Sprint(v.Major()), fmt.Sprint(v.Minor())},
		APIVersions: APIVersions(int(v.Minor())),
		HelmVersion: buildInfo{Version: helmVersion, GitTreeState: "clean", GoVersion: "go1.26"},
	}
	lastCapabilities.Store(c)
	return c, nil
}

// APIVersions are the API versions, and the kinds of each, that an API server of Kubernetes 1.minor serves unless
// it is told otherwise: what Helm has in .Capabilities.APIVersions when it installs. `helm template` lists
// versions that are long gone, and no kinds.
func APIVersions(minor int) []string {
	var out []string
	for _, api := range apis {
		if minor >= api.since && (api.until == 0 || minor < api.until) {
			out = append(out, api.version)
			for kind := range strings.FieldsSeq(api.kinds) {
				out = append(out, api.version+"/"+kind)
			}
		}
	}
	return out
}

// apis are the API versions that are on by default, with the minor version that each came with and, if it is gone,
// that it went with. Kubernetes documentation, "Deprecated API Migration Guide", and k8s.io/api v0.37.0.
var apis = []struct {
	version      string
	since, until int
	kinds        string
}{
	{"v1", 0, 0, "Binding ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim " +
		"Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount ComponentStatus"},
	{"admissionregistration.k8s.io/v1", 16, 0, "MutatingWebhookConfiguration ValidatingWebhookConfiguration"},
	{"admissionregistration.k8s.io/v1", 30, 0, "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding"},
	{"admissionregistration.k8s.io/v1", 36, 0, "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding"},
	{"apiextensions.k8s.io/v1", 16, 0, "CustomResourceDefinition"},
	{"apiregistration.k8s.io/v1", 10, 0, "APIService"},
	{"apps/v1", 9, 0, "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"},
	{"authentication.k8s.io/v1", 6, 0, "TokenReview TokenRequest"},
	{"authentication.k8s.io/v1", 28, 0, "SelfSubjectReview"},
	{"authorization.k8s.io/v1", 6, 0, "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview " +
		"SubjectAccessReview"},
	{"autoscaling/v1", 2, 0, "HorizontalPodAutoscaler Scale"},
	{"autoscaling/v2", 23, 0, "HorizontalPodAutoscaler"},
	{"autoscaling/v2beta1", 8, 25, "HorizontalPodAutoscaler"},
	{"autoscaling/v2beta2", 12, 26, "HorizontalPodAutoscaler"},
	{"batch/v1", 2, 0, "Job"},
	{"batch/v1", 21, 0, "CronJob"},
	{"batch/v1beta1", 8, 25, "CronJob"},
	{"certificates.k8s.io/v1", 19, 0, "CertificateSigningRequest"},
	{"certificates.k8s.io/v1", 37, 0, "ClusterTrustBundle PodCertificateRequest"},
	{"coordination.k8s.io/v1", 14, 0, "Lease"},
	{"discovery.k8s.io/v1", 21, 0, "EndpointSlice"},
	{"discovery.k8s.io/v1beta1", 17, 25, "EndpointSlice"},
	{"events.k8s.io/v1", 19, 0, "Event"},
	{"events.k8s.io/v1beta1", 8, 25, "Event"},
	{"flowcontrol.apiserver.k8s.io/v1", 29, 0, "FlowSchema PriorityLevelConfiguration"},
	{"flowcontrol.apiserver.k8s.io/v1beta1", 20, 26, "FlowSchema PriorityLevelConfiguration"},
	{"flowcontrol.apiserver.k8s.io/v1beta2", 23, 29, "FlowSchema PriorityLevelConfiguration"},
	{"flowcontrol.apiserver.k8s.io/v1beta3", 26, 32, "FlowSchema PriorityLevelConfiguration"},
	{"networking.k8s.io/v1", 8, 0, "NetworkPolicy"},
	{"networking.k8s.io/v1", 19, 0, "Ingress IngressClass"},
	{"networking.k8s.io/v1", 33, 0, "IPAddress ServiceCIDR"},
	{"node.k8s.io/v1", 20, 0, "RuntimeClass"},
	{"node.k8s.io/v1beta1", 14, 25, "RuntimeClass"},
	{"policy/v1", 21, 0, "Eviction PodDisruptionBudget"},
	{"policy/v1beta1", 5, 25, "PodDisruptionBudget PodSecurityPolicy"},
	{"rbac.authorization.k8s.io/v1", 8, 0, "ClusterRole ClusterRoleBinding Role RoleBinding"},
	{"resource.k8s.io/v1", 34, 0, "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice"},
	{"resource.k8s.io/v1", 37, 0, "DeviceTaintRule"},
	{"scheduling.k8s.io/v1", 14, 0, "PriorityClass"},
	{"storage.k8s.io/v1", 6, 0, "StorageClass VolumeAttachment"},
	{"storage.k8s.io/v1", 17, 0, "CSINode"},
	{"storage.k8s.io/v1", 18, 0, "CSIDriver"},
	{"storage.k8s.io/v1", 24, 0, "CSIStorageCapacity"},
	{"storage.k8s.io/v1", 34, 0, "VolumeAttributesClass"},
	{"storage.k8s.io/v1beta1", 21, 27, "CSIStorageCapacity"},
	{"storagemigration.k8s.io/v1", 37, 0, "StorageVersionMigration"},
}
