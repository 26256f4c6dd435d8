import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployedPath, packFolder } from '../../src/packFolder';

const among =
  (...folders: string[]) =>
  (folder: string) =>
    Promise.resolve(folders.includes(folder));

test('a file belongs to the nearest pack around it', async () => {
  const isPack = among('/w/packs/a', '/w/packs/a/inner');
  assert.equal(await packFolder('/w/packs/a/values.yaml', isPack), '/w/packs/a');
  assert.equal(await packFolder('/w/packs/a/manifests/deep/x.yaml', isPack), '/w/packs/a');
  assert.equal(await packFolder('/w/packs/a/inner/values.yaml', isPack), '/w/packs/a/inner');
});

test('a file outside of packs belongs to none', async () => {
  assert.equal(await packFolder('/w/values.yaml', among('/w/packs/a')), undefined);
  assert.equal(await packFolder('/values.yaml', among('/')), '/');
  assert.equal(await packFolder('values.yaml', among()), undefined);
});

test('the document is named after the folder of the pack', () => {
  assert.equal(deployedPath('/w/a pack'), '/w/a pack/deployed.yaml');
  assert.equal(deployedPath('/'), '/deployed.yaml');
});
