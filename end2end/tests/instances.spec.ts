import { expect, test as base } from '../support/fixtures';
import { RedisServer } from '../support/redis';
import { AVAILABLE, HELD, OWN, SeatMap } from '../support/seat_map';
import { JariServer } from '../support/server';

interface Instances {
  redis: RedisServer;
  /** Another instance beside `jari`, over the same Redis and database. */
  second: JariServer;
}

const test = base.extend<Instances>({
  redis: async ({}, use) => {
    const redis = await RedisServer.start();
    await use(redis);
    await redis.remove();
  },
  settings: async ({ redis }, use) => use({ ALLOCATION_BACKEND: 'redis', REDIS_URL: redis.url }),
  second: async ({ jari }, use) => {
    const second = await JariServer.beside(jari);
    await use(second);
    await second.stop();
  },
});

/** What "live" means to a person. */
const AT_ONCE = { timeout: 1_000 };

test('two browsers on two instances see one seat map', async ({
  page,
  newPage,
  jari,
  second,
  match,
  block,
}) => {
  const mine = await SeatMap.open(page, match, block);
  const other = await newPage();
  const theirs = new SeatMap(other);
  await other.goto(`${second.url}/ko/matches/${match.id}/blocks/${block.id}`);
  await theirs.isLive();
  const [first, next] = await mine.freePlaces(2);

  await mine.take(first);
  await expect(theirs.seat(first, HELD)).toBeAttached(AT_ONCE);
  await theirs.take(next);
  await expect(mine.seat(next, HELD)).toBeAttached(AT_ONCE);
  await mine.giveBack(first);
  await expect(theirs.seat(first, AVAILABLE)).toBeAttached(AT_ONCE);

  // A buyer whom the load balancer sends elsewhere still has their seats.
  await other.goto(`${jari.url}/ko/matches/${match.id}/blocks/${block.id}`);
  await theirs.isLive();
  await expect(theirs.seat(next, OWN)).toBeAttached();
});

test('the map says that it may be out of date while Redis is away, and is right again', async ({
  page,
  redis,
  match,
  block,
}) => {
  const map = await SeatMap.open(page, match, block);
  const [own, other] = await map.freePlaces(2);
  await map.take(own);

  await redis.kill();
  await map.says('오래된 정보');
  await map.press(other, AVAILABLE);
  await expect(map.alert).toContainText('잠시');

  await redis.start();
  await map.isLive();
  await expect(map.seat(own, OWN)).toBeAttached();
  await map.take(other);
});
