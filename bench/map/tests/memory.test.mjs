import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSamples } from '../parts/memory.mjs';

test('what grows in the second half is told', () => {
  assert.equal(readSamples(Array(40).fill(5)).growth, 0);
  assert.deepEqual(readSamples([9, 9, 1, 1, 2, 2, 4, 4]), { last: 4, most: 9, growth: 2 });
});
