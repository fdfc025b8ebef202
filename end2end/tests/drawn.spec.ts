import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { AVAILABLE, placeOf } from '../support/seat_map';

/** A phone's map and one that is scaled; a large one puts the most between a seat and the map's corner. */
const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** How far a seat may be drawn from its place, in pixels: rounding. */
const NEAR = 0.6;

interface Drawn {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a seat is drawn on the map: the middle of its picture, and its size, in the map's own pixels. */
function drawn(seat: Locator): Promise<Drawn> {
  return seat.evaluate((link) => {
    const map = link.closest('svg')!.getBoundingClientRect();
    const picture = link.querySelector('use')!.getBoundingClientRect();
    const { width, height } = picture;
    return { x: picture.x + width / 2 - map.x, y: picture.y + height / 2 - map.y, width, height };
  });
}

function expectNear(actual: Drawn, expected: Drawn, what: string): void {
  const off = Math.hypot(actual.x - expected.x, actual.y - expected.y);
  expect(off, `${what}: drawn at ${actual.x}, ${actual.y} and not at ${expected.x}, ${expected.y}`).toBeLessThan(NEAR);
}

/** The first, the middle and the last seat, by their places: the last are the farthest from the map's corner. */
async function someSeats(map: BlockPage): Promise<string[]> {
  const free = map.inState(AVAILABLE);
  const count = await free.count();
  return Promise.all([0, Math.floor(count / 2), count - 1].map((index) => placeOf(free.nth(index))));
}

// The page of a block is for whoever has no JavaScript.
test.use({ javaScriptEnabled: false });

for (const [screen, viewport] of Object.entries(SCREENS)) {
  test.describe(screen, () => {
    test.use({ viewport });

    test('seats are drawn in a grid', async ({ page, match, block }) => {
      const map = await BlockPage.visit(page, match, block);
      const seats = await map.map.getByRole('link').all();
      const all = await map.map.getByRole('link').evaluateAll((links) =>
        links.map((link) => {
          const { x, y, width, height } = link.querySelector('use')!.getBoundingClientRect();
          return { name: link.getAttribute('aria-label')!, x: x + width / 2, y: y + height / 2 };
        }),
      );
      expect(all).toHaveLength(seats.length);
      const overlaps = all.filter(({ x, y }, index) =>
        all.slice(index + 1).some((other) => Math.hypot(x - other.x, y - other.y) < 10),
      );
      expect(overlaps).toEqual([]);
      // Next to each other in a row means next to each other on the map, everywhere at the same distance.
      const rowOf = (name: string) => name.split(' ')[0];
      const numberOf = (name: string) => Number(/(\d+)번/.exec(name)?.[1]);
      const byName = new Map(all.map((seat) => [`${rowOf(seat.name)} ${numberOf(seat.name)}`, seat]));
      const steps = all.flatMap((seat) => {
        const next = byName.get(`${rowOf(seat.name)} ${numberOf(seat.name) + 1}`);
        return next ? [Math.hypot(next.x - seat.x, next.y - seat.y)] : [];
      });
      expect(steps.length).toBeGreaterThan(all.length / 2);
      const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)];
      expect(steps.filter((step) => Math.abs(step - usual) < NEAR).length).toBeGreaterThan(steps.length * 0.8);
    });

    test('a seat stays where it is while it is pointed at and while it has the focus', async ({
      page,
      match,
      block,
    }) => {
      const map = await BlockPage.visit(page, match, block);
      // The keyboard is at the map, so that the focus is shown.
      await page.keyboard.press('Tab');
      for (const place of await someSeats(map)) {
        const seat = map.seat(place, AVAILABLE);
        const expected = await drawn(seat);

        await seat.focus();
        expect(await seat.evaluate((link) => link.matches(':focus-visible'))).toBe(true);
        const focused = await drawn(seat);
        expectNear(focused, expected, `${place} with the focus`);
        expect(focused.width).toBeGreaterThan(expected.width);
        // What is ringed is what Enter takes.
        const hit = await seat.evaluate((link) => {
          const { x, y, width, height } = link.querySelector('use')!.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('a') === link;
        });
        expect(hit, `${place} is under its ring`).toBe(true);

        await seat.hover();
        expectNear(await drawn(seat), expected, `${place} under the pointer`);
      }
    });
  });
}
