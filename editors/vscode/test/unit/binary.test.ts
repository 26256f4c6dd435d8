import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { findBinary } from '../../src/binary';

const home = mkdtempSync(join(tmpdir(), 'pack-lsp-unit-'));
after(() => {
  rmSync(home, { recursive: true });
});

function executable(folder: string, name = 'pack-lsp'): string {
  mkdirSync(join(home, folder), { recursive: true });
  const file = join(home, folder, name);
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
}

const configured = executable('own', 'my-server');
const bundled = executable('extension/bin');
const onPath = executable('path');
executable('.');
mkdirSync(join(home, 'folder/pack-lsp'), { recursive: true });

const at = (folder: string) => join(home, folder);
const base = { configured: '', extension: at('empty'), env: {}, platform: 'linux' } as const;

const cases = [
  {
    name: 'the settings win',
    places: { ...base, configured, extension: at('extension') },
    want: { found: true, path: configured, from: 'settings' },
  },
  {
    name: 'the bundled one wins over PATH',
    places: { ...base, extension: at('extension'), env: { PATH: at('path') } },
    want: { found: true, path: bundled, from: 'bundled' },
  },
  {
    name: 'PATH is the last resort',
    places: { ...base, env: { PATH: [at('empty'), at('path')].join(delimiter) } },
    want: { found: true, path: onPath, from: 'PATH' },
  },
  {
    name: 'a folder is no binary',
    places: { ...base, env: { PATH: [at('folder'), at('path')].join(delimiter) } },
    want: { found: true, path: onPath, from: 'PATH' },
  },
];

for (const { name, places, want } of cases) {
  test(name, async () => {
    assert.deepEqual(await findBinary(places), want);
  });
}

const missing = [
  {
    name: 'one in the settings that is not there is reported, not replaced',
    places: { ...base, configured: at('none'), extension: at('extension') },
    problem: /packLsp\.server\.path names .*none/,
  },
  {
    name: 'a relative one in the settings is reported',
    places: { ...base, configured: 'bin/pack-lsp' },
    problem: /absolute/,
  },
  {
    name: 'a relative folder of PATH is ignored',
    places: { ...base, env: { PATH: ['.', ''].join(delimiter) } },
    problem: /not found/,
  },
  { name: 'nothing anywhere', places: base, problem: /not found/ },
];

for (const { name, places, problem } of missing) {
  test(name, async () => {
    process.chdir(home); // which holds a pack-lsp
    const lookup = await findBinary(places);
    assert.ok(!lookup.found);
    assert.match(lookup.problem, problem);
  });
}
