import { pause } from '../setting/processes.mjs';

/** How often a hand is told of, in milliseconds: as often as the screen is drawn. */
const STEP = 1000 / 60;
/** So many steps may be under way. A page that is slower is told of fewer, larger ones, as by a real mouse. */
const UNDER_WAY = 3;

/**
 * Takes steps for so many milliseconds: each is told how far the time has gone, from 0 to 1, and sends what follows from it. Nobody
 * waits for a page that is slow.
 */
export async function steps(millis, send) {
  const begin = performance.now();
  let underWay = 0;
  for (let turn = 1; ; turn += 1) {
    const due = begin + turn * STEP;
    await pause(Math.max(0, due - performance.now()));
    const part = Math.min(1, (performance.now() - begin) / millis);
    if (underWay < UNDER_WAY || part === 1) {
      underWay += 1;
      const sent = send(part).finally(() => (underWay -= 1));
      if (part === 1) return await sent;
      sent.catch(() => {});
    }
  }
}
