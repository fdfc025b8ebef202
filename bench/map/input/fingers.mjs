import { steps } from './pace.mjs';

/** How near and how far two fingers are at the ends of a pinch, from its middle, in pixels. */
const NEAR = 30;
const FAR = 150;
/** How much larger all is after one pinch, and how long one takes, in milliseconds. */
const PINCH = { doubles: Math.log2(FAR / NEAR), millis: 500 };
/** What of a wheel makes Jari's map twice as large: so that fingers go as far as a wheel. */
const WHEEL_DOUBLES = 380;

/** Fingers on a screen, as the system tells the browser of them. */
export class Fingers {
  constructor(session) {
    this.session = session;
  }

  /** Pinches as often as it takes to go about as far as a wheel that turns by so many pixels. */
  async zoom(at, pixels) {
    const pinches = Math.max(1, Math.round(Math.abs(pixels) / WHEEL_DOUBLES / PINCH.doubles));
    const [from, to] = pixels > 0 ? [NEAR, FAR] : [FAR, NEAR];
    for (let pinch = 0; pinch < pinches; pinch += 1) {
      const points = (part) => {
        const reach = from * (to / from) ** part;
        return [-reach, reach].map((off, id) => ({ id, x: at.x + off, y: at.y + off / 2 }));
      };
      await this.swipe(points, PINCH.millis);
    }
  }

  /** Drags one finger along a way, and lets go in full swing. */
  async drag(way, millis) {
    await this.swipe((part) => [{ id: 0, ...way(part) }], millis);
  }

  async press(at) {
    await this.tell('touchStart', [{ id: 0, ...at }]);
    await this.tell('touchEnd', []);
  }

  async swipe(points, millis) {
    await this.tell('touchStart', points(0));
    await steps(millis, (part) => this.tell('touchMove', points(part)));
    await this.tell('touchEnd', []);
  }

  tell(type, touchPoints) {
    return this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
