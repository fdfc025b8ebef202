import { expect, test } from '../support/fixtures';
import { SeatMap } from '../support/seat_map';
import { Surface } from '../support/surface';

// The fixture fails a test for errors on the console; these tests forbid failed loads too.
test('no page complains, opened by its address or through links', async ({ page, problems, match, block }) => {
  const paths = ['/ko', `/ko/matches/${match.id}`, `/ko/matches/${match.id}/blocks/${block.id}`];
  for (const path of paths) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await page.waitForLoadState('load');
  }
  await new SeatMap(page).isLive();

  await page.goto('/ko');
  await page.getByRole('link', { name: match.name }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: match.name })).toBeVisible();
  const surface = new Surface(page);
  await surface.moves();
  await page.getByRole('listitem').getByRole('link', { name: block.name }).first().click();
  await surface.showsBlock(block);
  await page.goBack();
  await surface.showsAll();
  await expect(page.getByRole('heading', { level: 1, name: match.name })).toBeVisible();

  expect(problems.failedLoads).toEqual([]);
});

test('every page has a language, a title, one main part and one first heading', async ({ page, match, block }) => {
  for (const path of ['/ko', `/ko/matches/${match.id}`, `/ko/matches/${match.id}/blocks/${block.id}`]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1);
    await expect(page.getByRole('main'), path).toHaveCount(1);
    await expect(page, path).toHaveTitle(/Jari/);
    await expect(page.locator('html'), path).toHaveAttribute('lang', 'ko');
  }
});
