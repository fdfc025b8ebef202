import { Fingers } from './fingers.mjs';
import { Mouse } from './mouse.mjs';
import { pause } from '../setting/processes.mjs';

/** How long a map that was thrown is watched, in milliseconds. */
const GLIDE = 400;

/** The hand that a screen is used with. */
export function handOf({ session, screen }) {
  return screen === 'desk' ? new Mouse(session) : new Fingers(session);
}

/**
 * What somebody does who looks around: nearer to the seats, to and fro, back to the whole venue, nearer elsewhere. `box` is where the
 * map is on the screen. The same for every map; who knows no zoom is dragged alone.
 */
export async function tour(hand, box) {
  const at = (right, down) => ({ x: box.x + box.width * right, y: box.y + box.height * down });
  // Twice to the right and back, and downwards; slower at the turns, as hands are.
  const swing = (part) => at(0.5 + 0.3 * Math.sin(part * 3.5 * Math.PI), 0.35 + 0.3 * part);
  await hand.zoom(at(0.5, 0.5), 900, 1_000);
  await hand.drag(swing, 1_800);
  await pause(GLIDE);
  await hand.zoom(at(0.5, 0.5), -2_400, 2_000);
  await hand.zoom(at(0.4, 0.6), 1_500, 1_400);
  await hand.drag(swing, 1_800);
  await pause(GLIDE);
  await hand.zoom(at(0.5, 0.5), -900, 1_000);
}
