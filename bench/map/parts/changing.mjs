import { join } from 'node:path';
import { traced } from '../meters/trace.mjs';
import { pause } from '../setting/processes.mjs';
import { viewOf } from '../setting/venue.mjs';

/** What is looked at: seats of a size to choose from, with their numbers, and seats as dots. All that change are in view. */
const VIEWS = { near: 200, far: 700 };
/** Changes a second, the few and the many. */
export const RATES = [250, 1_000];
/** What begins is not what is measured, in milliseconds. */
const WARM = 1_000;

/**
 * What a change of a seat in view costs the page's main thread while nobody moves: its time with changes less its time without, both
 * from traces, for each change that came. What frames cost that are drawn because of changes counts as theirs.
 */
export async function measureChanging({ browser, venue, subjects, options, say }) {
  const measured = {};
  for (const [name, side] of Object.entries(VIEWS)) {
    measured[name] = {};
    const view = viewOf(venue, side, 1);
    for (const subject of subjects) {
      const runs = [];
      for (let run = 0; run < options.runs; run += 1) {
        const file = run === 0 && subject.name === 'Jari' && options.trace;
        runs.push(await cost(browser, subject, view, options.seconds, file && join(file, `changing-${name}`)));
        say(`${subject.name}, ${name}, run ${run + 1}: ${JSON.stringify(runs.at(-1))}`);
      }
      measured[name][subject.name] = runs;
    }
  }
  return measured;
}

async function cost(browser, subject, view, seconds, file) {
  const opened = await subject.open(browser, 'desk', view);
  try {
    const watch = (trace) => traced(opened.page, () => pause(1000 * seconds), trace);
    const still = await watch();
    const figures = { still: still.busyMicros / still.micros };
    for (const rate of RATES) {
      await subject.beginChanges(opened, rate);
      await pause(WARM);
      const { result: changes, busyMicros, micros, drawn } = await traced(opened.page, () => counted(subject, opened, seconds));
      await subject.pauseChanges(opened);
      if (changes === 0) throw new Error(`${subject.name} has taken no change`);
      figures[rate] = (busyMicros - figures.still * micros) / changes;
      figures[`taken${rate}`] = (changes / micros) * 1e6;
      figures[`drawn${rate}`] = (drawn / micros) * 1e6;
      if (file) {
        await subject.beginChanges(opened, rate);
        await watch(`${file}-${rate}.json`);
        await subject.pauseChanges(opened);
      }
    }
    const [few, many] = RATES.map((rate) => figures[`taken${rate}`]);
    figures.more = (figures[RATES[1]] * many - figures[RATES[0]] * few) / (many - few);
    return figures;
  } finally {
    await opened.close();
  }
}

/** How many changes come in so many seconds. */
async function counted(subject, opened, seconds) {
  const before = await subject.count(opened);
  await pause(1000 * seconds);
  return (await subject.count(opened)) - before;
}
