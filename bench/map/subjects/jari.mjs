import { openPage } from '../setting/browser.mjs';
import { pause } from '../setting/processes.mjs';
import { handOf } from '../input/tour.mjs';
import { Changes } from '../changes/changes.mjs';

/** Counts in the page what its stream tells, at next to no cost. It counts against Jari. */
const HEARD = `
  window.heardUpdates = 0;
  const { EventSource: Browsers } = window;
  window.EventSource = class extends Browsers {
    constructor(...address) {
      super(...address);
      this.addEventListener('update', () => (window.heardUpdates += 1));
    }
  };
`;
/** How long the page may take to follow what is in view, in milliseconds. */
const PATIENCE = 30_000;
/** A page that has come to life has other things to do for a while, in milliseconds. */
const SETTLED = 1_000;
/** What was made has been heard after so long, in milliseconds. */
const LAST_HEARD = 300;

/** The page of a match. Its changes are made through the real server, and come by its stream. */
export class Jari {
  name = 'Jari';

  constructor(server, venue) {
    Object.assign(this, { server, venue });
  }

  address({ x, y, side }) {
    return `${this.server.url}/ko/matches/${this.venue.matchId}?at=${x},${y},${side}`;
  }

  async open(browser, screen, view, ...scripts) {
    const opened = await openPage(browser, screen, HEARD, ...scripts);
    await this.show(opened, view);
    const box = await opened.page.locator('.surface-frame').boundingBox();
    return { ...opened, view, box, hand: handOf(opened) };
  }

  /** Opens the page at a view. The blocks that are in view are followed once the map has come to rest. */
  async show({ page }, view) {
    const followed = page.waitForResponse(/seats\/stream\?blocks=/, { timeout: PATIENCE });
    // Also where the address is the same.
    await page.goto('about:blank');
    await page.goto(this.address(view));
    await page.locator('.surface.is-live').waitFor({ timeout: PATIENCE });
    await followed;
    await page.locator('.surface-frame').scrollIntoViewIfNeeded();
    await pause(SETTLED);
  }

  async beginChanges({ page, view }, rate) {
    if (this.changing !== view) {
      await this.stop();
      this.changes = await Changes.of(this.server, this.venue, view.seats);
      this.changing = view;
    }
    this.heardBefore = await page.evaluate(() => window.heardUpdates);
    await this.changes.begin(rate);
  }

  async pauseChanges({ page }) {
    const made = await this.changes.pause();
    await pause(LAST_HEARD);
    return { made, taken: await this.count({ page }) };
  }

  /** How many have come until now. */
  async count({ page }) {
    return (await page.evaluate(() => window.heardUpdates)) - this.heardBefore;
  }

  async stop() {
    await this.changes?.stop();
    this.changing = this.changes = undefined;
  }
}
