import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { tarGz } from '../../scripts/tar.mjs';
import { chartName } from '../../src/archive';
import { addonTypes, cloudTypes, folderName, layers, nameProblem, packFiles, type PackPlan } from '../../src/packFiles';

/** The binary under test, and the folder of the extension. */
const { PACK_LSP: binary = '', EXTENSION: extension = '' } = process.env;

const home = mkdtempSync(join(tmpdir(), 'pack-lsp-unit-'));
after(() => {
  rmSync(home, { recursive: true });
});

const archive = tarGz([
  { name: 'redis/Chart.yaml', data: Buffer.from('apiVersion: v2\nname: redis\nversion: 3.1.4\n') },
  { name: 'redis/values.yaml', data: Buffer.from('replicas: 1\n') },
  {
    name: 'redis/templates/service.yaml',
    data: Buffer.from(
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: redis\nspec:\n  ports: [{port: {{ .Values.replicas }}}]\n',
    ),
  },
]);

const manifest = { kind: 'manifest' } as const;
const chart = { kind: 'chart', archive: 'redis-3.1.4.tgz', chart: 'redis' } as const;

const plans: PackPlan[] = [
  ...Object.keys(layers).flatMap(layer =>
    [manifest, chart].map(content => ({
      name: 'demo',
      layer,
      cloudTypes: ['all'],
      content,
      ...(layer === 'addon' ? { addonType: 'security' } : {}),
    })),
  ),
  ...addonTypes.map(addonType => ({ name: 'demo', layer: 'addon', addonType, cloudTypes: ['all'], content: manifest })),
  ...cloudTypes.map(cloudType => ({ name: 'demo', layer: 'cni', cloudTypes: [cloudType], content: manifest })),
  { name: 'demo', layer: 'cni', cloudTypes: cloudTypes.slice(1), content: chart },
  ...['1', '1.0', 'no', 'null', 'a_b.c-d', '0x1f', '1e3'].map(name => ({
    name,
    layer: 'csi',
    cloudTypes: ['all'],
    content: manifest,
  })),
];

for (const plan of plans) {
  const { name, layer, addonType = '', content } = plan;
  const what = [name, layer, addonType, plan.cloudTypes.join(), content.kind].join(' ');
  test(`a new pack has no problems: ${what}`, () => {
    assert.equal(nameProblem(name), undefined);
    const folder = join(mkdtempSync(join(home, 'case-')), folderName(plan));
    const files: Record<string, string | Buffer> = {
      ...packFiles(plan),
      'logo.png': readFileSync(join(extension, 'media/logo.png')),
    };
    if (content.kind === 'chart') {
      files[`charts/${content.archive}`] = archive;
    }
    for (const [file, data] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), data);
    }
    const config = join(home, 'all.yaml');
    // The images of a chart are listed by a quick fix, which needs the server.
    writeFileSync(
      config,
      `checks:\n  pack/dir-name: hint\n${content.kind === 'chart' ? '  values/images-missing: off\n' : ''}`,
    );
    const { stdout, status } = spawnSync(binary, ['check', '--fail-on=hint', `--config=${config}`, folder], {
      encoding: 'utf8',
    });
    assert.equal(stdout, '');
    assert.equal(status, 0);
  });
}

test('names that no pack can have are refused', () => {
  for (const name of ['', 'Upper', 'a b', '-a', 'a-', 'a--b', 'ä', '../a', 'a/b']) {
    assert.notEqual(nameProblem(name), undefined, name);
  }
});

test('the name of a chart is read from its archive', () => {
  assert.equal(chartName(archive), 'redis');
  assert.equal(chartName(tarGz([{ name: 'a/b/Chart.yaml', data: Buffer.from('name: sub\n') }])), undefined);
  assert.throws(() => chartName(Buffer.from('no archive')));
});

test('archives are read by tar as they were written', () => {
  writeFileSync(join(home, 'a.tgz'), archive);
  const listed = execFileSync('tar', ['-tzf', join(home, 'a.tgz')], { encoding: 'utf8' });
  assert.deepEqual(listed.trim().split('\n'), [
    'redis/Chart.yaml',
    'redis/values.yaml',
    'redis/templates/service.yaml',
  ]);
});

test('the manifest of the extension has the settings of the binary', () => {
  const folder = mkdtempSync(join(home, 'settings-'));
  writeFileSync(join(folder, '.pack-lsp.yaml'), 'nothing: 1\n');
  writeFileSync(join(folder, 'pack.json'), '{}');
  const { stdout } = spawnSync(binary, ['check', folder], { encoding: 'utf8' });
  const known = /unknown setting "nothing" \(one of (.*)\)/.exec(stdout)?.[1]?.split(', ');
  const { contributes } = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: object } };
  };
  const offered = Object.keys(contributes.configuration.properties).map(key => key.replace(/^packLsp\./, ''));
  assert.deepEqual(offered.filter(key => !['server.path', 'trace.server'].includes(key)).sort(), known?.sort());
});

test('the manifest of the extension has the checks of the binary', () => {
  execFileSync(process.execPath, [join(extension, 'scripts/checks.mjs'), binary, '--verify'], { stdio: 'pipe' });
});
