import { expect, test } from '../support/fixtures';
import { AVAILABLE, HELD, SeatMap } from '../support/seat_map';

/** Long enough for two slow browsers to see the hold before it ends. */
test.use({ settings: { JARI_HOLD_TTL_SECS: '5' } });

const WHEN_IT_ENDS = { timeout: 15_000 };

test('a hold that runs out is free on every map, though nobody asks', async ({ page, newPage, match, block }) => {
  const mine = await SeatMap.open(page, match, block);
  const theirs = await SeatMap.open(await newPage(), match, block);
  const [place] = await mine.freePlaces(1);

  await mine.take(place);
  await expect(theirs.seat(place, HELD)).toBeVisible();
  await expect(mine.mine.getByRole('timer')).toBeVisible();

  await expect(theirs.seat(place, AVAILABLE)).toBeVisible(WHEN_IT_ENDS);
  await expect(mine.seat(place, AVAILABLE)).toBeVisible();
  await expect(mine.mine.getByRole('listitem')).toHaveCount(0);

  // It is not only drawn free.
  await theirs.take(place);
});
