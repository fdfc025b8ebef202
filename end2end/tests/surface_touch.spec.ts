import { expect, test } from '../support/fixtures';
import { Surface, WHOLE } from '../support/surface';
import { Fingers } from '../support/touch';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** The view that the address says: its middle, and the side of what is seen. */
function view(url: string): [number, number, number] {
  const at = new URL(url).searchParams.get('at');
  const [x, y, side] = (at ?? '').split(',').map(Number);
  return [x, y, side];
}

test('two fingers lead nearer and back, and one moves the map on', async ({ page, match }) => {
  const surface = await Surface.open(page, match);
  const fingers = await Fingers.on(page);
  const { x, y } = await surface.middle();
  const apart = (by: number) => [{ x: x - by, y }, { x: x + by, y }];
  const [near, far] = [apart(20), apart(110)];
  await fingers.move([
    [near[0], far[0]],
    [near[1], far[1]],
  ]);
  await expect(page).toHaveURL(/[?&]at=/);
  const [before, , side] = view(page.url());

  await fingers.move([[{ x: x + 60, y }, { x: x - 60, y }]]);
  await expect.poll(() => view(page.url())[0]).toBeGreaterThan(before);
  expect(view(page.url())[2]).toBe(side);

  await fingers.move([
    [far[0], near[0]],
    [far[1], near[1]],
  ]);
  await fingers.move([
    [far[0], near[0]],
    [far[1], near[1]],
  ]);
  await surface.showsAll();
});

test('a finger on the whole venue moves the page, and a tap where seats are small leads nearer and takes none', async ({
  page,
  match,
  block,
}) => {
  const surface = await Surface.open(page, match);
  const fingers = await Fingers.on(page);
  const { x, y } = await surface.middle();
  await fingers.move([[{ x, y: y + 100 }, { x, y: y - 100 }]]);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(50);
  await surface.showsAll();
  await page.evaluate(() => window.scrollTo(0, 0));

  await surface.link(block).click();
  await surface.showsBlock(block);
  await page.waitForTimeout(500);
  await expect(surface.mine.getByRole('listitem')).toHaveCount(0);
  await page.getByRole('button', { name: WHOLE }).click();
  await surface.showsAll();
});

test('the line of one’s own seats covers nothing of the map', async ({ page, buyer, match, block }) => {
  const [seat] = (await buyer.available(match, block)).slice(5);
  const surface = await Surface.open(page, match, `?seat=${seat.id}`);
  const frame = page.locator('.surface-frame');
  // The map's lower edge is at the foot of the screen, where the line will be.
  await frame.evaluate((map) => map.scrollIntoView({ block: 'end' }));
  const { x, y } = await surface.middle();
  await page.touchscreen.tap(x, y);
  await expect(surface.mine).toContainText('1 / 6석');
  const bottom = async () => {
    const [map, line] = [await frame.boundingBox(), await surface.mine.boundingBox()];
    return map && line ? map.y + map.height - line.y : Number.NaN;
  };
  await expect.poll(bottom).toBeLessThanOrEqual(0);
  expect((await frame.boundingBox())?.y).toBeGreaterThanOrEqual(0);
});
