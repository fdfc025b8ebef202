import { LIVE, listenToBadges, POLLING, RECONNECTING, said } from '../support/badge';
import { expect, test } from '../support/behind_middlebox';
import { HELD, OWN, SeatMap } from '../support/seat_map';
import { accessibleName, escaped } from '../support/text';

// A mute stream is noticed by its silence.
test.describe.configure({ timeout: 90_000 });
// A page gives up on a silent stream sooner where signs of life come more often.
test.use({ settings: { JARI_HEARTBEAT_SECS: '4' } });

/** Until a page notices that it hears nothing. */
const NOTICED = { timeout: 20_000 };
/** Until a page that asks for itself shows what has changed: some seconds. */
const ASKED = { timeout: 6_000 };
/** Until it tries the stream again and hears it. */
const HEARD_AGAIN = { timeout: 45_000 };

test.beforeEach(async ({ context, middlebox }) => {
  middlebox.mute = true;
  await listenToBadges(context);
});

async function says(map: SeatMap, text: string, within: { timeout: number }): Promise<void> {
  await expect(map.page.getByRole('status').filter({ hasText: text })).toBeVisible(within);
}

test('where the stream is swallowed a block asks for itself, and listens again when it speaks', async ({
  page,
  middlebox,
  buyer,
  match,
  block,
}) => {
  const map = await SeatMap.visit(page, match, block);
  await says(map, POLLING, NOTICED);
  const held = await map.inState(HELD).count();

  await buyer.holdOne(match, block);
  await expect(map.inState(HELD)).toHaveCount(held + 1, ASKED);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  await buyer.holdOne(match, block);
  await expect(map.inState(HELD)).toHaveCount(held + 2, ASKED);
  await expect(map.seat(place, OWN)).toBeAttached();
  expect(await said(page)).not.toContain(LIVE);

  // Nothing has changed: that costs the server next to nothing.
  const unchanged = () => middlebox.passed.filter(({ path, status }) => path.endsWith('/seats/states') && status === 304).length;
  const before = unchanged();
  await expect.poll(unchanged, { timeout: 15_000 }).toBeGreaterThan(before + 1);

  middlebox.mute = false;
  await says(map, LIVE, HEARD_AGAIN);
  await buyer.holdOne(match, block);
  await expect(map.inState(HELD)).toHaveCount(held + 3, { timeout: 1_000 });
});

test('where the stream is swallowed the map of the venue asks for itself', async ({
  page,
  middlebox,
  buyer,
  match,
  block,
}) => {
  await page.goto(`/ko/matches/${match.id}`);
  const map = new SeatMap(page);
  await says(map, POLLING, NOTICED);
  const link = page
    .getByLabel('경기장 지도')
    .getByRole('link', { name: new RegExp(`^${escaped(block.name)},.*잔여 [0-9,]+석`) });
  const free = async () => Number(/잔여 ([0-9,]+)석/.exec(await accessibleName(link))?.[1].replaceAll(',', ''));
  const before = await free();

  await buyer.holdOne(match, block);
  await expect.poll(free, ASKED).toBe(before - 1);
  expect(await said(page)).not.toContain(LIVE);

  // Nothing has changed: the list of blocks is not sent again.
  const unchanged = () => middlebox.passed.filter(({ path, status }) => path.endsWith('/blocks') && status === 304).length;
  const unchangedBefore = unchanged();
  await expect.poll(unchanged, { timeout: 15_000 }).toBeGreaterThan(unchangedBefore + 1);

  middlebox.mute = false;
  await says(map, LIVE, HEARD_AGAIN);
});

test('of several tabs the one that is looked at is right, whichever has the stream', async ({
  context,
  middlebox,
  buyer,
  match,
  block,
}) => {
  const hidden = await context.newPage();
  await hidden.addInitScript(() => Object.defineProperty(Document.prototype, 'hidden', { get: () => true }));
  const first = await SeatMap.visit(hidden, match, block);
  const second = await SeatMap.visit(await context.newPage(), match, block);
  await says(second, POLLING, NOTICED);
  const held = await second.inState(HELD).count();

  await buyer.holdOne(match, block);
  await expect(second.inState(HELD)).toHaveCount(held + 1, ASKED);
  for (const map of [first, second]) expect(await said(map.page)).not.toContain(LIVE);

  middlebox.mute = false;
  for (const map of [first, second]) await says(map, LIVE, HEARD_AGAIN);
  await buyer.holdOne(match, block);
  for (const map of [first, second]) await expect(map.inState(HELD)).toHaveCount(held + 2, { timeout: 2_000 });
});

test('a stream that falls mute while one looks is not called live for long', async ({
  page,
  jari,
  middlebox,
  buyer,
  match,
  block,
}) => {
  middlebox.mute = false;
  const map = await SeatMap.visit(page, match, block);
  await says(map, LIVE, NOTICED);
  const held = await map.inState(HELD).count();

  // The page comes to another network: its stream breaks, and the next one is swallowed.
  middlebox.mute = true;
  await jari.stop();
  await says(map, RECONNECTING, NOTICED);
  await jari.start();
  await says(map, POLLING, NOTICED);
  await buyer.holdOne(match, block);
  await expect(map.inState(HELD)).toHaveCount(held + 1, ASKED);
  expect((await said(page)).filter((text) => text === LIVE)).toHaveLength(1);
});
