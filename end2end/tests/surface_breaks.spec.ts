import { expect, test } from '../support/fixtures';
import { SeatMap } from '../support/seat_map';
import { FREE, HELD, Surface } from '../support/surface';

// A server that goes and comes back takes its time on a busy machine.
test.describe.configure({ timeout: 60_000 });

test('a break in the middle of a drag leaves the map where it is dragged to, and right again after it', async ({
  page,
  jari,
  buyer,
  match,
  block,
}) => {
  const surface = await Surface.open(page, match);
  await surface.link(block).click();
  await surface.showsBlock(block);
  const inState = (state: string) => page.getByRole('gridcell', { name: new RegExp(`, ${state}$`) });
  const [free, held] = [await inState(FREE).count(), await inState(HELD).count()];

  const { x, y } = await surface.middle();
  const before = page.url();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 15, y - 10, { steps: 3 });
  await jari.stop();
  await new SeatMap(page).says('다시 연결 중');
  await page.mouse.move(x - 30, y - 20, { steps: 3 });
  await page.mouse.up();
  await expect(page).not.toHaveURL(before);

  await jari.start();
  const seats = await buyer.available(match, block);
  await buyer.hold(match, seats[seats.length - 1]);
  await new SeatMap(page).isLive();
  await expect(surface.grid(block)).toBeAttached();
  await expect(inState(HELD)).toHaveCount(held + 1);
  await expect(inState(FREE)).toHaveCount(free - 1);
  // What happens from now on comes as it did before.
  await buyer.hold(match, seats[0]);
  await expect(inState(HELD)).toHaveCount(held + 2);
});
