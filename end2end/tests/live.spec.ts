import { expect, test } from '../support/fixtures';
import { AVAILABLE, HELD, SeatMap } from '../support/seat_map';

/** What "live" means to a person. */
const AT_ONCE = { timeout: 1_000 };

test('what one person takes, everybody else sees taken within a second', async ({ page, newPage, match, block }) => {
  const mine = await SeatMap.open(page, match, block);
  const theirs = await SeatMap.open(await newPage(), match, block);
  const [first, second] = await mine.freePlaces(2);

  await mine.take(first);
  await expect(theirs.seat(first, HELD)).toBeAttached(AT_ONCE);

  await theirs.take(second);
  await expect(mine.seat(second, HELD)).toBeAttached(AT_ONCE);

  await mine.giveBack(first);
  await expect(theirs.seat(first, AVAILABLE)).toBeAttached(AT_ONCE);

  await theirs.giveBack(second);
  await expect(mine.seat(second, AVAILABLE)).toBeAttached(AT_ONCE);
});

test('a map that is opened later shows what was taken before', async ({ page, buyer, match, block }) => {
  const [seat] = await buyer.available(match, block);
  await buyer.hold(match, seat);

  const map = await SeatMap.open(page, match, block);
  await expect(map.inState(HELD)).not.toHaveCount(0);
  const before = await map.inState(HELD).count();

  await buyer.release(match, seat);
  await expect(map.inState(HELD)).toHaveCount(before - 1, AT_ONCE);
});
