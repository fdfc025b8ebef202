import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { AVAILABLE, OWN, placeOf, SeatMap } from '../support/seat_map';

const SIZE = '함께 앉을 인원';

test('a party takes seats side by side with one press, and lets each go by itself', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  await page.getByLabel(SIZE).selectOption('3');
  const told = page.getByRole('status').filter({ hasText: /나란한 3석을 한 번에|함께 선택할 자리/ });
  await expect(told).toBeVisible();
  const fits = map.map.locator('[aria-disabled=false]').first();
  await fits.focus();
  await expect(page.getByRole('status').filter({ hasText: '함께 선택할 자리' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(map.inState(OWN)).toHaveCount(3);
  await expect(map.alert).toContainText('3석을 함께 선택했습니다');
  await expect(map.mine.getByRole('listitem')).toHaveCount(3);
  const numbers = await Promise.all([0, 1, 2].map(async (n) => Number(/(\d+)번/.exec(await placeOf(map.inState(OWN).nth(n)))?.[1])));
  expect(numbers.map((number) => number - numbers[0])).toEqual([0, 1, 2]);

  await map.inState(OWN).first().press('Enter');
  await expect(map.inState(OWN)).toHaveCount(2);
});

test('where there are not so many together it says so, and shows where there are', async ({ page, buyer, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const places = await map.freePlaces(3);
  // The third seat of the first row is taken, so that two are left before it.
  const [, , third] = await buyer.seats(match, block);
  await buyer.hold(match, third);
  await expect(map.seat(places[2], AVAILABLE)).toHaveCount(0);
  await page.getByLabel(SIZE).selectOption('3');
  await map.press(places[0], AVAILABLE);
  await expect(map.alert).toContainText('여기에는 3석이 나란히 비어 있지 않습니다');
  await expect(map.inState(OWN)).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: '가까운 3석' })).toBeVisible();
  await page.getByRole('button', { name: '이 3석 잡기' }).click();
  await expect(map.inState(OWN)).toHaveCount(3);
  await expect(page.getByRole('button', { name: '이 3석 잡기' })).toHaveCount(0);
});

test('whoever loses the race for one of them gets none, and is shown others', async ({ page, buyer, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  await page.getByLabel(SIZE).selectOption('2');
  const [first, second] = await map.freePlaces(2);
  const [, seat] = await buyer.seats(match, block);
  await page.route('**/fn/hold_seats*', async (route) => {
    await buyer.hold(match, seat);
    await route.continue();
  }, { times: 1 });
  await map.press(first, AVAILABLE);
  await expect(map.alert).toContainText('먼저 선택한 좌석');
  await expect(map.inState(OWN)).toHaveCount(0);
  await expect(map.seat(second, AVAILABLE)).toHaveCount(0);
  await page.getByRole('button', { name: '이 2석 잡기' }).click();
  await expect(map.inState(OWN)).toHaveCount(2);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a party chooses a seat, and holds those beside it by a form', async ({ page, buyer, match, block }) => {
    const map = await BlockPage.visit(page, match, block);
    await page.getByLabel(SIZE).selectOption('3');
    await page.getByRole('button', { name: '적용' }).click();
    await expect(page).toHaveURL(/\?party=3$/);
    await map.map.getByRole('link', { name: /선택 가능$/ }).first().click();
    await expect(page).toHaveURL(/seat=\d+&party=3$/);
    const chosen = page.getByRole('region', { name: '선택한 좌석' });
    await expect(chosen).toContainText('함께 선택할 자리');
    await chosen.getByRole('button', { name: '이 3석 잡기' }).click();
    await expect(map.mine.getByRole('listitem')).toHaveCount(3);
    await expect(page.getByLabel(SIZE)).toHaveValue('3');

    // Where there is no room a link leads to where there is.
    const free = await buyer.available(match, block);
    await buyer.hold(match, free[2]);
    await page.goto(`/ko/matches/${match.id}/blocks/${block.id}?seat=${free[0].id}&party=3`);
    await expect(chosen).toContainText('나란히 비어 있지 않습니다');
    await chosen.getByRole('link', { name: /가까운 3석/ }).click();
    await expect(chosen.getByRole('button', { name: '이 3석 잡기' })).toBeVisible();
  });
});
