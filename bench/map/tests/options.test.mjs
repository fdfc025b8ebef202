import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../options.mjs';

test('all of it is measured three times where nothing else is said', () => {
  const { runs, minutes, only, maps } = readOptions([]);
  assert.deepEqual([runs, minutes, only.length, maps.length], [3, 10, 5, 3]);
});

test('a quick run is short, and known as one', () => {
  const { runs, isQuick } = readOptions(['--quick']);
  assert.deepEqual([runs, isQuick], [1, true]);
});

test('what does not exist is refused', () => {
  assert.throws(() => readOptions(['--only', 'moving,flying']), /no flying/);
  assert.throws(() => readOptions(['--minutes', '0']), /no number above 0/);
  assert.throws(() => readOptions(['--hours', '1']));
});
