import { LIVE } from '../support/badge';
import { expect, test } from '../support/behind_middlebox';
import { SeatMap } from '../support/seat_map';

test.use({ settings: { JARI_HEARTBEAT_SECS: '60' } });

test('a page waits for a sign of life as long as the server says that one may take', async ({
  page,
  middlebox,
  match,
  block,
}) => {
  await page.clock.install();
  const map = await SeatMap.open(page, match, block);
  // One of the match, and then one of the blocks in view.
  const before = middlebox.streams.length;

  // Two minutes without one, and some looks at how it is.
  await page.clock.fastForward(120_000);
  await page.clock.runFor(3_000);
  await expect(page.getByRole('status').filter({ hasText: LIVE })).toBeVisible();
  expect(middlebox.streams).toHaveLength(before);

  await page.clock.fastForward(60_000);
  await expect.poll(() => middlebox.streams.length, { timeout: 10_000 }).toBe(before + 1);
  await map.isLive();
});
