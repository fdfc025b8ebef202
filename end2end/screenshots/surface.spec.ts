import { join } from 'node:path';
import { test } from '../support/fixtures';
import { Surface } from '../support/surface';

const FOLDER = process.env.SCREENSHOTS ?? 'test-results/screenshots';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the map of the venue, ${size}, ${colorScheme}`, async ({ page, buyer, match, block }) => {
      const shoot = (name: string) => page.screenshot({ path: join(FOLDER, `map-${name}-${size}-${colorScheme}.png`) });
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const free = await buyer.available(match, block);
      for (const seat of free.slice(10, 14)) await buyer.hold(match, seat);

      const surface = await Surface.open(page, match);
      await shoot('1-whole');
      const box = await surface.link(block).boundingBox();
      if (!box) throw new Error('the block is not there');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      for (let step = 0; step < 3; step += 1) await page.mouse.wheel(0, -190);
      await page.waitForTimeout(600);
      await shoot('2-dots');
      await page.goto('about:blank');

      await Surface.open(page, match);
      await surface.link(block).click();
      await surface.showsBlock(block);
      await page.waitForTimeout(600);
      await shoot('3-block');

      await Surface.open(page, match, `?seat=${free[20].id}`);
      const at = await surface.middle();
      await page.mouse.click(at.x, at.y);
      await surface.mine.getByText('1 / 6석').waitFor();
      await page.waitForTimeout(600);
      // The README's picture is a copy of the one on a desktop, in end2end/pictures.
      await shoot('4-seats');
      await page.getByRole('button', { name: '빈 좌석만' }).click();
      await page.waitForTimeout(600);
      await shoot('5-filtered');
    });
  }
}
