import { Certificate } from '../support/certificate';
import { expect, test } from '../support/fixtures';
import { HELD, SeatMap } from '../support/seat_map';

// Several tabs at once take their time on a busy machine.
test.describe.configure({ timeout: 90_000 });

test.use({
  // The certificate is nobody's but the test's own.
  ignoreHTTPSErrors: true,
  settings: async ({}, use) => {
    const certificate = await Certificate.make();
    await use({ JARI_TLS_CERT: certificate.cert, JARI_TLS_KEY: certificate.key });
    await certificate.remove();
  },
});

/** More than the six connections that a browser opens to a host over HTTP/1.1. */
const TABS = 9;

test('over HTTPS a browser has as many streams as it has tabs, on one connection', async ({
  context,
  jari,
  buyer,
  match,
}) => {
  const blocks = (await buyer.blocks(match)).slice(0, TABS);
  const maps: SeatMap[] = [];
  for (const block of blocks) maps.push(await SeatMap.open(await context.newPage(), match, block));
  await expect.poll(() => jari.streams('view')).toBe(TABS);
  const protocol = await maps[0].page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation');
    return navigation instanceof PerformanceNavigationTiming && navigation.nextHopProtocol;
  });
  expect(protocol).toBe('h2');

  // The last of them hears of a change like the first.
  for (const index of [0, TABS - 1]) {
    const held = await maps[index].inState(HELD).count();
    await buyer.holdOne(match, blocks[index]);
    await expect(maps[index].inState(HELD)).toHaveCount(held + 1);
  }
});

test('over HTTPS a session is for HTTPS only, and holds', async ({ context, page, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const session = (await context.cookies()).find(({ name }) => name.startsWith('__Host-jari_session_'));
  expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' });
});
