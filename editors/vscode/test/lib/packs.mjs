// Packs and a chart that tests write.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverPack, webChart } from '../../../playground/scripts/serverPack.mjs';
import { tarGz } from '../../scripts/tar.mjs';

/** Writes a pack with a chart that has a Service. */
export function writeServerPack(folder) {
  mkdirSync(join(folder, 'charts'), { recursive: true });
  for (const [path, data] of Object.entries(serverPack('ClusterIP'))) {
    writeFileSync(join(folder, path), data);
  }
}

/** Writes the archive of a chart with one Pod, web-2.0.0.tgz, into a folder. It returns its path. */
export function writePodChart(folder) {
  const text = {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 2.0.0\nappVersion: "1.27"\n',
    'values.yaml': 'image:\n  repository: docker.io/library/nginx\n  tag: "1.27"\n',
    'templates/pod.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n' +
      '  containers: [{name: web, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]\n',
  };
  const archive = join(folder, 'web-2.0.0.tgz');
  const files = Object.entries(text).map(([path, of]) => ({ name: `web/${path}`, data: Buffer.from(of) }));
  writeFileSync(archive, tarGz(files));
  return archive;
}

/**
 * Writes a pack whose values are a copy of the defaults of its chart, but for the port, and the next version of the
 * chart next to it. It returns the path of that archive.
 */
export function writeShopPack(folder) {
  const before = `# How many copies run.
replicas: 1
image:
  repository: docker.io/library/nginx
  tag: "1.27"
service:
  type: ClusterIP
  port: 80
`;
  const after = `# How many copies run; two survive the loss of a node.
replicas: 2
image:
  repository: docker.io/library/nginx
  tag: "1.29"
service:
  type: ClusterIP
  http:
    port: 80
`;
  mkdirSync(join(folder, 'charts'), { recursive: true });
  writeFileSync(join(folder, 'charts/web-shop-1.0.0.tgz'), webChart('web-shop', '1.0.0', before));
  const pack = {
    name: 'web-shop',
    displayName: 'Web shop',
    version: '1.0.0',
    layer: 'addon',
    addonType: 'app services',
    annotations: { source: 'community', contributor: 'example' },
    cloudTypes: ['all'],
    charts: ['charts/web-shop-1.0.0.tgz'],
  };
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(pack, null, 2) + '\n');
  const own = before.replace('port: 80', 'port: 8080').replaceAll(/^/gm, '    ').trimEnd();
  writeFileSync(
    join(folder, 'values.yaml'),
    `pack:
  namespace: shop
  content:
    images:
      - image: docker.io/library/nginx:1.27
charts:
  web-shop:
${own}
`,
  );
  const archive = join(folder, '../web-shop-2.0.0.tgz');
  writeFileSync(archive, webChart('web-shop', '2.0.0', after, 'http.port'));
  return archive;
}
