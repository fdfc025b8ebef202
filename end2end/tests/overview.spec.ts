import { expect, test } from '../support/fixtures';
import { SeatMap } from '../support/seat_map';
import { accessibleName, escaped } from '../support/text';

test('the map of the venue counts down and up while one looks', async ({ page, buyer, match, block }) => {
  await page.goto(`/ko/matches/${match.id}`);
  await new SeatMap(page).isConnected();
  const link = page
    .getByLabel('경기장 지도')
    .getByRole('link', { name: new RegExp(`^${escaped(block.name)},.*잔여 [0-9,]+석`) });
  const free = async () => Number(/잔여 ([0-9,]+)석/.exec(await accessibleName(link))?.[1].replaceAll(',', ''));
  const before = await free();
  const [seat] = await buyer.available(match, block);

  await buyer.hold(match, seat);
  await expect.poll(free).toBe(before - 1);
  await buyer.release(match, seat);
  await expect.poll(free).toBe(before);
});
