import { openPage } from '../setting/browser.mjs';
import { pause } from '../setting/processes.mjs';
import { handOf } from '../input/tour.mjs';

/** How long a page with as many nodes as seats may take, in milliseconds. */
const PATIENCE = 120_000;

/** What follows when something else is shown is over after so long, in milliseconds. */
const SETTLED = 1_000;

/** Another map, on a page of its own. Its changes come from a timer in the page. */
export class Peer {
  constructor(site, name) {
    Object.assign(this, { site, name });
  }

  get address() {
    return `${this.site.url}/${this.name}.html`;
  }

  async open(browser, screen, view, ...scripts) {
    const opened = await openPage(browser, screen, ...scripts);
    const { page } = opened;
    await page.goto(this.address, { waitUntil: 'commit' });
    const broken = new Promise((_, failed) => page.once('pageerror', failed));
    // What breaks later is not waited for.
    broken.catch(() => {});
    const isDrawn = () => performance.getEntriesByName('seats-drawn').length > 0;
    await Promise.race([page.waitForFunction(isDrawn, undefined, { timeout: PATIENCE }), broken]);
    await this.show(opened, view);
    const box = await page.locator('#map').boundingBox();
    return { ...opened, view, box, hand: handOf(opened) };
  }

  async show({ page }, view) {
    await page.evaluate((of) => window.show(of), view);
    await pause(SETTLED);
  }

  async beginChanges({ page, view }, rate) {
    const seats = view.seats.map(({ id }) => id);
    await page.evaluate((of) => window.changes.begin(of.rate, of.seats), { rate, seats });
  }

  async pauseChanges({ page }) {
    const made = await page.evaluate(() => window.changes.pause());
    return { made, taken: made };
  }

  /** How many have come until now. */
  async count({ page }) {
    return page.evaluate(() => window.changes.made());
  }
}
