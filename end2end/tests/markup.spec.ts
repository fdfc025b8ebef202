import type { Page } from '@playwright/test';
import { LIVE } from '../support/badge';
import { expect, test } from '../support/fixtures';

/** Ends a title, and would lead the browser elsewhere from there. */
const NAME = '</title><meta http-equiv="refresh" content="0;url=/led-astray"><img src=x> & "개막전" &lt;';

/** It has its own title, no element that a name or an address put there, and is where it was opened. */
async function staysAt(page: Page, path: string, title: RegExp | string): Promise<void> {
  await expect(page).toHaveTitle(title);
  await expect(page.locator('meta[http-equiv="refresh"], img[src="x"]')).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe(path);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a name is text in the title and on the page', async ({ page, jari }) => {
      await jari.createMatch(NAME);
      await page.goto('/ko');
      await page.getByRole('link', { name: NAME }).first().click();
      await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
      const { pathname } = new URL(page.url());
      await staysAt(page, pathname, `${NAME} · Jari`);

      // Opened by its address, the title comes from the server.
      await page.reload();
      await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
      await staysAt(page, pathname, `${NAME} · Jari`);
    });

    test('an address chooses among our own words', async ({ page, match, block }) => {
      const ofMatch = `/ko/matches/${match.id}`;
      const ofBlock = `${ofMatch}/blocks/${block.id}`;
      for (const path of [ofMatch, ofBlock]) {
        const alerts = page.getByRole('alert').filter({ hasText: /./ });
        await open(page, `${path}?error=SEAT_TAKEN`);
        await expect(alerts).toContainText('다른 분이 먼저 선택한 좌석입니다');
        for (const code of ['CALL_555_0100', '%3Cimg%20src%3Dx%3E555-0100']) {
          await open(page, `${path}?error=${code}`);
          await expect(page.getByText('555')).toHaveCount(0);
          await expect(alerts).toHaveCount(0);
          // With scripts the map takes the place of a block's page, and says the same.
          await staysAt(page, javaScriptEnabled ? ofMatch : path, /Jari$/);
        }
      }
    });

    /** Goes there, and waits until the page is what it will be. */
    async function open(page: Page, path: string): Promise<void> {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      if (javaScriptEnabled) await expect(page.getByRole('status').filter({ hasText: LIVE })).toBeVisible();
    }
  });
}
