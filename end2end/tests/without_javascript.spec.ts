import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { AVAILABLE, OWN, placeOf } from '../support/seat_map';
import { escaped } from '../support/text';

test.use({ javaScriptEnabled: false });

test('a seat can be taken and given back with links and forms alone', async ({ page, buyer, match, block }) => {
  const { map, mine } = new BlockPage(page);
  const seat = (place: string, state: string) =>
    map.getByRole('link', { name: new RegExp(`^${escaped(place)},.*${escaped(state)}$`) });
  const before = await buyer.available(match, block);

  await page.goto('/ko');
  await expect(page.getByRole('heading', { level: 1, name: '경기' })).toBeVisible();
  await page.getByRole('link', { name: match.name }).first().click();

  await expect(page.getByRole('heading', { level: 1, name: match.name })).toBeVisible();
  await page.getByRole('listitem').getByRole('link', { name: block.name }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: block.name })).toBeVisible();

  const free = map.getByRole('link', { name: new RegExp(`, ${AVAILABLE}$`) }).first();
  const place = await placeOf(free);
  await free.click();
  await expect(page).toHaveURL(/\?seat=\d+/);

  const chosen = page.getByRole('region', { name: '선택한 좌석' });
  await chosen.getByRole('button', { name: '이 좌석 선택' }).click();
  await expect(seat(place, OWN)).toBeVisible();
  await expect(mine.getByRole('listitem')).toHaveCount(1);
  expect(await buyer.available(match, block)).toHaveLength(before.length - 1);

  await mine.getByRole('button', { name: /선택 해제$/ }).click();
  await expect(seat(place, AVAILABLE)).toBeVisible();
  await expect(mine.getByRole('listitem')).toHaveCount(0);
  expect(await buyer.available(match, block)).toHaveLength(before.length);
});

test('who comes too late is told so', async ({ page, buyer, match, block }) => {
  const { map, alert } = new BlockPage(page);
  const [first] = await buyer.available(match, block);
  await page.goto(`/ko/matches/${match.id}/blocks/${block.id}?seat=${first.id}`);
  await expect(map).toBeVisible();

  await buyer.hold(match, first);
  await page.getByRole('region', { name: '선택한 좌석' }).getByRole('button', { name: '이 좌석 선택' }).click();

  await expect(alert).toContainText('먼저 선택한 좌석');
  await expect(map).toBeVisible();
});
