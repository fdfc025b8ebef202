import { expect, test } from '../support/fixtures';
import { FREE, HELD, OWN, placeOf, Surface, WHOLE } from '../support/surface';

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

for (const [screen, viewport] of Object.entries(SCREENS)) {
  test.describe(screen, () => {
    test.use({ viewport, hasTouch: screen === 'phone' });

    test('a block that is pressed is flown to, and the way back leads back', async ({ page, match, block }) => {
      const surface = await Surface.open(page, match);
      await surface.showsAll();
      await surface.link(block).click();
      await surface.showsBlock(block);
      await page.goBack();
      await surface.showsAll();
      await page.goForward();
      await surface.showsBlock(block);
      // One press from everywhere.
      await page.getByRole('button', { name: WHOLE }).click();
      await surface.showsAll();
    });

    test('a link shows the same again', async ({ page, newPage, match, block }) => {
      const surface = await Surface.open(page, match);
      await surface.link(block).click();
      await surface.showsBlock(block);
      const { search } = new URL(page.url());
      const other = await Surface.open(await newPage(), match, search);
      await other.showsBlock(block);
    });

    test('a seat in the address is in the middle, and one press holds it, one more lets it go', async ({
      page,
      buyer,
      match,
      block,
    }) => {
      const [seat] = (await buyer.available(match, block)).slice(5);
      const surface = await Surface.open(page, match, `?seat=${seat.id}`);
      await expect(surface.grid(block)).toBeAttached();
      const at = await surface.middle();
      const press = () => (screen === 'phone' ? page.touchscreen.tap(at.x, at.y) : page.mouse.click(at.x, at.y));
      await press();
      await expect(surface.mine).toContainText('1 / 6석');
      const status = async () => (await buyer.seats(match, block)).find(({ id }) => id === seat.id)?.status;
      await expect.poll(status).toBe('HOLD');
      // A press that follows at once would be the second of a double one.
      await page.waitForTimeout(400);
      await press();
      await expect(surface.mine).toContainText('0 / 6석');
      await expect.poll(status).toBe('AVAILABLE');
    });

    test('what is looked for is a part of the address', async ({ page, match }) => {
      const surface = await Surface.open(page, match);
      const filter = page.getByRole('group', { name: '찾는 좌석' });
      await filter.getByRole('button', { name: '빈 좌석만' }).click();
      await expect(page).toHaveURL(/[?&]free=1/);
      await filter.getByLabel('함께 앉을 인원').selectOption('3');
      await expect(page).toHaveURL(/[?&]party=3/);
      await page.reload();
      await surface.moves();
      await expect(filter.getByRole('button', { name: '빈 좌석만' })).toHaveAttribute('aria-pressed', 'true');
      await expect(filter.getByLabel('함께 앉을 인원')).toHaveValue('3');
      await filter.getByRole('button', { name: '조건 지우기' }).click();
      await expect(page).not.toHaveURL(/free=1/);
    });
  });
}

test('the wheel and the buttons lead nearer and back', async ({ page, match }) => {
  const surface = await Surface.open(page, match);
  const at = await surface.middle();
  await page.mouse.move(at.x, at.y);
  for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, -400);
  await expect(page).toHaveURL(/[?&]at=/);
  await page.getByRole('button', { name: '축소', exact: true }).click();
  await page.getByRole('button', { name: WHOLE }).click();
  await surface.showsAll();
  await page.getByRole('button', { name: '확대', exact: true }).click();
  await expect(page).toHaveURL(/[?&]at=/);
});

test('without a mouse one comes from the whole venue to a held seat', async ({ page, match, block }) => {
  const surface = await Surface.open(page, match);
  await surface.link(block).focus();
  await page.keyboard.press('Enter');
  await expect(surface.focused()).toHaveRole('gridcell');
  await surface.showsBlock(block);
  // To the first free seat along the row.
  for (let step = 0; step < 30; step += 1) {
    if ((await surface.focused().getAttribute('aria-label'))?.endsWith(FREE)) break;
    await page.keyboard.press('ArrowRight');
  }
  const place = await placeOf(surface.focused());
  await page.keyboard.press('Enter');
  await expect(surface.cell(place, OWN)).toBeAttached();
  await expect(surface.cell(place, OWN)).toHaveAttribute('aria-selected', 'true');
  await expect(surface.mine.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press(' ');
  await expect(surface.cell(place, FREE)).toBeAttached();
  await page.keyboard.press('Escape');
  await surface.showsAll();
  await expect(surface.link(block)).toBeFocused();
});

test('arrow keys lead through the rows and on into the next block', async ({ page, match, block }) => {
  const surface = await Surface.open(page, match);
  await surface.link(block).focus();
  await page.keyboard.press('Enter');
  await expect(surface.focused()).toHaveRole('gridcell');
  const first = await placeOf(surface.focused());
  await page.keyboard.press('ArrowRight');
  const next = await placeOf(surface.focused());
  expect(next).not.toBe(first);
  await page.keyboard.press('ArrowLeft');
  expect(await placeOf(surface.focused())).toBe(first);
  const grid = page.getByRole('grid');
  const before = await grid.getAttribute('aria-label');
  for (let step = 0; step < 60 && (await grid.getAttribute('aria-label')) === before; step += 1) {
    await page.keyboard.press('ArrowRight');
  }
  expect(await grid.getAttribute('aria-label')).not.toBe(before);
  await expect(surface.focused()).toHaveRole('gridcell');
});

test('two who look at different views see each other’s changes', async ({ page, newPage, buyer, match, block }) => {
  const surface = await Surface.open(page, match);
  await surface.link(block).click();
  await surface.showsBlock(block);
  const places = surface.page.getByRole('gridcell', { name: new RegExp(`${FREE}$`) });
  const place = await placeOf(places.first());

  const other = await Surface.open(await newPage(), match);
  await other.link(block).focus();
  await other.page.keyboard.press('Enter');
  await expect(other.cell(place, FREE)).toBeAttached();
  await other.cell(place, FREE).evaluate((cell: HTMLElement) => cell.click());
  await expect(other.cell(place, OWN)).toBeAttached();
  await expect(surface.cell(place, HELD)).toBeAttached();

  // What changes while nobody looks is there when one comes back.
  await page.getByRole('button', { name: WHOLE }).click();
  await surface.showsAll();
  await other.cell(place, OWN).evaluate((cell: HTMLElement) => cell.click());
  await expect(other.cell(place, FREE)).toBeAttached();
  await surface.link(block).click();
  await surface.showsBlock(block);
  await expect(surface.cell(place, FREE)).toBeAttached();
  const [seat] = await buyer.available(match, block);
  await buyer.hold(match, seat);
  await expect(surface.page.getByRole('gridcell', { name: new RegExp(`${HELD}$`) }).first()).toBeAttached();
});
