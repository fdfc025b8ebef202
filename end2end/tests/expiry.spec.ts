import { expect, test } from '../support/fixtures';
import { Gate } from '../support/gate';
import { AVAILABLE, HELD, KOREAN, OWN, SeatMap } from '../support/seat_map';

const WHEN_IT_ENDS = { timeout: 15_000 };
const RAN_OUT = '선택 시간이 지나 좌석이 풀렸습니다';

/** What a page asks to know which seats are its own. */
const OWN_SEATS = '**/fn/load_held*';

// Two browsers and a hold's whole life take their time on a busy machine.
test.describe.configure({ timeout: 60_000 });

test.describe('a hold that runs out', () => {
  /** Long enough for two slow browsers to see the hold before it ends. */
  test.use({ settings: { JARI_HOLD_TTL_SECS: '5' } });

  test('is free on every map, though nobody asks, and its holder is told', async ({
    page,
    newPage,
    match,
    block,
  }) => {
    const mine = await SeatMap.open(page, match, block);
    const theirs = await SeatMap.open(await newPage(), match, block);
    const [place] = await mine.freePlaces(1);

    await mine.take(place);
    await expect(theirs.seat(place, HELD)).toBeAttached();
    await expect(mine.mine.getByRole('timer')).toBeVisible();

    await expect(theirs.seat(place, AVAILABLE)).toBeAttached(WHEN_IT_ENDS);
    await expect(mine.seat(place, AVAILABLE)).toBeAttached();
    await expect(mine.mine.getByRole('listitem')).toHaveCount(0);
    await expect(mine.alert).toContainText(RAN_OUT);
    await expect(mine.alert).toContainText(place);
    // What another had is no news to anybody else.
    await expect(theirs.alert).not.toContainText(RAN_OUT);

    // It is not only drawn free.
    await theirs.take(place);
  });

  test('is told when the stream alone knows of it', async ({ page, match, block }) => {
    const map = await SeatMap.open(page, match, block);
    const places = await map.freePlaces(2);
    await new Gate().before(page, OWN_SEATS);
    for (const place of places) await map.take(place);

    await expect(map.mine.getByRole('listitem')).toHaveCount(0, WHEN_IT_ENDS);
    await expect(map.alert).toContainText(RAN_OUT);
    for (const place of places) await expect(map.alert).toContainText(place);
  });

  test('is told when the stream is gone, and stays in the list until the server has said so', async ({
    page,
    match,
    block,
  }) => {
    await page.route('**/seats/stream*', (route) => route.abort());
    const map = await SeatMap.visit(page, match, block);
    // The page is taken over by the browser's part.
    await expect(map.inState(AVAILABLE)).not.toHaveCount(0, { timeout: 15_000 });
    const [place] = await map.freePlaces(1);
    const gate = new Gate();
    await gate.before(page, OWN_SEATS);
    await map.take(place);

    await expect(map.mine.getByRole('timer')).toContainText('확인 중', WHEN_IT_ENDS);
    await expect(map.seat(place, OWN)).toBeAttached();
    await expect(map.mine.getByRole('listitem')).toHaveCount(1);
    gate.open();
    await expect(map.mine.getByRole('listitem')).toHaveCount(0);
    await expect(map.alert).toContainText(RAN_OUT);
    await expect(map.alert).toContainText(place);
  });

  test('is told where the whole venue is seen as well', async ({ page, match, block }) => {
    const map = await SeatMap.open(page, match, block);
    const [place] = await map.freePlaces(1);
    await map.take(place);
    await page.getByRole('button', { name: KOREAN.whole }).click();
    await expect(map.map).toHaveCount(0);
    await expect(map.mine.getByRole('listitem')).toHaveCount(1);
    await expect(map.mine.getByRole('listitem')).toHaveCount(0, WHEN_IT_ENDS);
    await expect(map.alert).toContainText(RAN_OUT);
    await expect(map.alert).toContainText(place);
  });

  test('stays told although the viewer goes on at once', async ({ page, match, block }) => {
    const map = await SeatMap.open(page, match, block);
    const [place, next] = await map.freePlaces(2);
    await map.take(place);
    await expect(map.mine.getByRole('listitem')).toHaveCount(0, WHEN_IT_ENDS);
    await map.take(next);
    await expect(map.alert).toContainText(RAN_OUT);
    await expect(map.alert).toContainText(place);
  });
});

test.describe('a hold that is about to end', () => {
  test.use({ settings: { JARI_HOLD_TTL_SECS: '70' } });

  test('is warned of a minute before, and no more once it is let go of', async ({ page, match, block }) => {
    const map = await SeatMap.open(page, match, block);
    const [first, second] = await map.freePlaces(2);
    await map.take(first);
    await map.take(second);
    await expect(map.alert).toHaveText('');
    const warning = map.alert.getByText('1분 안에');
    await expect(warning).toBeVisible({ timeout: 20_000 });
    await expect(warning).toContainText(first);
    await expect(warning).toContainText(second);
    // The second ends with the first, so that it is not the first alone that ends.
    await expect(warning).toContainText('1분 안에 선택 시간이 끝납니다');
    await expect(map.mine.getByRole('listitem')).toHaveCount(2);

    await map.giveBack(first);
    await expect(warning).not.toContainText(first);
    await map.giveBack(second);
    await expect(warning).toHaveCount(0);
  });
});

test('what another tab lets go of is told, and as what it is', async ({ page, context, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const other = await SeatMap.open(await context.newPage(), match, block);
  await other.giveBack(place);

  await expect(map.mine.getByRole('listitem')).toHaveCount(0);
  await expect(map.alert).toContainText('좌석 선택이 풀렸습니다');
  await expect(map.alert).toContainText(place);
  await expect(map.alert).not.toContainText(RAN_OUT);
  // Who did it knows.
  await expect(other.alert).toHaveText('');
});

test('what is bought elsewhere in the same session is told as that', async ({ page, buyer, match, block }) => {
  const map = await SeatMap.open(page, match, block);
  const [seat] = await buyer.available(match, block);
  const [place] = await map.freePlaces(1);
  await map.take(place);
  const bought = await page.request.post(`/api/matches/${match.id}/allocation/seats/complete`, {
    data: { seatIds: [seat.id] },
  });
  expect(bought.status()).toBe(200);
  await expect(map.mine.getByRole('listitem')).toHaveCount(0);
  await expect(map.alert).toContainText('좌석이 예약되었습니다');
  await expect(map.alert).toContainText(place);
});
