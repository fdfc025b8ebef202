import { join } from 'node:path';
import { Buyer } from '../support/buyer';
import { test } from '../support/fixtures';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';

/** What each of some other buyers has taken, by the order of the seats. */
const OTHERS = [
  [4, 5, 31, 32, 33],
  [58, 59, 101, 102, 103, 104],
  [84, 85, 122, 123, 140, 141],
  [160, 161, 175, 176],
];

test('a block with seats of one’s own and of others', async ({ page, playwright, jari, match, block }) => {
  await page.setViewportSize({ width: 1200, height: 760 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });

  const map = await SeatMap.open(page, match, block);
  const places = await map.freePlaces(40);
  for (const taken of OTHERS) {
    const request = await playwright.request.newContext({ baseURL: jari.url });
    const other = new Buyer(request);
    const seats = await other.seats(match, block);
    for (const index of taken) await other.hold(match, seats[index]);
    await request.dispose();
  }
  for (const place of [places[20], places[21]]) await map.take(place);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, 'readme.png') });
});
