import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryFiles } from '../../../playground/src/files';
import { LazyFiles, packOfName } from '../../src/web/lazyFiles';

/** Files with two packs and much else. It notes each look, which ends when the test says so. */
function repository() {
  const memory = new MemoryFiles();
  for (const path of ['packs/a/pack.json', 'packs/a/charts/x.tgz', 'packs/b/pack.json', '.pack-lsp.yaml', 'src/x/main.c']) {
    memory.set(`/repo/${path}`, new Uint8Array([1]));
  }
  const looks: string[] = [];
  const gates: (() => void)[] = [];
  let open = true;
  const noting =
    (what: 'stat' | 'list' | 'read') =>
    async (path: string) => {
      looks.push(`${what} ${path}`);
      if (!open) {
        await new Promise<void>(resolve => gates.push(resolve));
      }
      return memory[what](path);
    };
  let now = 0;
  const files = new LazyFiles({ stat: noting('stat'), list: noting('list'), read: noting('read') }, () => now);
  return {
    files,
    memory,
    looks,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    hold: () => {
      open = false;
    },
    release: () => {
      open = true;
      gates.splice(0).forEach(gate => {
        gate();
      });
    },
  };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

test('packs and the folders above them are read, and nothing else', async () => {
  const { files, looks } = repository();
  files.add('/repo/packs/a');
  const names = async (path: string) => (await files.list(path))?.map(({ name }) => name);
  assert.deepEqual(await names('/repo'), ['.pack-lsp.yaml', 'packs', 'src']);
  assert.deepEqual(await names('/repo/packs/a/charts'), ['x.tgz']);
  assert.ok(await files.read('/repo/.pack-lsp.yaml'));
  assert.ok(await files.stat('/repo/packs/a/pack.json'));
  looks.length = 0;
  assert.deepEqual(await names('/repo/src'), []);
  assert.deepEqual(await names('/repo/packs/b'), []);
  assert.equal(await files.stat('/repo/src/x/main.c'), null);
  assert.equal(await files.read('/repo/packs/b/pack.json'), null);
  assert.deepEqual(looks, []);
});

test('what somebody has named is read, too', async () => {
  const { files } = repository();
  files.allow('/repo/src');
  assert.ok(await files.read('/repo/src/x/main.c'));
});

test('the same look is not taken twice, until something has changed or a while has passed', async () => {
  const { files, looks, memory, pass } = repository();
  files.add('/repo/packs/a');
  const path = '/repo/packs/a/values.yaml';
  await Promise.all([files.stat(path), files.stat(path)]);
  assert.equal(await files.stat(path), null);
  assert.equal(looks.length, 1);
  memory.set(path, new Uint8Array([1, 2]));
  files.changed(path);
  assert.equal((await files.stat(path))?.size, 2);
  memory.set(path, new Uint8Array([1, 2, 3]));
  assert.equal((await files.stat(path))?.size, 2);
  pass(11_000);
  assert.equal((await files.stat(path))?.size, 3);
  looks.length = 0;
  await files.read(path);
  await files.read(path);
  assert.equal(looks.length, 2, 'contents are not kept');
});

test('a failed look is taken again', async () => {
  let fails = true;
  const stat = () => (fails ? Promise.reject(new Error('no network')) : Promise.resolve(null));
  const files = new LazyFiles({ stat, list: stat, read: stat });
  files.add('/p');
  await assert.rejects(files.stat('/p/pack.json'), /no network/);
  await settled();
  fails = false;
  assert.equal(await files.stat('/p/pack.json'), null);
});

test('few looks are taken at a time, those of open packs first', async () => {
  const { files, looks, hold, release } = repository();
  files.add('/repo/packs/a');
  hold();
  const all = Array.from({ length: 20 }, (_, i) => files.stat(`/repo/packs/a/${i}`));
  files.open('/repo/packs/b');
  all.push(files.stat('/repo/packs/b/pack.json'));
  await settled();
  assert.equal(looks.length, 8);
  release();
  await Promise.all(all);
  assert.equal(looks[8], 'stat /repo/packs/b/pack.json');
  assert.equal(looks.length, 21);
});

test('the pack of a document is known by its name, before anything is read', () => {
  assert.equal(packOfName('/a/b/values.yaml'), '/a/b');
  assert.equal(packOfName('/a/b/manifests/c/d.yaml'), '/a/b');
  assert.equal(packOfName('/pack.json'), '/');
  assert.equal(packOfName('/a/README.md'), undefined);
});
