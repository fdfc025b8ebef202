import type { ElementHandle, Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { AVAILABLE, OWN, placeOf, SeatMap } from '../support/seat_map';
import { accessibleName } from '../support/text';

/** Whether an element looks different when it has no focus. */
async function showsItsFocus(focusedElement: Locator): Promise<boolean> {
  // Kept by itself, as the locator means nothing once the focus is gone.
  const element = (await focusedElement.elementHandle()) as ElementHandle<HTMLElement>;
  const picture = () => element.screenshot({ animations: 'disabled' });
  const focused = await picture();
  await element.evaluate((focusable) => focusable.blur());
  const blurred = await picture();
  await element.evaluate((focusable) => focusable.focus());
  return !focused.equals(blurred);
}

/** Presses a key until `done`; a person would give up at some point, too. */
async function pressUntil(page: Page, key: string, done: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press(key);
    if (await done()) return;
  }
  throw new Error(`pressed ${key} 30 times in vain`);
}

test('a seat can be found, taken and given back with the keyboard alone', async ({ page, match, block }) => {
  const seats = await SeatMap.open(page, match, block);
  const focused = seats.map.locator(':focus');
  const press = (key: string) => page.keyboard.press(key);

  // One stop for the whole map, however many seats it has.
  await pressUntil(page, 'Tab', async () => (await focused.count()) === 1);
  expect(await showsItsFocus(focused)).toBe(true);

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
  await expect(seats.seat(place, OWN)).toBeVisible();
  await expect(seats.seat(place, OWN)).toBeFocused();
  await press('Space');
  await expect(seats.seat(place, AVAILABLE)).toBeVisible();
  await expect(seats.seat(place, AVAILABLE)).toBeFocused();

  // The map is no trap: the next stop is outside of it.
  await press('Tab');
  await expect(focused).toHaveCount(0);
});
