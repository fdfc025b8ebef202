import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { ENGLISH } from '../support/words';

const TELLS = 'The provider tells the shop';
const SENT_BACK = 'You are sent back';
const ASKED = 'When the shop asks, the provider';

/** From a free seat to the page of the play money, by links and forms. */
async function toPayment(page: Page, matchId: number, blockId: number): Promise<void> {
  await page.goto(`/en/matches/${matchId}/blocks/${blockId}`);
  const { map } = new BlockPage(page, ENGLISH);
  await map.getByRole('link', { name: new RegExp(`, ${ENGLISH.available}$`) }).first().click();
  await page.getByRole('button', { name: 'Hold this seat' }).click();
  await page.getByRole('link', { name: 'Order these seats' }).click();
  await page.getByLabel('Name').fill('Hana Kim');
  await page.getByLabel('Email address').fill('hana@example.com');
  await page.getByLabel('Phone number').fill('010-1234-5678');
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(page.getByText('Play money')).toBeVisible();
}

/** What goes wrong is chosen from a list, whose label begins so: the choices are a part of it. */
function choice(page: Page, label: string): Locator {
  return page.getByRole('combobox', { name: new RegExp(`^${label}`) });
}

async function isReady(page: Page): Promise<void> {
  // A page that waits asks again by itself.
  await expect(page.getByRole('heading', { level: 1, name: 'Your tickets are ready' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('article', { name: /^Ticket for / })).toHaveCount(1);
}

/** Whoever was not sent back finds his order from any page. */
async function findOrder(page: Page): Promise<void> {
  await page.goto('/en');
  await page.getByRole('link', { name: 'My tickets' }).click();
  await page.getByRole('listitem').getByRole('link').click();
}

test.use({ javaScriptEnabled: false });

for (const [what, trouble] of [
  ['the provider tells it twice', { [TELLS]: 'twice' }],
  ['the provider tells it before', { [TELLS]: 'before you are sent back' }],
  ['the provider never tells it', { [TELLS]: 'never' }],
  ['the provider is slow', { [ASKED]: 'is slow for 20 seconds' }],
  ['the provider is down after the charge', { [TELLS]: 'never', [ASKED]: 'is down for 20 seconds' }],
] as const) {
  test(`paid, although ${what}`, async ({ page, match, block }) => {
    test.slow();
    await toPayment(page, match.id, block.id);
    for (const [label, answer] of Object.entries(trouble)) await choice(page, label).selectOption(answer);
    await page.getByRole('button', { name: /^Pay / }).click();
    await isReady(page);
  });
}

for (const [what, tells] of [
  ['and the provider tells it', 'at once'],
  ['and nobody tells it', 'never'],
] as const) {
  test(`paid, although the way back is lost ${what}`, async ({ page, match, block }) => {
    test.slow();
    await toPayment(page, match.id, block.id);
    await choice(page, TELLS).selectOption(tells);
    await choice(page, SENT_BACK).selectOption('no, the connection is lost');
    await page.getByRole('button', { name: /^Pay / }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'It is paid' })).toBeVisible();
    await findOrder(page);
    await isReady(page);
  });
}

test('whoever gives up at the payment may pay later, or give the seat up', async ({ page, match, block }) => {
  await toPayment(page, match.id, block.id);
  const payment = page.url();
  await page.getByRole('button', { name: 'Give up' }).click();
  await expect(page.getByRole('alert')).toContainText('didn’t go through');
  const order = page.url();
  // The back button and another tab lead to a page that says what is the case.
  await page.goto(payment);
  await expect(page.getByRole('heading', { level: 1, name: 'You gave up' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  await expect(page).toHaveURL(order);
  await page.getByRole('button', { name: /^Pay / }).click();
  const tab = await page.context().newPage();
  await tab.goto(order);
  await tab.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(tab).toHaveURL(page.url());
  await tab.getByRole('button', { name: /^Pay / }).click();
  await isReady(tab);
  // What the first tab still shows is over, and leads to the tickets.
  await page.getByRole('button', { name: /^Pay / }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'It is paid' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to the shop' }).click();
  await isReady(page);
});
