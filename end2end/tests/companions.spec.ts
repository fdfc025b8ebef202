import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { ENGLISH, OWN, SeatMap } from '../support/seat_map';

// The demo's matches begin soon; until then companion seats go with their wheelchair spaces.
test.use({ settings: { JARI_COMPANION_UNTIL_HOURS: '0' } });

test('a companion seat says why it cannot be had, and is one press away beside its wheelchair space', async ({
  page,
  match,
  block,
}) => {
  const map = await SeatMap.open(page, match, block);
  const space = map.map.getByRole('gridcell', { name: /, 휠체어석, / }).first();
  const companion = map.map.getByRole('gridcell', { name: /, 동반인석, / }).first();
  await expect(companion).toHaveAccessibleName(/동반인석, 휠체어석과 함께 선택 가능$/);
  await expect(companion).toHaveAttribute('aria-disabled', 'true');
  // Nothing keeps a person from pressing it.
  await companion.press('Enter');
  await expect(map.alert).toContainText('먼저 선택할 휠체어석');
  await expect(map.inState(OWN)).toHaveCount(0);

  await space.press('Enter');
  await expect(map.inState(OWN)).toHaveCount(1);
  await expect(companion).toHaveAttribute('aria-disabled', 'false');
  await page.getByRole('button', { name: '동반인석도 잡기' }).click();
  await expect(map.inState(OWN)).toHaveCount(2);
  await expect(map.mine.getByText('동반인석', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: '동반인석도 잡기' })).toHaveCount(0);

  // Nobody keeps it alone.
  await space.press('Enter');
  await expect(map.inState(OWN)).toHaveCount(0);
  await expect(map.alert).toContainText('동반인석도 함께 해제했습니다');
  await expect(map.mine.getByRole('listitem')).toHaveCount(0);
});

test('in English as well, and restricted view is told before one holds', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block, ENGLISH);
  const legend = page.getByRole('list', { name: 'Legend' });
  for (const name of ['Wheelchair space', 'Companion seat', 'Restricted view']) {
    await expect(legend.getByText(name)).toBeVisible();
  }
  const restricted = map.map.getByRole('gridcell', { name: /, restricted view, available$/ }).first();
  await restricted.press('Enter');
  await expect(map.inState(ENGLISH.own)).toHaveCount(1);
  await expect(map.mine.getByText('Restricted view')).toBeVisible();
  await page.getByRole('link', { name: 'Order these seats' }).click();
  await expect(page.getByText('Restricted view')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a companion seat leads to both, and its wheelchair space offers it', async ({ page, match, block }) => {
    const map = await BlockPage.visit(page, match, block);
    const chosen = page.getByRole('region', { name: '선택한 좌석' });
    await map.map.getByRole('link', { name: /, 동반인석, / }).first().click();
    await expect(chosen).toContainText('먼저 선택할 휠체어석');
    await chosen.getByRole('button', { name: '휠체어석과 동반인석 함께 선택' }).click();
    await expect(map.mine.getByRole('listitem')).toHaveCount(2);
    await map.mine.getByRole('listitem').first().getByRole('button').click();
    await expect(map.mine.getByRole('listitem')).toHaveCount(0);

    await map.map.getByRole('link', { name: /, 휠체어석, / }).first().click();
    await chosen.getByRole('button', { name: '이 좌석 선택' }).click();
    await expect(map.mine.getByRole('listitem')).toHaveCount(1);
    await chosen.getByRole('button', { name: '동반인석도 잡기' }).click();
    await expect(map.mine.getByRole('listitem')).toHaveCount(2);
  });
});
