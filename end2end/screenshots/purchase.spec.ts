import { join } from 'node:path';
import { test } from '../support/fixtures';
import { words } from '../support/pictured';
import { SeatMap } from '../support/seat_map';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const isKorean = words.language === 'ko';
const to = (korean: string, english: string) => (isKorean ? korean : english);

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`buying, ${size}, ${colorScheme}`, async ({ page, match, block }) => {
      const shoot = (name: string) =>
        page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const map = await SeatMap.open(page, match, block, words);
      for (const place of await map.freePlaces(2)) await map.take(place);
      await page.screenshot({ path: join(FOLDER, `40-panel-${size}-${colorScheme}.png`) });
      await page.goto(`/${words.language}/matches/${match.id}/order`);
      await shoot('41-form');
      await page.getByLabel(to('이름', 'Name')).fill('김하나');
      await page.getByLabel(to('이메일', 'Email address')).fill('hana@example.com');
      await page.getByLabel(to('휴대전화', 'Phone number')).fill('12');
      const onward = page.getByRole('button', { name: to('결제하러 가기', 'Continue to payment') });
      await onward.click();
      await page.getByRole('alert').waitFor();
      await shoot('42-form-fault');
      await page.getByLabel(to('휴대전화', 'Phone number')).fill('010-1234-5678');
      await onward.click();
      await page.getByText(to('가상 결제', 'Play money')).waitFor();
      await shoot('43-sandbox');
      await page.locator('button[value=decline]').click();
      await page.getByRole('alert').waitFor();
      await shoot('44-declined');
      await page.locator('form[action$="/pay"] button').click();
      await page.locator('button[value=pay]').click();
      await page.getByRole('article').first().waitFor();
      await shoot('45-tickets');
    });
  }
}
