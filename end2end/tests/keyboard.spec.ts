import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { AVAILABLE, OWN, placeOf, SeatMap } from '../support/seat_map';
import { accessibleName } from '../support/text';

/** Whether the map looks different when the seat that has the focus has none. */
async function showsItsFocus(page: Page, focused: Locator): Promise<boolean> {
  const place = await placeOf(focused);
  const seat = page.getByRole('gridcell', { name: new RegExp(`^${place},`) });
  const picture = () => page.locator('.surface-frame canvas').screenshot({ animations: 'disabled' });
  const shown = await picture();
  await seat.evaluate((cell: HTMLElement) => cell.blur());
  // The next frame draws it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const blurred = await picture();
  await seat.focus();
  return !shown.equals(blurred);
}

/** Presses a key until `done`; a person would give up at some point, too. */
async function pressUntil(page: Page, key: string, done: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press(key);
    if (await done()) return;
  }
  throw new Error(`pressed ${key} 30 times in vain`);
}

test.use({ contextOptions: { reducedMotion: 'reduce' } });

test('a seat can be found, taken and given back with the keyboard alone', async ({ page, match, block }) => {
  const seats = await SeatMap.open(page, match, block);
  const focused = seats.map.locator(':focus');
  const press = (key: string) => page.keyboard.press(key);

  // Whoever comes for a block is among its seats, of which one alone is a stop.
  await expect(focused).toHaveCount(1);
  await expect(seats.map.locator('[tabindex="0"]')).toHaveCount(1);
  expect(await showsItsFocus(page, focused)).toBe(true);

  const start = await placeOf(focused);
  await press('ArrowRight');
  const right = await placeOf(focused);
  expect(right).not.toBe(start);
  await press('ArrowLeft');
  expect(await placeOf(focused)).toBe(start);
  await press('ArrowDown');
  expect(await placeOf(focused)).not.toBe(start);

  await pressUntil(page, 'ArrowRight', async () => (await accessibleName(focused)).endsWith(AVAILABLE));
  const place = await placeOf(focused);

  await press('Enter');
  await expect(seats.seat(place, OWN)).toBeAttached();
  await expect(seats.seat(place, OWN)).toBeFocused();
  await press('Space');
  await expect(seats.seat(place, AVAILABLE)).toBeAttached();
  await expect(seats.seat(place, AVAILABLE)).toBeFocused();

  // The map is no trap: the next stop is outside of it.
  await press('Tab');
  await expect(focused).toHaveCount(0);
});
