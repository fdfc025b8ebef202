import { CookielessWay } from '../support/cookieless';
import { expect, test } from '../support/fixtures';
import { Gate } from '../support/gate';
import { AVAILABLE, HELD, OWN, placeOf, SeatMap } from '../support/seat_map';

const OFF = '쿠키가 꺼져 있어';

test('without cookies nothing is held, and the page says what is missing', async ({
  page,
  jari,
  buyer,
  match,
  block,
}) => {
  const way = await CookielessWay.to(jari.url);
  const free = await buyer.available(match, block);
  const map = await SeatMap.visit(page, match, block, way.url);
  await map.isLive();
  const note = page.getByRole('status').filter({ hasText: OFF });
  await expect(note).toHaveCount(0);

  const [place] = await map.freePlaces(1);
  for (const _ of ['the first time', 'and again']) {
    await map.press(place, AVAILABLE);
    await expect(map.alert).toContainText('쿠키가 필요합니다');
    await expect(note).toBeVisible();
    await expect(map.seat(place, AVAILABLE)).toBeAttached();
    await expect(map.inState(OWN)).toHaveCount(0);
  }
  await expect(map.mine.getByRole('listitem')).toHaveCount(0);
  expect(await buyer.available(match, block)).toHaveLength(free.length);
  await way.close();
});

test('a browser that is set to keep no cookies is told before it asks for anything', async ({ page, match, block }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false }));
  await SeatMap.open(page, match, block);
  await expect(page.getByRole('status').filter({ hasText: OFF })).toBeVisible();
});

test('a session that was lost is replaced, and the viewer is told what went with it', async ({
  page,
  context,
  match,
  block,
}) => {
  const map = await SeatMap.open(page, match, block);
  // In the middle of the block, so that the map stays where it is: a stream of other blocks would bring a session before anything is held.
  const [lost, place] = await Promise.all([180, 181].map((index) => placeOf(map.inState(AVAILABLE).nth(index))));
  await map.take(lost);
  await context.clearCookies();
  await map.take(place);
  await expect(map.alert).toContainText('좌석 선택이 풀렸습니다');
  await expect(map.alert).toContainText(lost);
  await expect(map.seat(lost, HELD)).toBeAttached();
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByRole('status').filter({ hasText: OFF })).toHaveCount(0);
});

test.describe('a viewer in a hurry', () => {
  test.use({ settings: { JARI_CHANGE_RATE_PER_SESSION: '1', JARI_CHANGE_BURST_PER_SESSION: '1' } });

  test('is told to wait, and may go on then', async ({ page, match, block }) => {
    const map = await SeatMap.open(page, match, block);
    const places = await map.freePlaces(2);
    await new Gate(places.length).before(page, '**/fn/hold_seat*');
    for (const place of places) await map.press(place, AVAILABLE);
    await expect(map.alert).toContainText('요청이 너무 잦습니다');
    await expect(map.inState(OWN)).toHaveCount(1);

    await expect(async () => {
      await map.inState(OWN).first().press('Enter');
      await expect(map.inState(OWN)).toHaveCount(0, { timeout: 1_000 });
    }).toPass({ timeout: 10_000 });
  });
});
