import { expect, type Locator, type Page } from '@playwright/test';
import type { Block, Match } from './buyer';
import { accessibleName, escaped } from './text';
import { KOREAN, type Words } from './words';

export { AVAILABLE, ENGLISH, HELD, KOREAN, OWN, type Words } from './words';

/**
 * The seats of a block on the map of the venue, as somebody finds them who has a keyboard or a screen reader: by roles and labels alone,
 * in the grid of the block that the map is at. What is drawn of them on the canvas the tests of the surface press.
 */
export class SeatMap {
  /** The block's seats. */
  readonly map: Locator;
  readonly mine: Locator;
  readonly alert: Locator;

  constructor(
    readonly page: Page,
    readonly words: Words = KOREAN,
  ) {
    this.map = page.getByRole('grid');
    this.mine = page.getByRole('region', { name: words.mine });
    this.alert = page.getByRole('alert');
  }

  /** Opens the map at a block and waits until it is live: its seats are there, and the page is connected. */
  static async open(page: Page, match: Match, block: Block, words = KOREAN): Promise<SeatMap> {
    const map = await SeatMap.visit(page, match, block, '', words);
    await map.isLive();
    return map;
  }

  /** Opens the map at a block, and waits for nothing. */
  static async visit(page: Page, match: Match, block: Block, origin = '', words = KOREAN): Promise<SeatMap> {
    await page.goto(`${origin}/${words.language}/matches/${match.id}?block=${block.id}`);
    return new SeatMap(page, words);
  }

  /** The seats are there, the map is at rest, and what they show is what is so. */
  async isLive(): Promise<void> {
    await expect(this.map).toBeAttached({ timeout: 15_000 });
    await expect(this.page).toHaveURL(/[?&]at=/);
    await this.isConnected();
  }

  /** What the page shows is what is so. */
  async isConnected(): Promise<void> {
    await this.says(this.words.live);
  }

  /** Waits until the connection's state is `text`. */
  async says(text: string, timeout = 15_000): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: text })).toBeVisible({ timeout });
  }

  /** Every seat in a state. */
  inState(state: string): Locator {
    return this.map.getByRole('gridcell', { name: new RegExp(`, ${escaped(state)}$`) });
  }

  /** One seat, if it is in that state. `place` comes from [`placeOf`]. */
  seat(place: string, state: string): Locator {
    return this.map.getByRole('gridcell', { name: new RegExp(`^${escaped(place)},.*, ${escaped(state)}$`) });
  }

  /** The first seats that can be taken, by their places. */
  async freePlaces(count: number): Promise<string[]> {
    const free = this.inState(this.words.available);
    await expect(free.first()).toBeAttached({ timeout: 15_000 });
    const places = Array.from({ length: count }, (_, index) => free.nth(index)).map(placeOf);
    return Promise.all(places);
  }

  /** Presses a seat that is in a state: the focus goes to it, and Enter does what a finger would. */
  async press(place: string, state: string): Promise<void> {
    await this.seat(place, state).press('Enter');
  }

  async take(place: string): Promise<void> {
    const { available, own } = this.words;
    await this.press(place, available);
    await expect(this.seat(place, own)).toBeAttached();
  }

  async giveBack(place: string): Promise<void> {
    const { available, own } = this.words;
    await this.press(place, own);
    await expect(this.seat(place, available)).toBeAttached();
  }
}

/** Row and number of a seat: its name without its block, its price and its state. */
export async function placeOf(seat: Locator): Promise<string> {
  const name = await accessibleName(seat);
  const place = /^.*?(?:번|[Ss]eat [^,]+)(?=,)/.exec(name)?.[0];
  if (place === undefined) throw new Error(`a seat is called "${name}"`);
  return place;
}
