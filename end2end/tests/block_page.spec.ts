import { BlockPage } from '../support/block_page';
import { expect, test } from '../support/fixtures';
import { OWN, SeatMap } from '../support/seat_map';
import { Surface } from '../support/surface';

test('the map takes the place of a block’s page, and the way back does not lead there', async ({ page, match, block }) => {
  await page.goto('/ko');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await BlockPage.visit(page, match, block);
  const map = new SeatMap(page);
  await map.isLive();
  await expect(page).toHaveURL(new RegExp(`/ko/matches/${match.id}\\?at=`));
  await expect(page.getByRole('grid', { name: block.name })).toBeAttached();
  await expect(map.map.locator(':focus')).toHaveCount(1);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  await page.goBack();
  await expect(page).toHaveURL(/\/ko$/);
});

test('what a block’s address says besides is said to the map', async ({ page, buyer, match, block }) => {
  const [, seat] = await buyer.available(match, block);
  await page.goto(`${BlockPage.path(match, block)}?seat=${seat.id}&party=2`);
  const map = new SeatMap(page);
  await map.isLive();
  await expect(page).toHaveURL(/party=2/);
  await expect(page.getByLabel('함께 앉을 인원')).toHaveValue('2');
  // The seat is the one that is shown: its ring and its name.
  await expect(page.locator('.surface .seat-hint')).toBeVisible();
});

test('an unknown block in the address is the whole venue', async ({ page, match }) => {
  await page.goto(`/ko/matches/${match.id}?block=999999`);
  const surface = new Surface(page);
  await surface.moves();
  await surface.showsAll();
});

test('beside the map links to blocks lead to them on it, by the keyboard as well', async ({ page, match, block }) => {
  const surface = await Surface.open(page, match);
  const link = page.getByRole('listitem').getByRole('link', { name: block.name }).first();
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(surface.focused()).toHaveRole('gridcell');
  await surface.showsBlock(block);
  await page.goBack();
  await surface.showsAll();
});

test('a link to a block that is followed before the map moves leads to it as well', async ({ page, match, block }) => {
  let open = () => {};
  const opened = new Promise<void>((done) => (open = done));
  await page.route('**/seats/states', async (route) => {
    await opened;
    await route.continue().catch(() => {});
  });
  await page.goto(`/ko/matches/${match.id}`);
  await page.getByRole('status').filter({ hasText: '실시간' }).waitFor();
  await page.getByRole('listitem').getByRole('link', { name: block.name }).first().click();
  await expect(page).toHaveURL(new RegExp(`\\?block=${block.id}$`));
  open();
  const map = new SeatMap(page);
  await map.isLive();
  await expect(page.getByRole('grid', { name: block.name })).toBeAttached();
  await page.goBack();
  await new Surface(page).showsAll();
});

test('where the program cannot be loaded, a block is as it is without', async ({ page, match, block, problems }) => {
  await page.route('**/*.wasm', (route) => route.abort());
  const blockPage = await BlockPage.visit(page, match, block);
  await blockPage.map.getByRole('link', { name: /, 선택 가능$/ }).first().click();
  await page.getByRole('button', { name: '이 좌석 선택' }).click();
  await expect(blockPage.inState(OWN)).toHaveCount(1);
  await page.close();
  problems.errors.splice(0);
});
