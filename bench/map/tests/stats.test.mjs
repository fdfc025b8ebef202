import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from '../stats.mjs';

test('the median is the middle of what is known', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, undefined, 3, NaN, 2]), 2.5);
  assert.equal(median([undefined]), undefined);
});
