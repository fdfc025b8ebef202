import { join } from 'node:path';
import { openPage } from '../setting/browser.mjs';
import { handOf } from '../input/tour.mjs';
import { Downloads } from '../meters/network.mjs';
import { MILESTONES, milestone } from '../meters/milestones.mjs';
import { traced } from '../meters/trace.mjs';

/** How long a page may take to come to life on a slow machine, in milliseconds. */
const PATIENCE = 60_000;

/** How long it takes from the navigation, in a browser that has nothing of the site, and the processor as fast as it is or a quarter. */
export async function measureOpening({ browser, server, venue, subjects, options, say }) {
  const measured = { desk1: {} };
  const withJari = subjects.some(({ name }) => name === 'Jari');
  for (const throttling of withJari ? [1, 4] : []) {
    for (const screen of ['phone', 'desk']) {
      const runs = [];
      for (let run = 0; run < options.runs; run += 1) {
        const file = run === 0 && options.trace && join(options.trace, `opening-${screen}-${throttling}.json`);
        runs.push(await openOnce({ browser, server, venue }, screen, throttling, run, file));
        say(`Jari, ${screen}, ${throttling}× throttling, run ${run + 1}: ${JSON.stringify(runs.at(-1))}`);
      }
      measured[`${screen}${throttling}`] = { Jari: runs };
    }
  }
  for (const peer of subjects.filter(({ name }) => name !== 'Jari')) {
    const runs = [];
    for (let run = 0; run < options.runs; run += 1) runs.push(await openPeer(browser, peer));
    say(`${peer.name}: ${JSON.stringify(runs)}`);
    measured.desk1[peer.name] = runs;
  }
  return measured;
}

/** A link to a seat is opened, and as soon as the seat is drawn in the middle of the map it is pressed, by a finger or the mouse. */
async function openOnce({ browser, server, venue }, screen, throttling, run, file) {
  const seat = await freeSeat(server, venue, run);
  const opened = await openPage(browser, screen, MILESTONES(venue.blocks.length));
  const { page, session } = opened;
  try {
    const downloads = await Downloads.of(opened);
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttling });
    const act = async () => {
      await page.goto(`${server.url}/ko/matches/${venue.matchId}?seat=${seat}`, { waitUntil: 'commit' });
      const drawn = await milestone(page, 'seats', PATIENCE);
      const bytes = downloads.bytes();
      await handOf(opened).press(await middleOf(page));
      const own = await milestone(page, 'own', PATIENCE);
      const painted = await milestone(page, 'map', PATIENCE);
      const first = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
      return { first, map: Math.max(painted, first), seats: drawn, own, bytes };
    };
    const result = file ? (await traced(page, act, file)).result : await act();
    await giveBack(page, server, venue, seat);
    return result;
  } finally {
    await opened.close();
  }
}

async function openPeer(browser, peer) {
  const opened = await openPage(browser, 'desk');
  try {
    await opened.page.goto(peer.address, { waitUntil: 'commit' });
    const marks = () => performance.getEntriesByName('seats-drawn')[0]?.startTime;
    const handle = await opened.page.waitForFunction(marks, undefined, { timeout: 2 * PATIENCE });
    return { seats: await handle.jsonValue() };
  } finally {
    await opened.close();
  }
}

async function middleOf(page) {
  const box = await page.locator('.surface-frame').boundingBox();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function freeSeat(server, venue, run) {
  const block = venue.blocks[(7 * run + 3) % venue.blocks.length];
  const { seats } = await server.read(`/api/matches/${venue.matchId}/blocks/${block.id}/seats`);
  const free = seats.filter(({ status }) => status === 'AVAILABLE');
  return free[free.length >> 1].id;
}

/** The next one finds the seat free again. */
async function giveBack(page, server, venue, seat) {
  const path = `${server.url}/api/matches/${venue.matchId}/allocation/seats/${seat}/release`;
  const answer = await page.request.post(path, { headers: { origin: server.url } });
  if (answer.status() !== 200) throw new Error(`Seat ${seat}, which the page says is one's own, was not: ${answer.status()}`);
}
