import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { OWN, SeatMap } from '../support/seat_map';

const MINUTE = 60_000;

test.describe.configure({ timeout: 60_000 });

/** Makes the device's clock one that can be set while a page is open. Nothing else that the browser tells changes. */
async function haveClock(page: Page): Promise<(ahead: number) => Promise<void>> {
  await page.addInitScript(() => {
    const Real = Date;
    let ahead = 0;
    Object.assign(window, { setClock: (millis: number) => (ahead = millis) });
    window.Date = class extends Real {
      constructor(...parts: unknown[]) {
        super(...((parts.length > 0 ? parts : [Real.now() + ahead]) as []));
      }
      static now(): number {
        return Real.now() + ahead;
      }
    } as DateConstructor;
  });
  return (ahead) =>
    page.evaluate((millis) => {
      (window as unknown as { setClock(ahead: number): void }).setClock(millis);
    }, ahead);
}

for (const [what, ahead] of Object.entries({ 'eleven minutes forward': 11 * MINUTE, 'an hour back': -60 * MINUTE })) {
  test(`one’s own hold outlives a clock that is set ${what}`, async ({ page, match, block }) => {
    const setClock = await haveClock(page);
    const map = await SeatMap.open(page, match, block);
    const [place] = await map.freePlaces(1);
    await map.take(place);
    const asked = page.waitForResponse('**/fn/load_held*');
    await setClock(ahead);

    // The page has noticed, and asked the server.
    expect((await asked).ok()).toBe(true);
    // Some seconds later the hold is still there, with the time that the server gives it.
    const timer = map.mine.getByRole('timer');
    await expect(timer).toContainText(/9:5[0-6]/, { timeout: 15_000 });
    await expect(map.seat(place, OWN)).toBeAttached();
    await expect(map.alert).toHaveText('');
    await map.giveBack(place);
  });
}

test('a stream that is refused is tried again however often the clock is set back meanwhile', async ({
  page,
  jari,
  buyer,
  match,
  block,
}) => {
  test.slow();
  const setClock = await haveClock(page);
  const map = await SeatMap.open(page, match, block);
  // After such an answer the browser itself does not try again.
  const refuse = '**/seats/stream*';
  let refused = 0;
  await page.route(refuse, async (route) => {
    refused += 1;
    await route.fulfill({ status: 503 });
  });
  await jari.stop();
  await map.says('다시 연결 중');
  await jari.start();
  let hours = 0;
  const tried = async () => {
    hours += 1;
    await setClock(-hours * 60 * MINUTE);
    return refused;
  };
  await expect.poll(tried, { intervals: [200], timeout: 25_000 }).toBeGreaterThan(3);
  await page.unroute(refuse);

  await buyer.holdOne(match, block);
  // After so many refusals half a minute may pass until the next try.
  await map.says('실시간', 45_000);
  await expect(map.inState('다른 사람이 선택 중')).not.toHaveCount(0);
});
