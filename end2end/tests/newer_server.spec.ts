import { LIVE } from '../support/badge';
import { expect, test } from '../support/behind_middlebox';
import { HELD, SeatMap } from '../support/seat_map';

// A page stays open while a new version is installed: what it hears then may be of that version.

test('a state that the page does not know is taken, and the stream goes on', async ({
  page,
  middlebox,
  buyer,
  match,
  block,
}) => {
  middlebox.forgetful = true;
  middlebox.rewrite = (text) => {
    const later = text.replaceAll('"status":"HOLD"', '"status":"QUEUED","place":7');
    // What begins with every seat in view comes in several pieces: nothing is put into the middle of an event.
    return later.endsWith('\n\n') ? `${later}event: notice\ndata: {"text":"soon"}\n\ndata: no name\n\n` : later;
  };
  const [early, late] = await buyer.available(match, block);
  await buyer.hold(match, early);
  const map = await SeatMap.open(page, match, block);
  const taken = map.inState('판매됨');
  // The page carried the seat as held; the stream's first event is of the later version.
  await expect(map.inState(HELD)).toHaveCount(0);
  await expect(taken).not.toHaveCount(0);
  const before = await taken.count();
  const [place] = await map.freePlaces(1);

  await buyer.hold(match, late);
  await expect(taken).toHaveCount(before + 1, { timeout: 3_000 });
  await expect(map.seat(place, '판매됨')).toBeDisabled();
  await map.press(place, '판매됨');
  await expect(map.alert).toHaveText(/이미 예약되거나 판매된/);
  expect(middlebox.passed.filter(({ path }) => path.includes('hold_seat'))).toHaveLength(0);

  await buyer.release(match, late);
  await expect(taken).toHaveCount(before, { timeout: 3_000 });
  await map.isLive();
  // The map has gone nearer to the seat that was pressed: what is in view then is another stream's, but none was opened again.
  const blocks = middlebox.streams.map(({ path }) => new URL(path, page.url()).searchParams.get('blocks'));
  expect(blocks).toEqual([...new Set(blocks)]);
});

test('what cannot be read brings a page back less and less often', async ({ page, middlebox, buyer, match, block }) => {
  test.slow();
  const map = await SeatMap.open(page, match, block);
  const held = await map.inState(HELD).count();
  middlebox.rewrite = (text) => text.replaceAll('"seatId":', '"seatRef":').replaceAll('"seats":[', '"places":[');
  const [first, second] = await buyer.available(match, block);
  await buyer.hold(match, first);

  await expect.poll(() => middlebox.streams.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(5);
  const [, again, , , last] = middlebox.streams;
  // One, two and four seconds at least.
  expect(last.at - again.at).toBeGreaterThan(6_500);
  // What the stream cannot tell, the page has asked for.
  await expect(map.inState(HELD)).toHaveCount(held + 1, { timeout: 15_000 });

  middlebox.rewrite = (text) => text;
  await buyer.hold(match, second);
  await expect(map.inState(HELD)).toHaveCount(held + 2, { timeout: 15_000 });
  await expect(page.getByRole('status').filter({ hasText: LIVE })).toBeVisible({ timeout: 40_000 });
});
