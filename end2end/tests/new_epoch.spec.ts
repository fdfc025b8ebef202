import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { HELD, OWN, SeatMap } from '../support/seat_map';

test.describe.configure({ timeout: 90_000 });

/** Counts how often a page asks which seats are its own. */
function countQuestions(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.url().includes('/fn/load_held')) count += 1;
  });
  return () => count;
}

test('when an epoch ends, only who holds something asks what has become of it', async ({
  page,
  newPage,
  jari,
  buyer,
  match,
  block,
}) => {
  const holder = await SeatMap.open(page, match, block);
  const others = [await newPage(), await newPage()];
  const maps = [holder];
  for (const other of others) maps.push(await SeatMap.open(other, match, block));
  const [place] = await holder.freePlaces(1);
  await holder.take(place);
  const questions = [page, ...others].map(countQuestions);

  await jari.stop();
  await jari.renewEpoch();
  await jari.start();
  const seats = await buyer.available(match, block);
  await buyer.hold(match, seats[seats.length - 1]);
  for (const [index, map] of maps.entries()) {
    await map.isLive();
    // The buyer's, and for the others the holder's.
    await expect(map.inState(HELD)).toHaveCount(index === 0 ? 1 : 2, { timeout: 10_000 });
  }
  // Whoever holds something asks for each stream that begins with everything: of the seats in view, and of all where the map has moved.
  await expect.poll(() => questions.map((count) => Math.min(count(), 1))).toEqual([1, 0, 0]);
  expect(questions[0]()).toBeLessThanOrEqual(2);
  await expect(holder.seat(place, OWN)).toBeAttached();
  await holder.giveBack(place);
});
