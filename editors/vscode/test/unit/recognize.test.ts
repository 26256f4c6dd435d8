import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPackFolder, mayBePack } from '../../src/recognize';

test('a folder with what only a pack has is a pack', () => {
  assert.equal(isPackFolder(['pack.json', 'values.yaml']), true);
  assert.equal(isPackFolder(['charts', 'pack.json']), true);
  assert.equal(isPackFolder(['pack.json', 'pack.png', 'assets']), false);
});

test('the pack.json of another program is not one of Palette', () => {
  for (const text of [
    '{"name": "Sounds of X", "description": "x", "restart": false, "color": [235, 25, 45]}',
    '{"format_version": 1, "header": {}, "modules": []}',
    '[{"a": 1}]',
    '{"name": "x", "fonts": {"A": "https://example.com/a.ttf"}}',
    '{"name": "x", "music": true}',
    '# A title',
  ]) {
    assert.equal(mayBePack(text, true), false, text);
  }
});

test('a pack.json that an author is beginning may be one of Palette', () => {
  for (const text of [
    '',
    '{}',
    '[]',
    '{"nam',
    '{"name": "x"}',
    '{"nmae": "x", "versoin": "1"}',
    '{"name": "x", "a": 1, "b": 2, "c": 3, "layer": "addon"}',
    '{"name": "x", "displayName": "X", "version": "1", "eol": "", "a": 1, "b": 2, "c": 3}',
  ]) {
    assert.equal(mayBePack(text, false), true, text);
  }
});

test('one unknown text is one of Palette only while an author is writing', () => {
  assert.equal(mayBePack('{"name": "x", "description": "y"}', true), true);
  assert.equal(mayBePack('{"name": "x", "description": "y"}', false), false);
});
