import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWords, worstFile } from '../../src/checked';

const file = (uri: string, error: number, warning: number, information = 0, hint = 0) => ({
  uri,
  problems: { error, warning, information, hint },
});

test('the problems of a pack are counted in a sentence', () => {
  assert.equal(inWords({ name: 'web', files: [] }), 'web has no problems.');
  const files = [file('a', 1, 0, 2), file('b', 1, 1, 0, 1)];
  assert.equal(inWords({ name: 'web', files }), 'web has 2 errors, 1 warning, 2 notes, 1 hint.');
});

test('the file with the worst problems is shown', () => {
  assert.equal(worstFile({ name: 'web', files: [] }), undefined);
  const files = [file('a', 0, 9), file('b', 1, 0), file('c', 1, 2)];
  assert.equal(worstFile({ name: 'web', files })?.uri, 'c');
});
