import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures';
import type { Block, Match } from '../support/buyer';
import { HELD, SeatMap } from '../support/seat_map';
import type { JariServer } from '../support/server';

// Several tabs at once take their time on a busy machine.
test.describe.configure({ timeout: 90_000 });

/** Tabs of one browser, each with the block's map. The first has the stream. */
async function openTabs(context: BrowserContext, count: number, match: Match, block: Block): Promise<SeatMap[]> {
  const maps: SeatMap[] = [];
  while (maps.length < count) maps.push(await SeatMap.open(await context.newPage(), match, block));
  return maps;
}

async function expectStreams(jari: JariServer, count: number): Promise<void> {
  await expect.poll(() => jari.streams('view'), { timeout: 15_000 }).toBe(count);
}

/** Every map shows so many seats that others have. */
async function expectHeld(maps: SeatMap[], count: number): Promise<void> {
  for (const map of maps) await expect(map.inState(HELD)).toHaveCount(count, { timeout: 15_000 });
}

/** Tells the page's own code that something happened to the page. */
function happens(page: Page, event: string): Promise<unknown> {
  return page.evaluate((name) => window.dispatchEvent(new Event(name)), event);
}

test('tabs with the same block share one stream', async ({ context, jari, buyer, match, block }) => {
  const maps = await openTabs(context, 3, match, block);
  await expectStreams(jari, 1);
  const held = await maps[0].inState(HELD).count();

  await buyer.holdOne(match, block);
  await expectHeld(maps, held + 1);
  // What one takes in a tab, the others see taken.
  const [place] = await maps[2].freePlaces(1);
  await maps[2].take(place);
  await expectHeld(maps.slice(0, 2), held + 2);
  // It has gone nearer to the seat, and so it follows fewer blocks, by a stream of its own; the others still share theirs.
  await expectStreams(jari, 2);
});

test('tabs with the same match share one stream', async ({ context, jari, match }) => {
  for (let tab = 0; tab < 2; tab += 1) {
    const page = await context.newPage();
    await page.goto(`/ko/matches/${match.id}`);
    await new SeatMap(page).isConnected();
  }
  await expect.poll(() => jari.streams('overview')).toBe(1);
});

test('tabs with different blocks, and browsers, have streams of their own', async ({
  context,
  newPage,
  jari,
  buyer,
  match,
  block,
}) => {
  const other = (await buyer.blocks(match)).find(({ id }) => id !== block.id);
  if (!other) throw new Error('The demo has one block');
  await openTabs(context, 2, match, block);
  await openTabs(context, 2, match, other);
  await expectStreams(jari, 2);
  await SeatMap.open(await newPage(), match, block);
  await expectStreams(jari, 3);
});

const departures: Record<string, (page: Page) => Promise<unknown>> = {
  'is closed': (page) => page.close(),
  crashes: async (page) => {
    const crashed = page.waitForEvent('crash');
    // It does not answer any more.
    page.goto('chrome://crash').catch(() => {});
    await crashed;
  },
  'is put away': (page) => happens(page, 'pagehide'),
  'goes to another page': (page) => page.getByRole('navigation').getByRole('link', { name: '경기', exact: true }).click(),
};

for (const [what, depart] of Object.entries(departures)) {
  test(`when the tab with the stream ${what}, another goes on`, async ({ context, jari, buyer, match, block }) => {
    const [first, ...others] = await openTabs(context, 3, match, block);
    await expectStreams(jari, 1);
    const held = await first.inState(HELD).count();

    await Promise.all([depart(first.page), buyer.holdOne(match, block)]);
    await expectHeld(others, held + 1);
    await buyer.holdOne(match, block);
    await expectHeld(others, held + 2);
    await expectStreams(jari, 1);
    for (const map of others) await map.isLive();
  });
}

test('a page that was put away is right when it is shown again', async ({ context, jari, buyer, match, block }) => {
  const [first, second] = await openTabs(context, 2, match, block);
  const held = await first.inState(HELD).count();
  await happens(first.page, 'pagehide');
  await buyer.holdOne(match, block);
  await expectHeld([second], held + 1);

  await happens(first.page, 'pageshow');
  await expectHeld([first], held + 1);
  await first.isLive();
  await expectStreams(jari, 1);
});

test('a tab whose seats are older than the stream is brought up to date', async ({
  context,
  jari,
  buyer,
  match,
  block,
}) => {
  const [first] = await openTabs(context, 1, match, block);
  const held = await first.inState(HELD).count();
  const late = await context.newPage();
  await late.route('**/seats/states', async (route) => {
    const response = await route.fetch();
    await buyer.holdOne(match, block);
    await expectHeld([first], held + 1);
    await route.fulfill({ response });
  });

  const map = await SeatMap.open(late, match, block);
  await expectHeld([map], held + 1);
  await expectStreams(jari, 1);
});

for (const missing of ['locks', 'BroadcastChannel']) {
  test(`a browser without ${missing} has a stream for each tab`, async ({ context, jari, buyer, match, block }) => {
    await context.addInitScript((name) => {
      if (name === 'locks') Object.defineProperty(Navigator.prototype, name, { value: undefined });
      else Reflect.deleteProperty(window, name);
    }, missing);
    const maps = await openTabs(context, 2, match, block);
    await expectStreams(jari, 2);
    const held = await maps[0].inState(HELD).count();
    await buyer.holdOne(match, block);
    await expectHeld(maps, held + 1);
  });
}

test('a tab that the browser has frozen loses the stream to one that is looked at', async ({
  context,
  jari,
  buyer,
  match,
  block,
}) => {
  const maps = await openTabs(context, 2, match, block);
  const [first, second] = maps;
  const held = await first.inState(HELD).count();
  const session: CDPSession = await context.newCDPSession(first.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await buyer.holdOne(match, block);

  // The viewer comes back; without that it takes a while longer.
  await happens(second.page, 'visibilitychange');
  await expectHeld([second], held + 1);
  await second.isLive();

  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await expectStreams(jari, 1);
  await buyer.holdOne(match, block);
  await expectHeld(maps, held + 2);

  // It may have it back.
  await Promise.all([second.page.close(), buyer.holdOne(match, block)]);
  await expectHeld([first], held + 3);
  await expectStreams(jari, 1);
});

test('all tabs say that the server is away, and are right again', async ({ context, jari, buyer, match, block }) => {
  const maps = await openTabs(context, 2, match, block);
  const held = await maps[0].inState(HELD).count();
  await jari.stop();
  for (const map of maps) await map.says('다시 연결 중');

  await jari.start();
  await buyer.holdOne(match, block);
  await expectHeld(maps, held + 1);
  for (const map of maps) await map.isLive();
  await expectStreams(jari, 1);
});
