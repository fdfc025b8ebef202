import { join } from 'node:path';
import { test } from '../support/fixtures';
import { said, words } from '../support/pictured';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`what comes and goes, ${size}, ${colorScheme}`, async ({ page, buyer, match, block }) => {
      const shoot = (name: string) => page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

      // Somebody is faster: the browser shows the seat as free until its own request is answered.
      const map = await SeatMap.open(page, match, block, words);
      const [wanted] = await map.freePlaces(1);
      const [seat] = await buyer.available(match, block);
      await page.route(
        (url) => url.pathname.includes('hold'),
        async (route) => {
          await buyer.hold(match, seat);
          await route.continue();
        },
        { times: 1 },
      );
      await map.press(wanted, words.available);
      await map.alert.filter({ hasText: said.faster }).waitFor();
      await shoot('8-somebody-was-faster');

      for (const place of (await map.freePlaces(8)).slice(4, 7)) await map.take(place);
      const list = page.getByRole('button', { name: said.ownList });
      if (await list.isVisible()) await list.click();
      await shoot('9-own-list');
      if (await list.isVisible()) await list.click();
      await page.getByRole('button', { name: said.wholeMap }).click({ force: true, timeout: 1_000 }).catch(() => {});
      await shoot('10-whole-block');
      for (const _ of [1, 2]) await page.getByRole('button', { name: said.zoomIn }).click();
      await shoot('11-larger');

      const matches = await buyer.matches();
      for (const other of matches.filter(({ id }) => id !== match.id)) {
        await page.goto(`/${words.language}/matches/${other.id}`);
        await map.isConnected();
        await shoot(`12-match-${other.id}`);
        const [first] = await buyer.blocks(other);
        await SeatMap.open(page, other, first, words);
        await shoot(`13-block-of-${other.id}`);
      }
    });
  }
}
