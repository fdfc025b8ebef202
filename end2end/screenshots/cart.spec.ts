import { join } from 'node:path';
import { test } from '../support/fixtures';
import { said, words } from '../support/pictured';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

const isEnglish = words.language === 'en';
const find = isEnglish ? 'Find seats together' : '함께 앉을 자리 찾기';
const again = isEnglish ? 'Hold the same seats again' : '같은 좌석 다시 선택';

test.use({ settings: { JARI_HOLD_TTL_SECS: '15', JARI_HOLD_MAX_SECS: '30' } });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the cart, ${size}, ${colorScheme}`, async ({ page, match }) => {
      const language = words.language;
      const shoot = (name: string, fullPage = false) =>
        page.screenshot({ path: join(FOLDER, `${name}-${language}-${size}-${colorScheme}.png`), fullPage });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(`/${language}/matches/${match.id}`);
      const map = new SeatMap(page, words);
      await map.isConnected();
      await page.getByRole('button', { name: find }).click();
      await page.locator('.own-seat').nth(1).waitFor({ state: 'attached' });
      await shoot('30-best', true);
      const list = page.getByRole('button', { name: said.ownList });
      if (await list.isVisible()) await list.click();
      await map.mine.getByRole('combobox').first().selectOption('youth');
      await shoot('31-cart');
      await page.locator('.best-given a').click();
      await map.isLive();
      await shoot('32-block');
      await page.getByRole('button', { name: again }).waitFor({ timeout: 30_000 });
      await shoot('33-again');
      await page.getByRole('button', { name: again }).click();
      await page.goto(`/${language}`);
      await shoot('34-list');
    });
  }
}
