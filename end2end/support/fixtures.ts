import { expect, type Page, test as base } from '@playwright/test';
import { Buyer, type Block, type Match } from './buyer';
import { Problems } from './problems';
import { DemoDatabase, JariServer, type Settings } from './server';

interface PerTest {
  /** What the test's server reads besides the defaults; set it with `test.use`. */
  settings: Settings;
  /** The test's own server. `page`, `newPage` and `buyer` talk to it. */
  jari: JariServer;
  /** Collects what goes wrong in any of the test's browsers, and fails the test for it at the end. */
  problems: Problems;
  /** Somebody else, without a browser. */
  buyer: Buyer;
  /** A match on sale. */
  match: Match;
  /** A block of `match` with free seats. */
  block: Block;
  /** Opens the browser of one more person. */
  newPage: () => Promise<Page>;
}

interface PerWorker {
  demo: DemoDatabase;
}

export const test = base.extend<PerTest, PerWorker>({
  demo: [
    async ({}, use) => {
      const demo = await DemoDatabase.create();
      await use(demo);
      await demo.remove();
    },
    { scope: 'worker' },
  ],

  settings: [{}, { option: true }],

  jari: async ({ demo, settings }, use, testInfo) => {
    const server = await JariServer.start(demo, settings);
    await use(server);
    await server.remove();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server.log', { body: server.log, contentType: 'text/plain' });
    }
  },

  baseURL: async ({ jari }, use) => use(jari.url),

  problems: async ({}, use) => {
    const problems = new Problems();
    await use(problems);
    expect(problems.errors, 'errors in the browser').toEqual([]);
  },

  context: async ({ context, problems }, use) => {
    problems.watch(context);
    await use(context);
  },

  newPage: async ({ browser, jari, problems }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: jari.url });
      contexts.push(context);
      problems.watch(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  buyer: async ({ playwright, jari, ignoreHTTPSErrors }, use) => {
    const request = await playwright.request.newContext({ baseURL: jari.url, ignoreHTTPSErrors });
    await use(new Buyer(request));
    await request.dispose();
  },

  match: async ({ buyer }, use) => use(await buyer.openMatch()),

  block: async ({ buyer, match }, use) => use(await buyer.roomyBlock(match)),
});

export { expect };
