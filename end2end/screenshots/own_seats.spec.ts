import { join } from 'node:path';
import { CookielessWay } from '../support/cookieless';
import { test } from '../support/fixtures';
import { said, words } from '../support/pictured';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** Every hold is in its last minute at once, and over soon. */
test.use({ settings: { JARI_HOLD_TTL_SECS: '12' } });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the viewer's seats, ${size}, ${colorScheme}`, async ({ page, jari, match, block }) => {
      const shoot = (name: string) => page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

      const map = await SeatMap.open(page, match, block, words);
      const [focused, ...places] = (await map.freePlaces(12)).slice(6, 9);
      await page.keyboard.press('Tab');
      await map.seat(focused, words.available).focus();
      await shoot('20-focused');
      for (const place of places) await map.take(place);
      const list = page.getByRole('button', { name: said.ownList });
      if (await list.isVisible()) await list.click();
      await map.alert.getByText(said.ending).waitFor();
      await shoot('21-ending');
      await map.alert.getByText(said.ended).waitFor({ timeout: 20_000 });
      await map.seat(places[0], words.own).waitFor({ state: 'detached' });
      await shoot('22-ended');

      const way = await CookielessWay.to(jari.url);
      await page.goto(`${way.url}/${words.language}/matches/${match.id}?block=${block.id}`);
      await map.isLive();
      await map.press(focused, words.available);
      await map.alert.getByText(said.needsCookies).waitFor();
      await shoot('23-without-cookies');
      await way.close();
    });
  }
}
