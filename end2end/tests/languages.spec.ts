import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import { BlockPage } from '../support/block_page';
import { ENGLISH, KOREAN, placeOf, SeatMap } from '../support/seat_map';
import { Surface } from '../support/surface';

/** All that a page says, in words and in names that are read out, but for what it marks as Korean. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [document.title];
    const walk = (element: Element) => {
      if (element.matches('[lang=ko], script, style')) return;
      for (const name of ['aria-label', 'title', 'alt']) texts.push(element.getAttribute(name) ?? '');
      for (const child of element.childNodes) {
        if (child instanceof Element) walk(child);
        else if (child instanceof Text) texts.push(child.data);
      }
    };
    walk(document.body);
    return texts.map((text) => text.trim()).filter((text) => text !== '');
  });
}

/** The page is in English, and none of its words are Korean. */
async function isEnglish(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page).toHaveTitle(/Jari$/);
  const texts = await said(page);
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter((text) => /\p{Script=Hangul}/u.test(text))).toEqual([]);
}

const at = (path: string) => (url: URL) => url.pathname + url.search === path;

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a seat is taken and given back in English', async ({ page, buyer, match, block }) => {
      const before = await buyer.available(match, block);
      const [ofMatch, ofBlock] = [`/en/matches/${match.id}`, `/en/matches/${match.id}/blocks/${block.id}`];
      await page.goto('/en');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('The match you want, the seat you want');
      await isEnglish(page);

      await page.locator(`main a[href="${ofMatch}"]`).click();
      await page.waitForURL(at(ofMatch));
      await expect(page.getByRole('group', { name: 'Venue map' })).toBeVisible();
      await isEnglish(page);

      const toBlock = page.getByRole('listitem').locator(`a[href="${ofBlock}"]`);
      const seats = new SeatMap(page, ENGLISH);
      if (javaScriptEnabled) {
        await new Surface(page, ENGLISH).moves();
        await toBlock.click();
        await seats.isLive();
        await isEnglish(page);
        const [place] = await seats.freePlaces(1);
        await seats.take(place);
      } else {
        await toBlock.click();
        await page.waitForURL(at(ofBlock));
        const blockPage = new BlockPage(page, ENGLISH);
        await expect(blockPage.map).toBeVisible();
        await isEnglish(page);
        const free = blockPage.inState('available').first();
        const place = await placeOf(free);
        await free.click();
        const chosen = page.getByRole('region', { name: 'Selected seat' });
        await chosen.getByRole('button', { name: 'Hold this seat' }).click();
        await expect(blockPage.map.getByRole('link', { name: `${place}, held by you` })).toBeVisible();
      }
      await expect(seats.mine.getByRole('listitem')).toHaveCount(1);
      await expect(page.getByText(/^1 of \d+ seats$/)).toBeVisible();
      expect(await buyer.available(match, block)).toHaveLength(before.length - 1);
      await isEnglish(page);

      await seats.mine.getByRole('button', { name: /^Release .*, seat / }).click();
      await expect(seats.mine.getByRole('listitem')).toHaveCount(0);
      await expect(page).toHaveURL(javaScriptEnabled ? /\?at=/ : new RegExp(`${ofBlock}(\\?seat=\\d+)?$`));
      expect(await buyer.available(match, block)).toHaveLength(before.length);
    });

    test('who comes too late is told so in English', async ({ page, buyer, match, block }) => {
      const [first] = await buyer.available(match, block);
      const seats = new SeatMap(page, ENGLISH);
      if (javaScriptEnabled) {
        await SeatMap.open(page, match, block, ENGLISH);
        const [place] = await seats.freePlaces(1);
        // Nothing is told of before the request, so that the seat looks free.
        await page.route('**/fn/hold_seat*', async (route) => {
          await buyer.hold(match, first);
          await route.continue();
        });
        await seats.press(place, ENGLISH.available);
      } else {
        await page.goto(`/en/matches/${match.id}/blocks/${block.id}?seat=${first.id}`);
        await buyer.hold(match, first);
        await page
          .getByRole('region', { name: 'Selected seat' })
          .getByRole('button', { name: 'Hold this seat' })
          .click();
      }
      await expect(seats.alert).toContainText('Someone else got this seat first.');
      await isEnglish(page);
    });

    test('the switch keeps the place and the cart', async ({ page, buyer, match, block }) => {
      const [first] = await buyer.available(match, block);
      const korean = new SeatMap(page, KOREAN);
      let place = `/matches/${match.id}/blocks/${block.id}?seat=${first.id}`;
      if (javaScriptEnabled) {
        await SeatMap.open(page, match, block);
        const [free] = await korean.freePlaces(1);
        await korean.take(free);
        // What is seen, the map has written into the address by itself, and so what is looked for.
        await page.getByRole('button', { name: '빈 좌석만' }).click();
        await expect(page).toHaveURL(/[?&]at=.*free=1/);
      } else {
        await page.goto(`/ko${place}`);
        await page.getByRole('button', { name: '이 좌석 선택' }).click();
      }
      await expect(korean.mine.getByRole('listitem')).toHaveCount(1);

      const toEnglish = page.getByRole('link', { name: 'English' });
      await expect(toEnglish).toHaveAttribute('lang', 'en');
      await expect(toEnglish).toHaveAttribute('hreflang', 'en');
      if (javaScriptEnabled) {
        // It is at rest, and the link says where.
        await expect
          .poll(async () => (await toEnglish.getAttribute('href')) === page.url().replace(/^.*?\/ko/, '/en'))
          .toBe(true);
        const { pathname, search } = new URL(page.url());
        place = `${pathname.replace('/ko', '')}${search}`;
      }
      await toEnglish.click();
      await page.waitForURL(at(`/en${place}`));
      await expect(new SeatMap(page, ENGLISH).mine.getByRole('listitem')).toHaveCount(1);
      await isEnglish(page);

      await page.getByRole('link', { name: '한국어' }).click();
      await page.waitForURL(at(`/ko${place}`));
      await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
      await expect(korean.mine.getByRole('listitem')).toHaveCount(1);
    });

    test('the switch follows from page to page', async ({ page, match }) => {
      await page.goto('/ko');
      const toEnglish = page.getByRole('link', { name: 'English' });
      await expect(toEnglish).toHaveAttribute('href', '/en');
      await page.locator(`main a[href="/ko/matches/${match.id}"]`).click();
      await expect(toEnglish).toHaveAttribute('href', `/en/matches/${match.id}`);
    });

    test('a page that does not exist is so in its language', async ({ page }) => {
      const answer = await page.goto('/en/nowhere');
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
      await isEnglish(page);
      await expect(page.getByRole('link', { name: 'See all matches' })).toHaveAttribute('href', '/en');
    });
  });
}

test('the first words of a page are in its language, and it names itself in the others', async ({ request, match }) => {
  const path = `/matches/${match.id}`;
  for (const [language, words] of [
    ['ko', '경기장 지도'],
    ['en', 'Venue map'],
  ]) {
    const page = await (await request.get(`/${language}${path}`)).text();
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(`aria-label="${words}"`);
    for (const [hreflang, href] of [
      ['ko', `/ko${path}`],
      ['en', `/en${path}`],
      ['x-default', path],
    ]) {
      expect(page).toContain(`<link rel="alternate" hreflang="${hreflang}" href="${href}">`);
    }
  }
});

test('a match elsewhere is told in its own time and money, and a name marks its language', async ({ page, jari }) => {
  const there = ['--time-zone', 'America/New_York', '--currency', 'USD'];
  await jari.createMatch('원정 경기', '--sale-closes-at', '2027-07-04T12:00:00', ...there);
  for (const [language, starts, closes, price] of [
    ['ko', '2099년 1월 1일 (목) 04:00\u00a0EST', '7월 4일 (일) 12:00\u00a0EDT 예매 마감', /^US\$\d+\.00$/],
    ['en', 'Thu 1 Jan 2099, 04:00\u00a0EST', 'On sale until Sun 4 Jul, 12:00\u00a0EDT', /^\$\d+\.00$/],
  ] as const) {
    await page.goto(`/${language}`);
    const card = page.getByRole('main').getByRole('listitem').filter({ hasText: '원정 경기' });
    await expect(card).toContainText(starts);
    await expect(card).toContainText(closes);
    await card.getByRole('link').click();
    const name = page.getByRole('heading', { level: 1, name: '원정 경기' });
    await expect(name).toBeVisible();
    await expect(name.locator('[lang=ko]')).toHaveCount(language === 'en' ? 1 : 0);
    const prices = page.locator('.filter-amount');
    await expect(prices.first()).toHaveText(price);
    for (const text of await prices.allTextContents()) expect(text).toMatch(price);
    await expect(page.locator('body')).not.toContainText(/₩|\d원/);
  }
});

test('what is said while the page is live is said in English', async ({ page, jari, match, block }) => {
  const seats = await SeatMap.open(page, match, block, ENGLISH);
  await jari.stop();
  await seats.says('Reconnecting');
  await isEnglish(page);
  await jari.start();
  await seats.says('Live');
});

test.describe('a hold that ends soon', () => {
  test.use({ settings: { JARI_HOLD_TTL_SECS: '5' } });

  test('is told in English', async ({ page, match, block }) => {
    const seats = await SeatMap.open(page, match, block, ENGLISH);
    const [place] = await seats.freePlaces(1);
    await seats.take(place);
    await expect(seats.alert).toContainText('Your hold ends within a minute: ');
    await expect(seats.alert).toContainText(place.replace('Row', 'row'));
    await isEnglish(page);
    await expect(seats.alert).toContainText('Time’s up. No longer on hold for you: ', { timeout: 15_000 });
    await isEnglish(page);
  });
});
