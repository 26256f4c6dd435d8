// A pack with a chart that has a Service and a Deployment: an example of the playground, which tests use, too.
import { tarGz } from '../../vscode/scripts/tar.mjs';

/**
 * The archive of a chart with a Service and a Deployment, and with the text of its values.yaml. The port of the Service
 * is the value at port below service.
 */
export function webChart(name, version, values, port = 'port') {
  const chart = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "1.27"\n`,
    'values.yaml': values,
    'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  type: {{ .Values.service.type }}
  selector:
    app: ${name}
  ports:
    - name: http
      port: {{ .Values.service.${port} }}
`,
    'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
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
        - name: web
          image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
`,
  };
  return tarGz(Object.entries(chart).map(([path, text]) => ({ name: `${name}/${path}`, data: Buffer.from(text) })));
}

/** The files of the pack by their paths, as buffers. type is that of the Service in values.yaml. */
export function serverPack(type) {
  const defaults =
    'image:\n  repository: docker.io/library/nginx\n  tag: "1.27"\n' +
    'replicas: 1\nservice:\n  type: ClusterIP\n  port: 80\n';
  const meta = {
    annotations: { source: 'community', contributor: 'example' },
    addonType: 'app services',
    cloudTypes: ['all'],
    displayName: 'Web server',
    charts: ['charts/web-server-2.0.0.tgz'],
    layer: 'addon',
    name: 'web-server',
    version: '2.0.0',
  };
  const comment = type === 'Cluster' ? '      # Kubernetes rejects this one.\n' : '';
  const values = `pack:
  namespace: web
  content:
    images:
      - image: docker.io/library/nginx:1.27
charts:
  web-server:
    replicas: 2
    service:
${comment}      type: ${type}
      port: 8080
`;
  return {
    'pack.json': Buffer.from(`${JSON.stringify(meta, null, 2)}\n`),
    'values.yaml': Buffer.from(values),
    'README.md': Buffer.from('# Web server\n\nAn example.\n'),
    'charts/web-server-2.0.0.tgz': webChart('web-server', '2.0.0', defaults),
  };
}
