import { expect, type Locator, type Page } from '@playwright/test';
import type { Block, Match } from './buyer';
import { SeatMap } from './seat_map';
import { accessibleName, escaped } from './text';
import { AVAILABLE, HELD, KOREAN, OWN, type Words } from './words';

export { HELD, OWN };
export const WHOLE = KOREAN.whole;
export const FREE = AVAILABLE;

/** The one map of a venue, found by roles and labels: blocks as links of the venue's shapes, seats as cells of a grid. */
export class Surface {
  readonly shapes: Locator;
  readonly mine: Locator;

  constructor(
    readonly page: Page,
    readonly words: Words = KOREAN,
  ) {
    this.shapes = page.getByRole('group', { name: words.map });
    this.mine = page.getByRole('region', { name: words.mine });
  }

  /** Opens the page of a match, and waits until the map moves and is live. */
  static async open(page: Page, match: Match, query = ''): Promise<Surface> {
    await page.goto(`/ko/matches/${match.id}${query}`);
    const surface = new Surface(page);
    await surface.moves();
    await new SeatMap(page).isConnected();
    return surface;
  }

  /** Waits until the map moves: its buttons are there. */
  async moves(): Promise<void> {
    await expect(this.page.getByRole('button', { name: this.words.whole })).toBeAttached({ timeout: 15_000 });
  }

  link(block: Block): Locator {
    return this.shapes.getByRole('link', { name: new RegExp(`^${escaped(block.name)},`) });
  }

  grid(block: Block): Locator {
    return this.page.getByRole('grid', { name: block.name });
  }

  /** A seat by its place, such as "3열 14번", if it is in that state. */
  cell(place: string, state: string): Locator {
    return this.page.getByRole('gridcell', { name: new RegExp(`^${escaped(place)}, .*, ${escaped(state)}$`) });
  }

  focused(): Locator {
    return this.page.locator(':focus');
  }

  /** Where the middle of the map is on the screen. */
  async middle(): Promise<{ x: number; y: number }> {
    const box = await this.page.locator('.surface-frame').boundingBox();
    if (!box) throw new Error('the map is not there');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** The map has come to rest where the address says. */
  async showsBlock(block: Block): Promise<void> {
    await expect(this.grid(block)).toBeAttached();
    await expect(this.page).toHaveURL(/[?&]at=/);
  }

  async showsAll(): Promise<void> {
    await expect(this.page.getByRole('button', { name: this.words.whole })).toBeDisabled();
    await expect(this.page).not.toHaveURL(/[?&]at=/);
  }
}

/** Row and number of a seat of the grid. */
export async function placeOf(cell: Locator): Promise<string> {
  const name = await accessibleName(cell);
  return name.split(', ')[0];
}
