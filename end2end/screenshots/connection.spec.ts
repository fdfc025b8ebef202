import { join } from 'node:path';
import { test } from '../support/behind_middlebox';
import { said, words } from '../support/pictured';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

test.describe.configure({ timeout: 180_000 });
test.use({ settings: { JARI_HEARTBEAT_SECS: '4' } });

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the states of the connection, ${size}, ${colorScheme}`, async ({ page, jari, middlebox, match, block }) => {
      const says = async (text: string, name: string) => {
        await page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 60_000 });
        await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
      };
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      middlebox.mute = true;
      await page.goto(`/${words.language}/matches/${match.id}`);
      await says(said.polling, '20-match-polling');
      await page.goto(`/${words.language}/matches/${match.id}?block=${block.id}`);
      await says(said.connecting, '21-connecting');
      await says(said.polling, '22-polling');
      middlebox.mute = false;
      await says(words.live, '23-live');
      await jari.stop();
      await says(said.reconnecting, '24-reconnecting');
      await says(said.stale, '25-stale');
    });
  }
}
