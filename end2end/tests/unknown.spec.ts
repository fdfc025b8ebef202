import { expect, test } from '../support/fixtures';

const NOWHERE = [
  { what: 'page', path: '/ko/nowhere', says: '찾는 페이지가 없습니다' },
  { what: 'match', path: '/ko/matches/999999', says: '없는 경기입니다' },
  { what: 'match of a block', path: '/ko/matches/999999/blocks/1', says: '없는 경기입니다' },
];

for (const { what, path, says } of NOWHERE) {
  test(`an unknown ${what} is a 404 that says so and leads on`, async ({ page }) => {
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(page.getByText(says).first()).toBeVisible();
    await expect(page.getByRole('link').first()).toBeVisible();
  });
}

test('an unknown block is a 404 that says so and leads on', async ({ page, match }) => {
  const answer = await page.goto(`/ko/matches/${match.id}/blocks/999999`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByText('없는 구역입니다').first()).toBeVisible();
  await expect(page.getByRole('link').first()).toBeVisible();
});
