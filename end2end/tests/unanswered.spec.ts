import type { Page, Route } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { AVAILABLE, OWN, SeatMap } from '../support/seat_map';

/** More than anybody waits for an answer. */
const TOO_LONG = 11_000;
const PENDING = '처리 중';

/** Requests to a server function come to nothing: what happens to them on the way is `fate`. */
async function swallow(page: Page, name: string, fate: (route: Route) => Promise<unknown>): Promise<() => number> {
  let swallowed = 0;
  await page.route(`**/fn/${name}*`, async (route) => {
    await fate(route);
    swallowed += 1;
    // And then nobody says anything any more.
  });
  return () => swallowed;
}

const carriedOut = (route: Route) => route.fetch();
const lost = async () => {};

/** Opens a map whose time can be hurried. */
async function open(page: Page, ...place: Parameters<typeof SeatMap.open> extends [Page, ...infer P] ? P : never) {
  await page.clock.install();
  return SeatMap.open(page, ...place);
}

async function waitInVain(page: Page, swallowed: () => number): Promise<void> {
  await expect.poll(swallowed).toBeGreaterThan(0);
  await page.clock.fastForward(TOO_LONG);
}

test('a hold that was carried out but not answered is found', async ({ page, match, block }) => {
  const map = await open(page, match, block);
  const [place] = await map.freePlaces(1);
  const swallowed = await swallow(page, 'hold_seat', carriedOut);
  await map.press(place, AVAILABLE);
  await expect(map.seat(place, PENDING)).toBeAttached();

  await waitInVain(page, swallowed);
  await expect(map.seat(place, OWN)).toBeAttached();
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
  await expect(map.alert).toContainText('좌석이 선택되어 있습니다');
});

test('a hold that was lost on its way is known not to be one, and can be repeated', async ({ page, match, block }) => {
  const map = await open(page, match, block);
  const [place] = await map.freePlaces(1);
  const swallowed = await swallow(page, 'hold_seat', lost);
  await map.press(place, AVAILABLE);

  await waitInVain(page, swallowed);
  await expect(map.alert).toContainText('선택하지 못했습니다');
  await expect(map.seat(place, AVAILABLE)).toBeAttached();
  await page.unroute('**/fn/hold_seat*');
  await map.take(place);
});

test('a release that was not answered is settled as well', async ({ page, buyer, match, block }) => {
  const map = await open(page, match, block);
  const free = await buyer.available(match, block);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const swallowed = await swallow(page, 'release_seat', carriedOut);
  await map.press(place, OWN);

  await waitInVain(page, swallowed);
  await expect(map.seat(place, AVAILABLE)).toBeAttached();
  await expect(map.mine.getByRole('listitem')).toHaveCount(0);
  await expect(map.alert).toContainText('선택이 해제되었습니다');
  expect(await buyer.available(match, block)).toHaveLength(free.length);
});

test('where nothing is answered a seat does not wait for ever, and is right once something is', async ({
  page,
  match,
  block,
}) => {
  const map = await open(page, match, block);
  const [place] = await map.freePlaces(1);
  const holds = await swallow(page, 'hold_seat', carriedOut);
  const lists = await swallow(page, 'load_held', lost);
  await map.press(place, AVAILABLE);
  await waitInVain(page, holds);
  await expect(map.alert).toContainText('응답이 없습니다');
  await waitInVain(page, lists);
  await expect(map.seat(place, PENDING)).toHaveCount(0);

  await page.unroute('**/fn/load_held*');
  await expect(async () => {
    await page.clock.fastForward(TOO_LONG);
    await expect(map.seat(place, OWN)).toBeAttached({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect(map.alert).toContainText('좌석이 선택되어 있습니다');
});

test('a page that is never answered says so', async ({ page, match, block }) => {
  const map = await open(page, match, block);
  const swallowed = await swallow(page, 'load_matches', lost);
  await page.getByRole('navigation').getByRole('link', { name: '경기', exact: true }).click();
  await waitInVain(page, swallowed);
  await expect(page.getByText('응답이 없습니다')).toBeVisible();
  await expect(page.getByRole('link', { name: '다시 시도' })).toBeVisible();
  await expect(map.map).toHaveCount(0);
});
