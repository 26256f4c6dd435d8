import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../src/backoff';

test('waits grow and stay at a minute; only the first death of a row is one to speak of', () => {
  const backoff = new Backoff();
  const deaths = Array.from({ length: 8 }, () => backoff.died(10));
  assert.deepEqual(
    deaths.map(d => d.wait),
    [500, 2_000, 5_000, 15_000, 30_000, 60_000, 60_000, 60_000],
  );
  assert.deepEqual(
    deaths.map(d => d.first),
    [true, false, false, false, false, false, false, false],
  );
});

test('a long life ends the row', () => {
  const backoff = new Backoff();
  backoff.died(10);
  backoff.died(10);
  assert.deepEqual(backoff.died(3_600_000), { wait: 500, first: true });
});

test('so does a restart by hand', () => {
  const backoff = new Backoff();
  backoff.died(10);
  backoff.reset();
  assert.deepEqual(backoff.died(10), { wait: 500, first: true });
});
