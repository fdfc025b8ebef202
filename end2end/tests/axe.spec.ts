import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Match } from '../support/buyer';
import { expect, test } from '../support/fixtures';
import { Surface } from '../support/surface';

const SCREENS = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

/** What axe finds wrong on the page as it is now. In the dark nothing but colours is different, and all rules take half a minute. */
async function findings(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}, at ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Opens the map at a seat that is free, and holds it by a press. */
async function holdInTheMiddle(page: Page, match: Match, seat: { id: number }, isTouched: boolean): Promise<void> {
  const surface = await Surface.open(page, match, `?seat=${seat.id}`);
  const { x, y } = await surface.middle();
  await (isTouched ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
  await expect(surface.mine).toContainText('1 / 6석');
}

for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${screen}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme, hasTouch: screen === 'phone' });
      // Each element is looked at by each rule.
      test.slow();

      test('axe finds nothing in the list of matches', async ({ page, match }) => {
        await page.goto('/ko');
        await expect(page.getByRole('link', { name: match.name }).first()).toBeVisible();
        expect(await findings(page, colorScheme)).toEqual([]);
      });

      test('axe finds nothing on the map of the whole venue', async ({ page, match }) => {
        const surface = await Surface.open(page, match);
        await surface.showsAll();
        expect(await findings(page, colorScheme)).toEqual([]);
      });

      test('axe finds nothing on the map where a block’s seats have the focus', async ({ page, match, block }) => {
        const surface = await Surface.open(page, match);
        await surface.link(block).focus();
        await page.keyboard.press('Enter');
        await expect(surface.focused()).toHaveRole('gridcell');
        await surface.showsBlock(block);
        expect(await findings(page, colorScheme)).toEqual([]);
      });

      test('axe finds nothing on the map with a seat of one’s own', async ({ page, buyer, match, block }) => {
        const [seat] = (await buyer.available(match, block)).slice(5);
        await holdInTheMiddle(page, match, seat, screen === 'phone');
        expect(await findings(page, colorScheme)).toEqual([]);
      });

      test('axe finds nothing from the order to the tickets', async ({ page, buyer, match, block }) => {
        const [seat] = (await buyer.available(match, block)).slice(5);
        await holdInTheMiddle(page, match, seat, screen === 'phone');
        await page.goto(`/ko/matches/${match.id}/order`);
        await page.getByLabel('이름').fill('김하나');
        await page.getByLabel('이메일').fill('hana@example.com');
        await page.getByLabel('휴대전화').fill('12');
        expect(await findings(page, colorScheme), 'the order').toEqual([]);
        const onward = page.getByRole('button', { name: '결제하러 가기' });
        await onward.click();
        await expect(page.getByRole('alert')).toBeVisible();
        expect(await findings(page, colorScheme), 'an order with a fault').toEqual([]);
        await page.getByLabel('휴대전화').fill('010-1234-5678');
        await onward.click();
        await page.locator('button[value=pay]').click();
        await expect(page.getByRole('article').first()).toBeVisible();
        expect(await findings(page, colorScheme), 'the tickets').toEqual([]);
      });
    });
  }
}
