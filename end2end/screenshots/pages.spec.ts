import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { test } from '../support/fixtures';
import { said, words } from '../support/pictured';
import { BlockPage } from '../support/block_page';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const { language } = words;
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${size}, ${colorScheme}`, async ({ page, jari, buyer, match, block }) => {
      const shoot = async (of: Page, name: string) => {
        const path = (part: string) => join(FOLDER, `${name}-${size}-${colorScheme}${part}.png`);
        await of.screenshot({ path: path('') });
        await of.screenshot({ path: path('-full'), fullPage: true });
      };
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

      await page.goto(`/${language}`, { waitUntil: 'load' });
      await shoot(page, '1-matches');

      await page.goto(`/${language}/matches/${match.id}`);
      await new SeatMap(page, words).isConnected();
      await shoot(page, '2-match');

      for (const seat of (await buyer.available(match, block)).slice(10, 14)) await buyer.hold(match, seat);
      const map = await SeatMap.open(page, match, block, words);
      await shoot(page, '3-block');
      for (const place of await map.freePlaces(2)) await map.take(place);
      await shoot(page, '4-block-own-seats');

      await page.goto(`/${language}/matches/999999`);
      await shoot(page, '6-unknown');

      await SeatMap.open(page, match, block, words);
      await jari.stop();
      await map.says(said.reconnecting);
      await shoot(page, '7-block-reconnecting');
    });

    test.describe('without JavaScript', () => {
      test.use({ javaScriptEnabled: false, viewport, colorScheme });

      test(`${size}, ${colorScheme}`, async ({ page, match, block }) => {
        await page.goto(`/${language}/matches/${match.id}/blocks/${block.id}`);
        await new BlockPage(page, words).map.getByRole('link', { name: new RegExp(`, ${words.available}$`) }).first().click();
        await page.screenshot({ path: join(FOLDER, `5-block-chosen-${size}-${colorScheme}.png`), fullPage: true });
      });
    });
  }
}
