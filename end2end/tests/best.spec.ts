import { expect, test } from '../support/fixtures';
import { OWN, SeatMap } from '../support/seat_map';
import type { Page } from '@playwright/test';

const FIND = '함께 앉을 자리 찾기';

async function seatsOf(page: Page): Promise<string[]> {
  return page.getByRole('region', { name: '내 좌석' }).getByRole('listitem').getByRole('link').allInnerTexts();
}

test('the best seats together are one press away, and others like these another', async ({ page, match }) => {
  await page.goto(`/ko/matches/${match.id}`);
  await expect(page.getByRole('status').filter({ hasText: '실시간' })).toBeVisible({ timeout: 15_000 });
  const best = page.getByRole('region', { name: '좋은 자리 찾기' });
  await best.getByLabel('인원').selectOption('3');
  await best.getByLabel('좌석당 가격').selectOption({ label: '25,000원 이하' });
  await best.getByRole('button', { name: FIND }).click();
  await expect(page.getByRole('alert')).toContainText('나란히 3석을 선택했습니다');
  await expect.poll(async () => (await seatsOf(page)).length).toBe(3);
  const first = await seatsOf(page);

  await best.getByRole('button', { name: '비슷한 다른 자리 보기' }).click();
  await expect.poll(async () => (await seatsOf(page)).some((seat) => first.includes(seat))).toBe(false);
  await expect.poll(async () => (await seatsOf(page)).length).toBe(3);

  await best.getByRole('link', { name: /내 좌석 보기/ }).click();
  const map = new SeatMap(page);
  await map.isLive();
  await expect(map.inState(OWN)).toHaveCount(3);

  // The list says where one has seats on hold.
  await page.goto('/ko');
  const card = page.getByRole('listitem').filter({ hasText: '내가 선택한 좌석 3석' });
  await expect(card.getByRole('link', { name: match.name })).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the form leads to the seats', async ({ page, match }) => {
    await page.goto(`/ko/matches/${match.id}`);
    const best = page.getByRole('region', { name: '좋은 자리 찾기' });
    await best.getByLabel('인원').selectOption('2');
    await best.getByRole('button', { name: FIND }).click();
    await expect(page).toHaveURL(/\/ko\/matches\/\d+\/blocks\/\d+$/);
    expect(await seatsOf(page)).toHaveLength(2);

    // What is on hold can be lengthened as well.
    await page.getByRole('button', { name: '시간 연장' }).click();
    await expect(page).toHaveURL(/\/blocks\/\d+$/);
    expect(await seatsOf(page)).toHaveLength(2);

    await page.goto(`/ko/matches/${match.id}`);
    await best.getByLabel('인원').selectOption('6');
    await best.getByRole('button', { name: FIND }).click();
    await expect(page.getByRole('alert')).toContainText('6석까지');
  });
});
