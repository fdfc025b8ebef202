import { expect, test } from '../support/fixtures';
import { Gate } from '../support/gate';
import { AVAILABLE, HELD, OWN, SeatMap } from '../support/seat_map';

test('of two who want the same seat one gets it, and the other is told', async ({
  page,
  newPage,
  buyer,
  match,
  block,
}) => {
  const mine = await SeatMap.open(page, match, block);
  const theirs = await SeatMap.open(await newPage(), match, block);
  const [place] = await mine.freePlaces(1);
  const before = await buyer.available(match, block);

  // Each asks before it can see what the other has got.
  const gate = new Gate(2);
  for (const map of [mine, theirs]) await gate.before(map.page, '**/fn/hold_seat*');
  await Promise.all([mine, theirs].map((map) => map.press(place, AVAILABLE)));

  const told = (map: SeatMap) => map.alert.filter({ hasText: '먼저 선택한 좌석' });
  await expect.poll(async () => (await told(mine).count()) + (await told(theirs).count())).toBe(1);
  const [loser, winner] = (await told(mine).count()) === 1 ? [mine, theirs] : [theirs, mine];

  await expect(winner.seat(place, OWN)).toBeAttached();
  await expect(loser.seat(place, HELD)).toBeAttached();
  await expect(winner.mine.getByRole('listitem')).toHaveCount(1);
  await expect(loser.mine.getByRole('listitem')).toHaveCount(0);
  expect(await buyer.available(match, block)).toHaveLength(before.length - 1);
});
