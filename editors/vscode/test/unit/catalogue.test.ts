import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseCatalogue } from '../../src/catalogue';

test('the catalogue of the binary can be read', () => {
  const binary = process.env.PACK_LSP ?? '';
  const all = parseCatalogue(execFileSync(binary, ['explain', '--format=json'], { encoding: 'utf8' }));
  const layer = all.find(check => check.code === 'pack/unknown-layer');
  assert.equal(layer?.severity, 'error');
  assert.match(layer.summary, /layer/);
});

for (const text of ['', 'pack/eol-past  information  a date', '{}', '[null]', '[{"code": "a/b"}]']) {
  test(`${text || 'nothing'} is no catalogue`, () => {
    assert.throws(() => parseCatalogue(text));
  });
}
