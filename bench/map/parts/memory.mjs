import { startBrowser } from '../setting/browser.mjs';
import { ownMemory, pageProcess } from '../meters/memory.mjs';
import { pause } from '../setting/processes.mjs';
import { viewOf } from '../setting/venue.mjs';
import { median } from '../stats.mjs';

/** What is looked at, and how many of its seats change in a second. */
const SIDE = 700;
export const RATE = 500;
/** So many times it is looked at how much it is. */
const LOOKS = 60;
/** The other maps are watched for so long at the most, in minutes. */
const SHORT = 1;

/** The memory of a page whose seats change for minutes, in a browser of its own. */
export async function measureMemory({ venue, subjects, options, say }) {
  const measured = {};
  const view = viewOf(venue, SIDE);
  for (const subject of subjects) {
    const minutes = subject.name === 'Jari' ? options.minutes : Math.min(SHORT, options.minutes);
    const browser = await startBrowser();
    try {
      measured[subject.name] = await watch(browser, subject, view, minutes);
    } finally {
      await browser.close();
    }
    say(`${subject.name}: ${JSON.stringify(measured[subject.name])}`);
  }
  return measured;
}

async function watch(browser, subject, view, minutes) {
  const opened = await subject.open(browser, 'desk', view);
  const pid = await pageProcess(browser);
  const begun = performance.now();
  await subject.beginChanges(opened, RATE);
  const first = await ownMemory(pid);
  const samples = [];
  for (let look = 1; look <= LOOKS; look += 1) {
    await pause(begun + (look / LOOKS) * minutes * 60_000 - performance.now());
    samples.push(await ownMemory(pid));
  }
  const { made, taken } = await subject.pauseChanges(opened);
  const seconds = (performance.now() - begun) / 1000;
  return { minutes, first, ...readSamples(samples), made: made / seconds, taken: taken / seconds, samples };
}

/** The last of it, and how much more it is in the last quarter of the time than in the one before. */
export function readSamples(samples) {
  const quarter = (from) => median(samples.slice((from * samples.length) / 4, ((from + 1) * samples.length) / 4));
  return { last: quarter(3), most: Math.max(...samples), growth: quarter(3) - quarter(2) };
}
