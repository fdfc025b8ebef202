import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary } from '../meters/frames.mjs';

test('a late frame is told, and lowers the rate', () => {
  const steady = summary(Array(60).fill(1000 / 60));
  assert.ok(Math.abs(steady.rate - 60) < 1e-6);
  assert.equal(steady.late, 0);
  const halting = summary([...Array(30).fill(1000 / 60), 500]);
  assert.equal(halting.frames, 31);
  assert.ok(Math.abs(halting.rate - 31) < 1e-6);
  assert.equal(halting.worst, 500);
  assert.equal(halting.late, 1 / 31);
});

test('where nothing was drawn there is no rate', () => {
  assert.throws(() => summary([]), /No frame/);
});
