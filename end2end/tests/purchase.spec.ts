import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { readQrCode } from '../support/qr_code';
import { BlockPage } from '../support/block_page';
import { AVAILABLE, ENGLISH, SeatMap } from '../support/seat_map';

/** Holds one seat by links and forms. */
async function hold(page: Page, address: string): Promise<void> {
  await page.goto(address);
  const { map, mine } = new BlockPage(page);
  await map.getByRole('link', { name: new RegExp(`, ${AVAILABLE}$`) }).first().click();
  await page.getByRole('button', { name: '이 좌석 선택' }).click();
  await expect(mine.getByRole('listitem')).toHaveCount(1);
}

test('with a keyboard and scripts, from a seat to a ticket', async ({ page, match, block }) => {
  const map = await SeatMap.open(page, match, block, ENGLISH);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const order = map.mine.getByRole('link', { name: 'Order these seats' });
  await order.focus();
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { level: 1, name: 'Your order' })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Steps to your tickets' }).locator('[aria-current=step]')).toHaveText('Details');
  await page.getByLabel('Name').fill('김하나');
  await page.getByLabel('Email address').fill('hana@example.com');
  await page.getByLabel('Phone number').fill('12');
  await page.getByLabel('Phone number').press('Enter');
  // What is wrong is told at its field, which has the focus, and nothing is lost.
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Phone number')).toBeFocused();
  await expect(page.getByLabel('Phone number')).toHaveAccessibleDescription(/010-1234-5678/);
  await expect(page.getByLabel('Name')).toHaveValue('김하나');
  await page.getByLabel('Phone number').fill('010-1234-5678');
  await page.keyboard.press('Enter');

  await expect(page.getByText('Play money')).toBeVisible();
  await page.getByRole('button', { name: /^Pay / }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your tickets are ready' })).toBeVisible();
  const ticket = page.getByRole('article', { name: new RegExp(`^Ticket for .*${place}`, 'i') });
  const code = ticket.getByRole('img', { name: /^Code of the ticket/ });
  await expect(code).toBeVisible();
  // A gate reads it off the screen, on a phone as well.
  const token = await readQrCode(code);
  expect(token).toMatch(/^[\w-]{120,140}$/);
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await readQrCode(code)).toBe(token);
  await expect(ticket).toContainText('김하나');

  // It is the same after a reload, and in the other language.
  await page.reload();
  await expect(ticket).toBeVisible();
  await page.getByRole('link', { name: '한국어' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '티켓이 준비되었습니다' })).toBeVisible();
  // The seat is sold, for whoever looks.
  const sold = await SeatMap.open(page, match, block, ENGLISH);
  await expect(sold.seat(place, 'sold')).toBeAttached();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });

  test('on a phone, a card is declined and the next one pays', async ({ page, match, block }) => {
    await hold(page, `/ko/matches/${match.id}/blocks/${block.id}`);
    await page.getByRole('link', { name: '예매하기' }).click();
    await page.getByLabel('이름').fill('Hana Kim');
    await page.getByLabel('이메일').fill('hana@example.com');
    await page.getByLabel('휴대전화').fill('010-1234-5678');
    await page.getByRole('button', { name: '결제하러 가기' }).click();

    await expect(page.getByText('가상 결제')).toBeVisible();
    await page.getByRole('button', { name: '카드 거절' }).click();
    await expect(page.getByRole('alert')).toContainText('결제가 되지 않았고');
    await page.getByRole('button', { name: /결제하기$/ }).click();
    await page.getByRole('button', { name: /결제하기$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: '티켓이 준비되었습니다' })).toBeVisible();
    await expect(page.getByRole('article')).toContainText('Hana Kim');
    // It is found again from any page.
    await page.goto('/ko');
    await page.getByRole('link', { name: '내 티켓' }).click();
    await page.getByRole('listitem').getByRole('link', { name: match.name }).click();
    await expect(page.getByRole('article')).toContainText('Hana Kim');
  });

  test('an order is looked up in another browser, and given back there by its phone', async ({ page, newPage, match, block }) => {
    await hold(page, `/ko/matches/${match.id}/blocks/${block.id}`);
    await page.getByRole('link', { name: '예매하기' }).click();
    await page.getByLabel('이름').fill('Hana Kim');
    await page.getByLabel('이메일').fill('hana@example.com');
    await page.getByLabel('휴대전화').fill('010-1234-5678');
    await page.getByRole('button', { name: '결제하러 가기' }).click();
    await page.getByRole('button', { name: /결제하기$/ }).click();
    const code = (await page.getByText(/^주문 번호 /).textContent())?.split(' ').pop() ?? '';
    expect(code).toHaveLength(8);

    const other = await newPage();
    // The address of the order alone opens nothing there, and leads to where it is looked up.
    await other.goto(new URL(page.url()).pathname);
    await expect(other.getByRole('heading', { level: 1, name: '주문을 찾을 수 없습니다' })).toBeVisible();
    await other.goto('/ko/orders');
    await other.getByRole('link', { name: '주문 찾기' }).click();
    await other.getByLabel('주문 번호').fill(code);
    await other.getByLabel('이메일').fill('dul@example.com');
    await other.getByRole('button', { name: '주문 찾기' }).click();
    await expect(other.getByRole('alert')).toContainText('찾을 수 없습니다');
    await expect(other.getByLabel('주문 번호')).toHaveValue(code);
    await other.getByLabel('주문 번호').fill(`${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`);
    await other.getByLabel('이메일').fill('Hana@example.com');
    await other.getByRole('button', { name: '주문 찾기' }).click();
    await expect(other.getByRole('heading', { level: 1, name: '티켓이 준비되었습니다' })).toBeVisible();
    await expect(other.getByRole('article').getByRole('img', { name: /티켓/ })).toBeVisible();
    await other.reload();
    await expect(other.getByRole('article')).toContainText('Hana Kim');
    // To give it back takes what stands in no mail.
    await other.getByText('주문 취소').click();
    await other.getByLabel('주문할 때 입력한 휴대전화 번호').fill('010-0000-0000');
    await other.getByRole('button', { name: '취소하고 환불받기' }).click();
    await expect(other.getByRole('alert')).toContainText('휴대전화 번호가 아닙니다');
    await other.getByText('주문 취소').click();
    await other.getByLabel('주문할 때 입력한 휴대전화 번호').fill('+82 10 1234 5678');
    await other.getByRole('button', { name: '취소하고 환불받기' }).click();
    await expect(other.getByRole('heading', { level: 1, name: '취소된 주문입니다' })).toBeVisible();
  });

  test('what is ordered is on hold no more, and is nobody else’s', async ({ page, buyer, match, block }) => {
    const before = await buyer.available(match, block);
    await hold(page, `/ko/matches/${match.id}/blocks/${block.id}`);
    await page.getByRole('link', { name: '예매하기' }).click();
    await page.getByLabel('이름').fill('Hana Kim');
    await page.getByLabel('이메일').fill('hana@example.com');
    await page.getByLabel('휴대전화').fill('010-1234-5678');
    await page.getByRole('button', { name: '결제하러 가기' }).click();
    await expect(page.getByText('가상 결제')).toBeVisible();
    // Whoever comes back to the form is told that nothing is on hold any more.
    await page.goto(`/ko/matches/${match.id}/order`);
    await expect(page.getByRole('heading', { level: 1, name: '선택한 좌석이 없습니다' })).toBeVisible();
    expect(await buyer.available(match, block)).toHaveLength(before.length - 1);
  });
});
