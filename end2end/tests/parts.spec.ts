import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { AVAILABLE, OWN, SeatMap, placeOf } from '../support/seat_map';
import { Surface } from '../support/surface';
import { escaped } from '../support/text';

/** The files of wasm that a page has asked for, by their names. */
function wasmOf(page: Page): Set<string> {
  const names = new Set<string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.wasm')) names.add(pathname.slice(pathname.lastIndexOf('/') + 1));
  });
  return names;
}

test('the page of a match loads its part of the program, and the list of matches none', async ({ page, match, block }) => {
  const loaded = wasmOf(page);
  await page.goto('/ko');
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('.wasm')));
  expect([...loaded]).toEqual(['jari.wasm']);

  await page.getByRole('link', { name: match.name }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: match.name })).toBeVisible();
  await expect.poll(() => loaded.has('split_venue.wasm')).toBe(true);

  await new Surface(page).moves();
  await page.getByRole('listitem').getByRole('link', { name: block.name }).first().click();
  const map = new SeatMap(page);
  await map.isLive();
  const [place] = await map.freePlaces(1);
  await map.take(place);
});

test('where its part cannot be loaded, a page stays as it was rendered, and works by its links and forms', async ({
  page,
  match,
  block,
  problems,
}) => {
  await page.route(/split_venue.*\.wasm$/, (route) => route.abort());
  const { map } = await BlockPage.visit(page, match, block);
  await expect.poll(() => problems.errors.length).toBeGreaterThan(0);
  const free = map.getByRole('link', { name: new RegExp(`, ${AVAILABLE}$`) }).first();
  const place = await placeOf(free);
  await free.click();
  await expect(page).toHaveURL(/\?seat=\d+/);
  await page
    .getByRole('region', { name: '선택한 좌석' })
    .getByRole('button', { name: '이 좌석 선택' })
    .click();
  await expect(map.getByRole('link', { name: new RegExp(`^${escaped(place)},.*${escaped(OWN)}$`) })).toBeVisible();
  // Each is of a part that is missing, as it should be, and after this none comes.
  await page.close();
  const errors = problems.errors.splice(0);
  expect(errors.filter((error) => !/Failed to fetch|part of the wasm/.test(error))).toEqual([]);
});
