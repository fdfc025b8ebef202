import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTrace } from '../meters/trace.mjs';

const task = (ts, dur, tid = 2) => ({ name: 'ThreadControllerImpl::RunTask', ph: 'X', pid: 1, tid, ts, dur });
const stamp = (name, ts) => ({ name, ph: 'R', pid: 1, tid: 2, ts });

test('what the main thread did between the marks is counted once', () => {
  const events = [
    stamp('mark-begin', 100),
    // Of which the half is within.
    task(90, 20),
    // A task within a task.
    task(200, 50),
    task(210, 10),
    // Another thread, and what comes later.
    task(300, 100, 3),
    task(990, 100),
    { name: 'DrawFrame', ph: 'I', pid: 1, tid: 9, ts: 500 },
    { name: 'DrawFrame', ph: 'I', pid: 7, tid: 9, ts: 500 },
    stamp('mark-end', 1_000),
  ];
  assert.deepEqual(readTrace(events, 'mark'), { busyMicros: 70, micros: 900, drawn: 1 });
});

test('a trace without its marks is none', () => {
  assert.throws(() => readTrace([task(0, 1)], 'mark'), /marks/);
});
