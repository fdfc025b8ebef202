// A process of its own, so that what drives the browser does not delay it: takes seats and gives them back through the REST routes,
// so many a second, over some connections with a session each, and tells its parent how many.
import { Buyer } from './buyer.mjs';

const CONNECTIONS = 8;

let buyers = [];
let rate = 0;
let made = 0;
let turns = [];
let isRunning = false;

process.on('message', async ({ begin, stop, release }) => {
  if (begin) await start(begin);
  if (release) {
    await Promise.all(buyers.map((buyer) => buyer.giveBack()));
    process.send({ released: true });
  }
  if (stop) {
    isRunning = false;
    await Promise.all(turns);
    process.send({ made });
  }
});

async function start(wanted) {
  ({ rate } = wanted);
  if (buyers.length === 0) {
    const share = (turn) => wanted.seats.filter((_, at) => at % CONNECTIONS === turn);
    const all = Array.from({ length: CONNECTIONS }, (_, turn) => Buyer.open(wanted.port, wanted.matchId, share(turn)));
    buyers = await Promise.all(all);
  }
  made = 0;
  isRunning = true;
  const begun = performance.now();
  turns = buyers.map((buyer, turn) => keepOn(buyer, turn, begun));
  process.send({ began: true });
}

/** Each connection has its own turns, so that a slow answer does not delay the others. */
async function keepOn(buyer, turn, begun) {
  for (let at = turn; ; at += CONNECTIONS) {
    const wait = begun + (1000 * at) / rate - performance.now();
    if (wait > 1) await new Promise((done) => setTimeout(done, wait));
    if (!isRunning) return;
    try {
      await buyer.change();
    } catch (error) {
      process.send({ failed: String(error) });
      return;
    }
    made += 1;
  }
}
