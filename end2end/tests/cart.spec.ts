import { Buyer } from '../support/buyer';
import { expect, test } from '../support/fixtures';
import { Gate } from '../support/gate';
import { AVAILABLE, OWN, SeatMap } from '../support/seat_map';

const LENGTHEN = '시간 연장';

// Two browsers and a hold's whole life take their time on a busy machine.
test.describe.configure({ timeout: 60_000 });

/** What the countdown says, in seconds. */
async function left(map: SeatMap): Promise<number> {
  const text = await map.mine.getByRole('timer').innerText();
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

test.describe('a cart in its last minute', () => {
  test.use({ settings: { JARI_HOLD_TTL_SECS: '60', JARI_HOLD_MAX_SECS: '75' } });

  test('is lengthened in one tab and stays one’s own in both, until it is at its end', async ({
    page,
    context,
    match,
    block,
  }) => {
    const mine = await SeatMap.open(page, match, block);
    const other = await SeatMap.open(await context.newPage(), match, block);
    const places = await mine.freePlaces(2);
    for (const place of places) await mine.take(place);
    await other.page.reload();
    await other.isLive();
    for (const place of places) await expect(other.seat(place, OWN)).toBeAttached();
    await expect(mine.alert).toContainText('1분 안에');

    // Both tabs have some seconds to show it before it says as little again.
    await expect.poll(() => left(mine), { timeout: 20_000 }).toBeLessThan(50);
    await mine.mine.getByRole('button', { name: LENGTHEN }).click();
    await expect(mine.alert).toContainText('시간을 연장했습니다');
    await expect.poll(() => left(mine)).toBeGreaterThan(50);
    await expect.poll(() => left(other)).toBeGreaterThan(50);
    for (const map of [mine, other]) {
      for (const place of places) await expect(map.seat(place, OWN)).toBeAttached();
      await expect(map.alert).not.toContainText('좌석 선택이 풀렸습니다');
      await expect(map.mine.getByRole('listitem')).toHaveCount(2);
    }

    // There is one countdown, and what is taken now ends with it.
    const [third] = await mine.freePlaces(1);
    await mine.take(third);
    await expect(mine.mine.getByRole('timer')).toHaveCount(1);

    // Once it ends as late as it may, there is nothing to press any more.
    await expect
      .poll(
        async () => {
          const button = mine.mine.getByRole('button', { name: LENGTHEN });
          if (await button.isVisible()) await button.click();
          return button.count();
        },
        { timeout: 30_000, intervals: [2_000] },
      )
      .toBe(0);
    await expect(mine.mine.getByRole('listitem')).toHaveCount(3);
  });
});

test.describe('a cart that has run out', () => {
  test.use({ settings: { JARI_HOLD_TTL_SECS: '12', JARI_HOLD_MAX_SECS: '12' } });

  test('is held again by one press, as far as it is free', async ({ page, newPage, match, block }) => {
    const mine = await SeatMap.open(page, match, block);
    const theirs = await SeatMap.open(await newPage(), match, block);
    const places = await mine.freePlaces(2);
    for (const place of places) await mine.take(place);
    const again = page.getByRole('button', { name: '같은 좌석 다시 선택' });
    await expect(again).toBeVisible({ timeout: 25_000 });
    await theirs.take(places[0]);
    await again.click();
    await expect(mine.seat(places[1], OWN)).toBeAttached();
    await expect(mine.alert).toContainText('일부 좌석을 다른 분이 선택했습니다');
    await expect(mine.mine.getByRole('listitem')).toHaveCount(1);
    await expect(again).toHaveCount(0);
  });
});

test('a cart follows to other pages, says what it costs, and is gone there once it was bought', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const cart = page.getByRole('banner').getByRole('link', { name: /^내 좌석 1석 · [\d,]+원 · \d+:\d\d$/ });
  await expect(cart).toHaveCount(0);
  // By a link, which loads nothing anew, and by its address.
  await page.getByRole('link', { name: '경기', exact: true }).click();
  await expect(cart).toBeVisible();
  await page.goto('/ko');
  await cart.click();
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
  await expect(cart).toHaveCount(0);

  const buyer = new Buyer(page.request);
  const [seat] = (await buyer.seats(match, block)).filter(({ status }) => status === 'HOLD');
  await page.goto('/ko');
  await expect(cart).toBeVisible();
  await buyer.complete(match, seat);
  await page.reload();
  await expect(cart).toHaveCount(0);
});

test('who loses a race is offered the nearest free seat like it', async ({ page, buyer, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [place] = await map.freePlaces(1);
  const [seat] = await buyer.available(match, block);
  const gate = new Gate(2);
  await gate.before(page, '**/fn/hold_seat*');
  const pressed = map.press(place, AVAILABLE);
  await pressed;
  await buyer.hold(match, seat);
  gate.open();
  await expect(map.alert).toContainText('먼저 선택한 좌석');
  const offer = page.getByRole('status').filter({ hasText: '가까운 빈 좌석' });
  await expect(offer).toBeVisible();
  await offer.getByRole('button', { name: '이 좌석 선택' }).click();
  await expect(map.mine.getByRole('listitem')).toHaveCount(1);
  await expect(offer).toHaveCount(0);
});

test('a seat’s ticket type is chosen by keyboard, counts in the total, and stays with it in the tab', async ({
  page,
  match,
  block,
}) => {
  const map = await SeatMap.open(page, match, block);
  const places = await map.freePlaces(2);
  for (const place of places) await map.take(place);
  const total = map.mine.locator('p').filter({ hasText: '합계' });
  const won = async () => Number((await total.innerText()).replaceAll(/\D/g, ''));
  const full = await won();
  const choice = map.mine.getByRole('combobox', { name: new RegExp(`${places[0]} 권종`) });
  await choice.focus();
  await page.keyboard.press('End');
  await expect(choice).toHaveValue('child');
  await expect.poll(won).toBe(full * 0.75);
  await page.reload();
  await map.isLive();
  await expect(choice).toHaveValue('child');
  await expect.poll(won).toBe(full * 0.75);
  // It follows through the list of matches.
  await page.getByRole('navigation').getByRole('link', { name: '경기', exact: true }).click();
  await page.getByRole('link', { name: match.name }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: match.name })).toBeVisible();
  await expect(map.mine.getByRole('combobox').first()).toHaveValue('child');
  await expect.poll(won).toBe(full * 0.75);
});
