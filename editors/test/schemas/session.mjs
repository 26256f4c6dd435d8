// session SERVERS PACK_LSP WORK: opens files of packs below WORK in VS Code's JSON server and in yaml-language-server,
// with the schemas of PACK_LSP, and prints a line "ok - ..." or "not ok - ..." for each step.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from './client.mjs';

const [servers, packLsp, work] = process.argv.slice(2);

function step(name, good, seen) {
  console.log(good ? `ok - ${name}` : `not ok - ${name}: ${JSON.stringify(seen)}`);
}

const messages = problems => problems.map(problem => `${problem.range.start.line + 1}: ${problem.message}`);
const has = (list, pattern) => list.some(text => pattern.test(text));

function schema(kind) {
  return execFileSync(packLsp, ['schema', kind], { encoding: 'utf8' });
}

/** The labels of items, without quotes, and what is said about the one called label. */
function offered(items, label) {
  const plain = item => item.label.replaceAll('"', '');
  const found = items.find(item => plain(item) === label);
  return { labels: items.map(plain), doc: JSON.stringify(found?.documentation ?? '') };
}

async function json() {
  const version = JSON.parse(readFileSync(join(servers, '../vscode-langservers-extracted/package.json'))).version;
  console.log(`# vscode-json-language-server ${version}`);
  const schemas = [{ fileMatch: ['pack.json'], schema: JSON.parse(schema('pack.json')) }];
  const settings = { json: { validate: { enable: true }, schemas } };
  const client = new Client(join(servers, 'vscode-json-language-server'), settings);
  await client.initialize(work);

  const good = await client.open(join(work, 'good-pack/pack.json'));
  step('JSON: nothing is wrong with a good pack', good.length === 0, messages(good));

  const text = `{
  "name": "web",
  "displayName": "Web",
  "version": "1.0.0",
  "layer": "addons",
  "addonType": "",
  "cloudTypes": ["edgenative"],
  "annotations": {"ingressSupported": true},
  "constraints": {"dependencies": [{"packName": "", "layer": "k8s", "type": "always"}]}
}
`;
  const bad = join(work, 'bad/pack.json');
  const found = messages(await client.open(bad, text));
  step('JSON: an unknown layer', has(found, /^5: .*"addon"/), found);
  step('JSON: an unknown cloud type', has(found, /^7: .*"edge-native"/), found);
  step('JSON: an annotation that is not a string', has(found, /^8: Incorrect type. Expected "string"/), found);
  step('JSON: an unknown type of a dependency', has(found, /^9: .*"notSupported"/), found);
  step('JSON: no free word is a problem', !has(found, /^6:/), found);

  const hover = await client.hover(bad, 4, 4);
  step('JSON: hover explains a key', hover.includes('Layer of the cluster profile'), hover);
  const layers = offered(await client.complete(bad, 4, 12), 'csi');
  step('JSON: layers are offered', layers.labels.includes('csi') && layers.doc.includes('storage'), layers);
  const types = offered(await client.complete(bad, 5, 16), 'monitoring');
  step('JSON: types of add-ons are offered', types.doc.includes('Metrics'), types);
  const packs = offered(await client.complete(bad, 8, 49), 'kubernetes');
  step('JSON: known packs are offered', packs.doc.includes('`k8s`'), packs);
  const keys = offered(await client.complete(bad, 1, 2), 'kubeManifests');
  step('JSON: keys are offered', keys.doc.includes('manifests that the pack installs'), keys);
  step('JSON: deprecated keys are not', !keys.labels.includes('cloudType'), keys);
  await client.end();
}

async function yaml() {
  const version = JSON.parse(readFileSync(join(servers, '../yaml-language-server/package.json'))).version;
  console.log(`# yaml-language-server ${version}`);
  const schemas = {};
  for (const kind of ['schema.yaml', 'presets.yaml', '.pack-lsp.yaml']) {
    const file = join(work, `${kind}.schema.json`);
    writeFileSync(file, schema(kind));
    schemas[pathToFileURL(file).href] = [kind];
  }
  const settings = { yaml: { schemas, schemaStore: { enable: false }, validate: true, hover: true, completion: true } };
  const client = new Client(join(servers, 'yaml-language-server'), settings);
  await client.initialize(work);
  const open = async (name, text) => messages(await client.open(join(work, name), text));

  const constraints = `charts.web.replicas:
  schema: '{{ required | format "\${number:[1-9]}" | hints "How many." }}'
charts.web.host:
  schema: '\${string}'
charts.web.port:
  format: '{{ format "\${number}" }}'
`;
  let found = await open('bad/schema.yaml', constraints);
  step('schema.yaml: a template without braces', has(found, /^4: .*double braces/), found);
  step('schema.yaml: an unknown key', has(found, /^6: .*format is not allowed/), found);
  step('schema.yaml: no more than that', !has(found, /^[123]:/), found);
  let hover = await client.hover(join(work, 'bad/schema.yaml'), 1, 4);
  step('schema.yaml: hover explains templates', hover.includes('hints'), hover);

  const presets = `presets:
- name: small
  displayName: Small
  group: size
  remove: charts.web
  add:
    charts: {}
- name: large
  group: size
  remove: []
  add: |
    charts:
`;
  found = await open('bad/presets.yaml', presets);
  step('presets.yaml: a path in place of a list', has(found, /^5: .*one of array/), found);
  step('presets.yaml: a mapping in place of text', has(found, /^7: .*one of string/), found);
  step('presets.yaml: a missing key', has(found, /^8: .*displayName/), found);
  hover = await client.hover(join(work, 'bad/presets.yaml'), 3, 3);
  step('presets.yaml: hover explains a key', hover.includes('one can be selected'), hover);

  found = await open('good/.pack-lsp.yaml', 'checks:\n  pack/eol-past: off\n  values/*: hint\ncodeLens: false\n');
  step('.pack-lsp.yaml: nothing is wrong with good settings', found.length === 0, found);
  const file = join(work, 'bad/.pack-lsp.yaml');
  const wrong = 'checks:\n  pack/eol-passed: off\n  pack/eol-past: warn\n  \nmaxProblem: 3\n';
  found = await open('bad/.pack-lsp.yaml', wrong);
  step('.pack-lsp.yaml: an unknown check', has(found, /^2: .*pack\/eol-passed is not allowed/), found);
  step('.pack-lsp.yaml: an unknown severity', has(found, /^3: .*"warning"/), found);
  step('.pack-lsp.yaml: an unknown setting', has(found, /^5: .*maxProblem is not allowed/), found);
  const codes = offered(await client.complete(file, 3, 2), 'pack/dir-name');
  step('.pack-lsp.yaml: checks are offered', codes.doc.includes('NAME-VERSION'), codes.labels.slice(0, 5));
  const levels = offered(await client.complete(file, 2, 19), 'hint');
  const names = levels.labels.sort().join();
  step('.pack-lsp.yaml: severities are offered', names === 'error,hint,information,off,warning', levels);
  await client.end();
}

await json();
await yaml();
