import type { Page } from '@playwright/test';
import { OtherBuild } from '../support/build';
import { expect, test as base } from '../support/fixtures';
import { Nginx } from '../support/nginx';
import { text } from '../support/process';
import { AVAILABLE, OWN, SeatMap } from '../support/seat_map';
import { BUILT, JariServer } from '../support/server';

interface Rollout {
  /** The build that is to come. */
  next: OtherBuild;
  /** An instance of it, over the same database as `jari`. */
  newer: JariServer;
  /** What stands before both; at first it leads to `jari` alone. */
  nginx: Nginx;
}

const test = base.extend<Rollout>({
  settings: { JARI_TRUSTED_PROXIES: '127.0.0.1' },
  next: async ({ jari }, use) => {
    const page = await text(`${jari.url}/ko`);
    const [, name] = /<meta name="jari-build" content="([0-9a-f]{16})">/.exec(page) ?? [];
    const next = await OtherBuild.of(BUILT, name);
    await use(next);
    await next.remove();
  },
  newer: async ({ jari, next }, use) => {
    const newer = await JariServer.beside(jari, next);
    await use(newer);
    await newer.stop();
  },
  nginx: async ({ jari, newer: _ }, use) => {
    const nginx = await Nginx.before(jari, jari, jari);
    await use(nginx);
    await nginx.remove();
  },
  baseURL: async ({ nginx }, use) => use(nginx.url),
});

/** Reconnecting takes some seconds, and a crowd's pages are loaded again over ten. */
const RENEWED = { timeout: 25_000 };

const buildOf = (page: Page) => page.locator('meta[name=jari-build]').getAttribute('content');

/** Counts how often the page is loaded from now on. */
function loads(page: Page): () => number {
  let count = 0;
  page.on('domcontentloaded', () => (count += 1));
  return () => count;
}

test('a rollout loads an open page again, once, and nobody loses a seat', async ({
  page,
  jari,
  newer,
  next,
  nginx,
  match,
  block,
}) => {
  test.setTimeout(60_000);
  const map = await SeatMap.open(page, match, block);
  const [place, other] = await map.freePlaces(2);
  await map.take(place);
  expect(await buildOf(page)).not.toBe(next.name);
  const loaded = loads(page);

  await nginx.moveTo([newer, newer, newer]);
  await jari.stop();
  await expect.poll(() => buildOf(page), RENEWED).toBe(next.name);
  await map.isLive();
  await expect(map.seat(place, OWN)).toBeAttached();
  await map.take(other);
  expect(loaded()).toBe(1);
});

test('what another build has answered is not read: the page is loaded again, and shows what was taken', async ({
  page,
  jari,
  newer,
  next,
  nginx,
  match,
  block,
}) => {
  const map = await SeatMap.open(page, match, block);
  const [place, other] = await map.freePlaces(2);
  const own = await buildOf(page);
  const loaded = loads(page);
  // The page and its stream stay with the first build, as a stream that is open does.
  await nginx.moveTo([jari, jari, jari], newer);
  expect(await text(`${nginx.url}/fn/load_matches`, { language: 'Ko' })).toContain(next.name);
  await map.press(place, AVAILABLE);
  await expect.poll(loaded).toBe(1);
  await map.isLive();
  await expect(map.seat(place, OWN)).toBeAttached();
  expect(await buildOf(page)).toBe(own);

  // Again the other build answers. It is not loaded again at once, as that would not end; the page says what helps.
  await map.press(other, AVAILABLE);
  await expect(map.alert).toContainText('새 버전');
  expect(await page.evaluate(() => (window as unknown as { jariReload(): boolean }).jariReload())).toBe(false);
  expect(loaded()).toBe(1);
  await page.reload();
  await map.isLive();
  for (const taken of [place, other]) await expect(map.seat(taken, OWN)).toBeAttached();
});

test('while two builds are served side by side, every page finds its own files', async ({
  newPage,
  jari,
  newer,
  next,
  nginx,
  match,
  block,
}) => {
  test.setTimeout(60_000);
  await nginx.moveTo([jari, newer, jari]);
  const builds = new Set<string | null>();
  // One page may have its own files by luck, some do not.
  for (let opened = 0; opened < 6 || (opened < 30 && builds.size < 2); opened += 1) {
    // Instances take turns. A page that asks for three files more would come to the same one each time.
    for (let turns = Math.floor(Math.random() * 3); turns > 0; turns -= 1) await text(`${nginx.url}/api/matches`);
    const page = await newPage();
    // A page whose stream is the other build's is loaded again at some moment of the next ten seconds: here at the last one,
    // when it has long been looked at.
    await page.addInitScript(() => (Math.random = () => 0.999));
    const missing: string[] = [];
    page.on('response', (answer) => {
      if (answer.url().includes('/pkg/') && answer.status() !== 200) missing.push(answer.url());
    });
    const loaded = loads(page);
    const map = await SeatMap.visit(page, match, block, nginx.url);
    builds.add(await buildOf(page));
    // Taken over, whichever instance had the files.
    await map.isLive();
    expect(missing).toEqual([]);
    // A page that was given another build's wasm would have been loaded again.
    expect(loaded()).toBe(1);
    await page.close();
  }
  expect(builds.size).toBe(2);
  expect(builds).toContain(next.name);
});
