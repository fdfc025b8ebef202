import { join } from 'node:path';
import { LIVE, POLLING, RECONNECTING, STALE } from '../support/badge';
import { test } from '../support/behind_middlebox';

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
      await page.goto(`/matches/${match.id}`);
      await says(POLLING, '20-match-polling');
      await page.goto(`/matches/${match.id}/blocks/${block.id}`);
      await says('연결 중', '21-connecting');
      await says(POLLING, '22-polling');
      middlebox.mute = false;
      await says(LIVE, '23-live');
      await jari.stop();
      await says(RECONNECTING, '24-reconnecting');
      await says(STALE, '25-stale');
    });
  }
}
