import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How many seats the demo's ballpark has, which every map is to draw. */
export const SEATS = 25_285;

/** The ballpark: its match that is on sale, and each seat with its block, its place in the plan and the colour of its price. */
export async function readVenue(server) {
  const now = Date.now();
  const { matches } = await server.read('/api/matches');
  for (const { id, sale } of matches) {
    if (sale.opensAt > now || (sale.closesAt !== null && sale.closesAt <= now)) continue;
    const { seats, blocks } = readSeats(server.file, id);
    if (seats.length === SEATS) return { matchId: id, seats, blocks };
  }
  throw new Error(`No match of the demo is on sale at a venue of ${SEATS} seats`);
}

function readSeats(file, matchId) {
  const script = fileURLToPath(new URL('seats.py', import.meta.url));
  const output = execFileSync('python3', [script, file, String(matchId)], { maxBuffer: 1 << 26 });
  const { seats, blocks } = JSON.parse(output);
  return {
    seats: seats.map(([id, block, x, y, color]) => ({ id, block, x, y, color })),
    blocks: blocks.map(([id, name]) => ({ id, name })),
  };
}

/**
 * What is looked at before somebody moves: a square of the plan around the block with the most seats, as `at=x,y,side` in an address
 * says it. A usual seat is 10 units wide. `seats` are those of its inner part, which are in view on every screen.
 */
export function viewOf(venue, side, inner = 0.6) {
  const middle = busiestPlace(venue);
  const isNear = (at, of) => Math.abs(at - of) <= (side * inner) / 2;
  const seats = venue.seats.filter(({ x, y }) => isNear(x, middle.x) && isNear(y, middle.y));
  return { ...middle, side, seats };
}

/** The middle of the block with the most seats. */
function busiestPlace({ seats }) {
  const counts = new Map();
  for (const { block } of seats) counts.set(block, (counts.get(block) ?? 0) + 1);
  const [block] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  const those = seats.filter((seat) => seat.block === block);
  const mean = (of) => Math.round(those.reduce((sum, seat) => sum + of(seat), 0) / those.length);
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}
