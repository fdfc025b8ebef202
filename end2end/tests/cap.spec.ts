import { expect, test } from '../support/fixtures';
import { AVAILABLE, OWN, SeatMap } from '../support/seat_map';

test.use({ settings: { JARI_MAX_HOLDS: '6' } });

test('one seat too many is refused with a reason, and the others stay', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const places = await map.freePlaces(7);
  const seventh = places.pop() as string;
  for (const place of places) await map.take(place);

  await map.press(seventh, AVAILABLE);
  await expect(map.alert).toContainText('6석까지');
  await expect(map.seat(seventh, AVAILABLE)).toBeAttached();
  await expect(map.inState(OWN)).toHaveCount(6);
  await expect(map.mine.getByRole('listitem')).toHaveCount(6);

  await page.reload();
  await map.isLive();
  await expect(map.inState(OWN)).toHaveCount(6);
});
