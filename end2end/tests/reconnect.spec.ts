import { expect, test } from '../support/fixtures';
import { HELD, OWN, SeatMap } from '../support/seat_map';

test('the map is right again after the server was away', async ({ page, jari, buyer, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [own] = await map.freePlaces(1);
  await map.take(own);
  const held = await map.inState(HELD).count();

  await jari.stop();
  await map.says('다시 연결 중');

  await jari.start();
  const seats = await buyer.available(match, block);
  await buyer.hold(match, seats[seats.length - 1]);

  await map.isLive();
  await expect(map.inState(HELD)).toHaveCount(held + 1);
  await expect(map.seat(own, OWN)).toBeAttached();
  await map.giveBack(own);
});
