import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MISSING, millis, ranged } from '../report/cells.mjs';
import { rowsOf } from '../report/page.mjs';
import { table } from '../report/table.mjs';

test('what was not measured is said to be so', () => {
  assert.equal(millis(undefined), MISSING);
  assert.equal(ranged(millis, [], (run) => run.own), MISSING);
  const { missing } = rowsOf({ weight: { page: { Jari: 1_000, 'seatmap-canvas': 2_000 }, wasm: { Jari: 1 }, pageWasm: { Jari: 1 } } });
  assert.ok(missing.includes('all of moving'));
  assert.ok(missing.some((what) => what.startsWith('Downloaded until the map is live')));
  assert.ok(!missing.some((what) => what.startsWith('Wasm of the list')));
});

test('several runs are told with the least and the most of them', () => {
  const runs = [{ own: 12 }, { own: 30 }, { own: 20 }];
  assert.equal(ranged(millis, runs, (run) => run.own), '20 ms (12–30)');
  assert.equal(ranged(millis, runs.slice(0, 1), (run) => run.own), '12 ms');
});

test('columns are as wide as what stands in them', () => {
  assert.equal(table(['', 'a'], [['가나', 'b']]), '|    | a |\n|----|---|\n| 가나 | b |');
});
