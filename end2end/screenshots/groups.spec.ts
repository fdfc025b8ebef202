import { join } from 'node:path';
import { test } from '../support/fixtures';
import { words } from '../support/pictured';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

const isEnglish = words.language === 'en';
const size = isEnglish ? 'Seats together' : '함께 앉을 인원';
const space = isEnglish ? /, wheelchair space, / : /, 휠체어석, /;

test.use({ settings: { JARI_COMPANION_UNTIL_HOURS: '0' } });

for (const [name, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`a party and companions, ${name}, ${colorScheme}`, async ({ page, match, block }) => {
      const language = words.language;
      const shoot = (what: string) =>
        page.screenshot({ path: join(FOLDER, `${what}-${language}-${name}-${colorScheme}.png`) });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const map = await SeatMap.open(page, match, block, words);
      await page.getByLabel(size).selectOption('3');
      const [place] = await map.freePlaces(1);
      await map.seat(place, words.available).focus();
      await shoot('35-party');
      await page.keyboard.press('Enter');
      await map.inState(words.own).nth(2).waitFor();
      await page.getByLabel(size).selectOption('1');
      await map.map.getByRole('gridcell', { name: space }).first().press('Enter');
      await map.inState(words.own).nth(3).waitFor();
      await shoot('36-companions');
      await page.goto(`/${language}/orders/find?code=92RV5FC9`);
      await shoot('37-find');
    });
  }
}
