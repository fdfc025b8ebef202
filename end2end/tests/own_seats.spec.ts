import { expect, test } from '../support/fixtures';
import { AVAILABLE, HELD, OWN, SeatMap } from '../support/seat_map';

test('the list of own seats shows each with its time, and gives it back', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [first, second] = await map.freePlaces(2);
  await map.take(first);
  await map.take(second);
  await expect(map.mine.getByRole('listitem')).toHaveCount(2);
  await expect(map.mine.getByRole('timer').first()).toContainText(/\d/);

  await map.mine.getByRole('button', { name: /선택 해제$/ }).first().press('Enter');
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
  await expect(map.inState(OWN)).toHaveCount(1);
  await expect(map.seat(first, AVAILABLE).or(map.seat(second, AVAILABLE))).toHaveCount(1);
  // The button is gone, and the keyboard goes on from where it was.
  await expect(map.mine.getByRole('heading')).toBeFocused();
});

test('what was taken in another tab is one’s own on coming back to this one', async ({ page, context, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const other = await SeatMap.open(await context.newPage(), match, block);
  const [place] = await other.freePlaces(1);
  await other.take(place);
  await expect(map.seat(place, HELD)).toBeAttached();
  // A headless browser hides no tab, so it is told what it would say by itself.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(map.seat(place, OWN)).toBeAttached();
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
});
