// Package palette has what Palette itself knows: the packs that it ships, which others may depend on although nobody
// has their files, and the keys under pack in values.yaml that it reads. Both are facts of Palette's documentation and
// of published packs, and not complete.
//
// Deliberately absent: what the other files of a pack may contain, which is in packages schema and pack, and the macros
// of Palette, which are in package macro.
package palette

import "slices"

// Pack is a pack that Palette itself ships.
type Pack struct {
	Name  string // as in packName
	Layer string
	Doc   string // one line
}

// Packs are packs of Palette's public registry that others depend on, those of the core layers first, in the order
// in which an author is likely to want them (Palette's documentation, "Packs List", and the examples of its Terraform
// provider). The list is not complete: that a name is absent says nothing.
func Packs() []Pack { return slices.Clone(packs[:]) }

// PackNamed is the pack of that name; false if it is not among Packs.
func PackNamed(name string) (Pack, bool) {
	i := slices.IndexFunc(packs[:], func(k Pack) bool { return k.Name == name })
	if i < 0 {
		return Pack{}, false
	}
	return packs[i], true
}

var packs = [...]Pack{
	{"kubernetes", "k8s", "Palette eXtended Kubernetes, for clusters in data centers and clouds"},
	{"edge-k8s", "k8s", "Palette eXtended Kubernetes for Edge hosts"},
	{"edge-k3s", "k8s", "K3s for Edge hosts"},
	{"edge-rke2", "k8s", "RKE2 for Edge hosts"},
	{"edge-microk8s", "k8s", "MicroK8s for Edge hosts"},
	{"kubernetes-rke2", "k8s", "RKE2, Rancher's distribution of Kubernetes"},
	{"kubernetes-microk8s", "k8s", "MicroK8s, Canonical's small distribution of Kubernetes"},
	{"kubernetes-ck8s", "k8s", "Canonical Kubernetes"},
	{"kubernetes-konvoy", "k8s", "Konvoy, Nutanix's distribution of Kubernetes"},
	{"kubernetes-eks", "k8s", "Kubernetes as managed by Amazon EKS"},
	{"kubernetes-eksd", "k8s", "Kubernetes of Amazon EKS Distro, for clusters that Palette runs"},
	{"kubernetes-aks", "k8s", "Kubernetes as managed by Azure AKS"},
	{"kubernetes-gke", "k8s", "Kubernetes as managed by Google GKE"},
	{"kubernetes-tke", "k8s", "Kubernetes as managed by Tencent TKE"},
	{"kubernetes-coxedge", "k8s", "Kubernetes for Cox Edge"},
	{"kubernetes-custom", "k8s", "Kubernetes of one's own, for custom clouds"},

	{"cni-calico", "cni", "Calico, network and network policies"},
	{"cni-calico-azure", "cni", "Calico for clusters on Azure"},
	{"cni-cilium-oss", "cni", "Cilium, network by eBPF"},
	{"cni-flannel", "cni", "Flannel, a simple overlay network"},
	{"antrea", "cni", "Antrea, network by Open vSwitch"},
	{"cni-aws-vpc-eks", "cni", "the network of the VPC, for Amazon EKS"},
	{"cni-aws-vpc-eks-helm", "cni", "the network of the VPC, for Amazon EKS, as a Helm chart"},
	{"cni-azure", "cni", "Azure CNI"},
	{"cni-tke-global-router", "cni", "the global router of Tencent TKE"},

	{"csi-aws-ebs", "csi", "volumes of Amazon EBS"},
	{"csi-aws-efs", "csi", "file systems of Amazon EFS"},
	{"csi-azure", "csi", "Azure disks"},
	{"csi-gcp-driver", "csi", "persistent disks of Google Compute Engine"},
	{"gke-csi-gcp-driver", "csi", "persistent disks of Google Compute Engine, for GKE"},
	{"csi-vsphere-csi", "csi", "volumes of vSphere"},
	{"csi-longhorn", "csi", "Longhorn, replicated block storage"},
	{"csi-rook-ceph", "csi", "Ceph, run by Rook"},
	{"csi-portworx-generic", "csi", "Portworx storage"},
	{"csi-maas-volume", "csi", "local volumes on MAAS machines"},
	{"csi-nfs-subdir-external", "csi", "folders of an NFS server"},
	{"csi-trident", "csi", "NetApp storage by Trident"},
	{"csi-tke", "csi", "volumes of Tencent Cloud, for TKE"},
	{"piraeus-csi", "csi", "Piraeus, replicated storage by LINSTOR"},

	{"ubuntu-aws", "os", "Ubuntu on AWS"},
	{"ubuntu-azure", "os", "Ubuntu on Azure"},
	{"ubuntu-gcp", "os", "Ubuntu on Google Cloud"},
	{"ubuntu-vsphere", "os", "Ubuntu on vSphere"},
	{"ubuntu-maas", "os", "Ubuntu on MAAS"},
	{"ubuntu-openstack", "os", "Ubuntu on OpenStack"},
	{"ubuntu-aks", "os", "Ubuntu for Azure AKS"},
	{"ubuntu-edge", "os", "Ubuntu for Edge hosts"},
	{"ubuntu-libvirt", "os", "Ubuntu for libvirt"},
	{"ubuntu-coxedge", "os", "Ubuntu on Cox Edge"},
	{"ubuntu-tke", "os", "Ubuntu for Tencent TKE"},
	{"amazon-linux-eks", "os", "Amazon Linux for Amazon EKS"},
	{"edge-native-byoi", "os", "an operating system of one's own for Edge hosts"},
	{"edge-native-ubuntu", "os", "Ubuntu for Edge hosts"},
	{"generic-byoi", "os", "an operating system image of one's own"},

	{"cni-multus", "addon", "Multus, several networks for one pod"},
	{"csi-longhorn-addon", "addon", "Longhorn next to another storage layer"},
	{"csi-rook-ceph-addon", "addon", "Ceph next to another storage layer"},
	{"csi-trident-addon", "addon", "Trident next to another storage layer"},
	{"lb-metallb", "addon", "MetalLB, load balancers without a cloud"},
	{"lb-metallb-helm", "addon", "MetalLB, load balancers without a cloud, as a Helm chart"},
	{"nginx", "addon", "the NGINX ingress controller"},
	{"istio", "addon", "Istio, a service mesh"},
	{"kong", "addon", "Kong, an API gateway"},
	{"argo-cd", "addon", "Argo CD, deployment from Git"},
	{"vault", "addon", "Vault, secrets"},
	{"external-dns", "addon", "ExternalDNS, names in DNS for services"},
	{"external-secrets-operator", "addon", "External Secrets, secrets from outside stores"},
	{"prometheus-operator", "addon", "Prometheus and Grafana, monitoring"},
	{"prometheus-agent", "addon", "Prometheus that sends what it measures elsewhere"},
	{"k8s-dashboard", "addon", "the Kubernetes dashboard"},
	{"spectro-k8s-dashboard", "addon", "the Kubernetes dashboard, reached through Palette"},
	{"spectro-proxy", "addon", "access to a cluster through Palette's proxy"},
	{"spectro-cluster-metrics", "addon", "metrics of the cluster for Palette"},
	{"spectro-grafana-dashboards", "addon", "Grafana dashboards for Palette's clusters"},
	{"aws-cluster-autoscaler", "addon", "the cluster autoscaler on AWS"},
	{"gatekeeper", "addon", "Gatekeeper, policies by Open Policy Agent"},
	{"falco", "addon", "Falco, detection of threats at run time"},
	{"dex", "addon", "Dex, sign-on by OpenID Connect"},
	{"harbor-edge-native-config", "addon", "Harbor, an image registry on Edge clusters"},
	{"nvidia-gpu-operator", "addon", "the NVIDIA GPU operator"},
	{"nvidia-gpu-operator-ai", "addon", "the NVIDIA GPU operator, for AI workloads"},
	{"virtual-machine-orchestrator", "addon", "virtual machines in clusters, by KubeVirt"},
}
