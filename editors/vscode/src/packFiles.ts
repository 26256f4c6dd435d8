/** What a new pack will be. */
export interface PackPlan {
  /** As the check pack/name-chars wants it: see nameProblem. */
  readonly name: string;
  readonly layer: string;
  /** For the layer addon. */
  readonly addonType?: string;
  readonly cloudTypes: readonly string[];
  /** A manifest, or the chart archive in charts/. */
  readonly content:
    | { readonly kind: 'manifest' }
    | { readonly kind: 'chart'; readonly archive: string; readonly chart: string };
}

/** The layers of packs, with what they are; kernel is not offered, since it is not documented. */
export const layers: Readonly<Record<string, string>> = {
  addon: 'An application or integration on top of the cluster',
  os: 'The operating system of the nodes',
  k8s: 'The Kubernetes distribution',
  cni: 'The network of the pods',
  csi: 'The storage',
};

/** The types of add-ons that Palette documents. */
export const addonTypes = [
  'logging',
  'monitoring',
  'load balancer',
  'authentication',
  'ingress',
  'security',
  'ai',
  'app services',
  'network',
  'storage',
  'registry',
  'servicemesh',
  'system app',
];

/** The cloud types that every version of the pack schema knows; all is first, and goes alone. */
export const cloudTypes = [
  'all',
  'aws',
  'azure',
  'gcp',
  'eks',
  'aks',
  'vsphere',
  'openstack',
  'maas',
  'edge',
  'edge-native',
];

/** Says why a pack cannot have this name; undefined if it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') {
    return 'A pack needs a name.';
  }
  return /^[a-z0-9]+([-_.][a-z0-9]+)*$/.test(name)
    ? undefined
    : 'Lower-case letters and digits, with single - _ or . between them.';
}

/** The first version of a new pack. */
const version = '1.0.0';

/** The name of a new pack's folder. */
export function folderName(plan: PackPlan): string {
  return `${plan.name}-${version}`;
}

/**
 * The text files of a new pack, by path. With logo.png, and the archive of a chart, the pack has no problems, except
 * that the list of a chart's images is missing; the server has a fix that adds it.
 */
export function packFiles(plan: PackPlan): Readonly<Record<string, string>> {
  const files: Record<string, string> = { 'pack.json': packJson(plan), 'README.md': readme(plan) };
  if (plan.content.kind === 'manifest') {
    files['values.yaml'] = manifestValues(plan);
    files[manifestPath(plan)] = manifest(plan);
  } else {
    files['values.yaml'] = chartValues(plan, plan.content.chart);
  }
  return files;
}

function manifestPath(plan: PackPlan): string {
  return `manifests/${plan.name}.yaml`;
}

function displayName(plan: PackPlan): string {
  return plan.name
    .split(/[-_.]/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function packJson(plan: PackPlan): string {
  const meta = {
    name: plan.name,
    displayName: displayName(plan),
    version,
    layer: plan.layer,
    ...(plan.addonType === undefined ? {} : { addonType: plan.addonType }),
    cloudTypes: plan.cloudTypes,
    annotations: { source: 'community', contributor: '' },
    ...(plan.content.kind === 'manifest'
      ? { kubeManifests: [manifestPath(plan)] }
      : { charts: [`charts/${plan.content.archive}`] }),
  };
  // Short lists on one line, as people write them.
  const text = JSON.stringify(meta, null, 2).replace(
    /\[\s+([^\]]*?)\s+\]/g,
    (_, items: string) => `[${items.split(/,\s+/).join(', ')}]`,
  );
  return text + '\n';
}

function readme(plan: PackPlan): string {
  return `# ${displayName(plan)}

What the pack gives a cluster, and the values that its users should look at.
`;
}

/** An image that does nothing, for the manifest that a pack begins with. */
const image = 'registry.k8s.io/pause:3.10';

function manifestValues(plan: PackPlan): string {
  return `pack:
  namespace: ${namespace(plan)}
  content:
    images:
      - image: ${image}
manifests:
  ${key(plan.name)}:
    # The manifest has it as .Values.replicas.
    replicas: 1
`;
}

function manifest(plan: PackPlan): string {
  const name = key(objectName(plan));
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: ${image}
`;
}

function chartValues(plan: PackPlan, chart: string): string {
  return `pack:
  namespace: ${namespace(plan)}
charts:
  # Values of the chart that differ from its own values.yaml.
  ${key(chart)}: {}
`;
}

/** A key of a YAML mapping; names such as 1.0 or null would otherwise be read as something else. */
function key(name: string): string {
  return /^[a-z][a-z0-9-]*$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(name)
    ? name
    : JSON.stringify(name);
}

/** The name as that of a namespace, which has no dots or underscores and at most 63 characters. */
function namespace(plan: PackPlan): string {
  return key(objectName(plan));
}

function objectName(plan: PackPlan): string {
  return plan.name.replace(/[._]/g, '-').slice(0, 63).replace(/-+$/, '');
}
