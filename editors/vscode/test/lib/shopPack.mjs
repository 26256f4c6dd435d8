// A pack that can be upgraded.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webChart } from '../../../playground/scripts/serverPack.mjs';

/**
 * Writes a pack whose values are a copy of the defaults of its chart, but for the port, and the next version of the
 * chart next to it. It returns the path of that archive.
 */
export function shopPack(folder) {
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
