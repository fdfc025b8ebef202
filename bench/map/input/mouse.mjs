import { steps } from './pace.mjs';

/** A mouse with a wheel, as the system tells the browser of it. */
export class Mouse {
  constructor(session) {
    this.session = session;
  }

  /** Turns the wheel at a place, by so many pixels in all: upwards is nearer. */
  async zoom(at, pixels, millis) {
    await this.tell('mouseMoved', at, { button: 'none' });
    let turned = 0;
    await steps(millis, (part) => {
      const deltaY = -pixels * part - turned;
      turned += deltaY;
      return this.tell('mouseWheel', at, { deltaX: 0, deltaY });
    });
  }

  /** Drags along a way, which tells the place at each part of the time, and lets go in full swing. */
  async drag(way, millis) {
    await this.tell('mouseMoved', way(0), { button: 'none' });
    await this.tell('mousePressed', way(0), { button: 'left', buttons: 1, clickCount: 1 });
    await steps(millis, (part) => this.tell('mouseMoved', way(part), { button: 'left', buttons: 1 }));
    await this.tell('mouseReleased', way(1), { button: 'left', clickCount: 1 });
  }

  async press(at) {
    await this.tell('mouseMoved', at, { button: 'none' });
    await this.tell('mousePressed', at, { button: 'left', buttons: 1, clickCount: 1 });
    await this.tell('mouseReleased', at, { button: 'left', clickCount: 1 });
  }

  tell(type, { x, y }, more) {
    return this.session.send('Input.dispatchMouseEvent', { type, x, y, ...more });
  }
}
