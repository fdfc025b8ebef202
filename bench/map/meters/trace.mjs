import { writeFile } from 'node:fs/promises';

/** Tasks as a whole: as little as there is, so that it is not the tracing that is measured. */
const TASKS = ['toplevel', 'disabled-by-default-devtools.timeline.frame'];
/** The same with what happens within them. */
const PROFILE = [...TASKS, 'devtools.timeline', 'blink', 'cc', 'viz', 'v8', 'disabled-by-default-v8.cpu_profiler', 'disabled-by-default-devtools.timeline'];

/** Traces what a page does while something is done; the whole trace goes to a file, with profiles, if one is named. */
export async function traced(page, act, file) {
  const session = await page.context().browser().newBrowserCDPSession();
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const ended = new Promise((done) => session.once('Tracing.tracingComplete', done));
  const mark = `jari-${Math.random()}`;
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: [...(file ? PROFILE : TASKS), 'blink.user_timing'] },
  });
  const stamp = (name) => page.evaluate((named) => performance.mark(named), name);
  await stamp(`${mark}-begin`);
  const result = await act();
  await stamp(`${mark}-end`);
  await session.send('Tracing.end');
  await ended;
  await session.detach();
  if (file) await writeFile(file, JSON.stringify({ traceEvents: events }));
  return { result, ...readTrace(events, mark) };
}

/**
 * The time that the page's main thread was busy between two marks, and the frames that were drawn: both as the trace tells. The page
 * is the process and thread that has set the marks.
 */
export function readTrace(events, mark) {
  const find = (name) => events.find((event) => event.name === name);
  const [begin, end] = [find(`${mark}-begin`), find(`${mark}-end`)];
  if (!begin || !end) throw new Error('The trace lacks its marks');
  const isThread = ({ pid, tid }) => pid === begin.pid && tid === begin.tid;
  const isTask = ({ name, ph, dur }) => ph === 'X' && dur > 0 && /RunTask$/.test(name);
  const tasks = events.filter((event) => isThread(event) && isTask(event));
  const busy = outermost(tasks)
    .map(({ ts, dur }) => Math.min(ts + dur, end.ts) - Math.max(ts, begin.ts))
    .filter((time) => time > 0)
    .reduce((sum, time) => sum + time, 0);
  const isWithin = ({ ts }) => ts >= begin.ts && ts <= end.ts;
  const drawn = events.filter((event) => event.pid === begin.pid && event.name === 'DrawFrame' && isWithin(event));
  return { busyMicros: busy, micros: end.ts - begin.ts, drawn: drawn.length };
}

/** Tasks run within others while those wait: their time is counted once. */
function outermost(tasks) {
  const sorted = [...tasks].sort((a, b) => a.ts - b.ts);
  let until = -Infinity;
  return sorted.filter(({ ts, dur }) => {
    const isInner = ts < until;
    if (!isInner) until = ts + dur;
    return !isInner;
  });
}
