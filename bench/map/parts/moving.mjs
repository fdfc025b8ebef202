import { join } from 'node:path';
import { tour } from '../input/tour.mjs';
import { countFrames, FRAMES } from '../meters/frames.mjs';
import { traced } from '../meters/trace.mjs';
import { worked } from '../meters/work.mjs';
import { viewOf } from '../setting/venue.mjs';

/** Seats are dots at first, of which some thousands are in view. */
const SIDE = 700;
/** Changes a second. */
export const RATE = 1_000;

/** How a map moves under a hand, without changes and with them, on each screen. */
export async function measureMoving({ browser, venue, subjects, options, say }) {
  const view = viewOf(venue, SIDE);
  const measured = {};
  for (const screen of ['desk', 'phone', 'sharp']) {
    measured[screen] = {};
    for (const subject of subjects) {
      // A screen of many pixels is for those alone that draw pixels.
      if (screen === 'sharp' && subject.name !== 'Jari') continue;
      const runs = [];
      for (let run = 0; run < options.runs; run += 1) {
        runs.push(await move(browser, subject, screen, view));
        if (run === 0 && subject.name === 'Jari' && options.trace) {
          await profile(browser, subject, screen, view, join(options.trace, `moving-${screen}.json`));
        }
        say(`${subject.name}, ${screen}, run ${run + 1}: ${JSON.stringify(runs.at(-1))}`);
      }
      measured[screen][subject.name] = runs;
    }
  }
  return measured;
}

async function move(browser, subject, screen, view) {
  const opened = await subject.open(browser, screen, view, FRAMES);
  try {
    const look = () => worked(opened, () => countFrames(opened.page, () => tour(opened.hand, opened.box)));
    const still = await look();
    await subject.show(opened, view);
    const begun = performance.now();
    await subject.beginChanges(opened, RATE);
    const changing = await look();
    const seconds = (performance.now() - begun) / 1000;
    const { made, taken } = await subject.pauseChanges(opened);
    const figures = ({ result, busy }) => ({ ...result, busy });
    return { still: figures(still), changing: { ...figures(changing), made: made / seconds, taken: taken / seconds } };
  } finally {
    await opened.close();
  }
}

/** The same once more, to look into what it does. */
async function profile(browser, subject, screen, view, file) {
  const opened = await subject.open(browser, screen, view);
  try {
    await traced(opened.page, () => tour(opened.hand, opened.box), file);
  } finally {
    await opened.close();
  }
}
