import { expect, type Locator, type Page } from '@playwright/test';
import type { Block, Match } from './buyer';
import { accessibleName, escaped } from './text';

/** The states of a seat as the map says them. */
export const AVAILABLE = '선택 가능';
export const HELD = '다른 사람이 선택 중';
export const OWN = '내가 선택함';

/** The page of a block, found by roles and labels alone, as a person with a screen reader finds it. */
export class SeatMap {
  readonly map: Locator;
  readonly mine: Locator;
  readonly alert: Locator;

  constructor(readonly page: Page) {
    this.map = page.getByRole('group', { name: '좌석 배치도' });
    this.mine = page.getByRole('region', { name: '내 좌석' });
    this.alert = page.getByRole('alert');
  }

  /** Opens the page and waits until it is live: taken over by the browser's part, and connected. */
  static async open(page: Page, match: Match, block: Block): Promise<SeatMap> {
    const map = await SeatMap.visit(page, match, block);
    await map.isLive();
    return map;
  }

  /** Opens the page, and waits for nothing. */
  static async visit(page: Page, match: Match, block: Block, origin = ''): Promise<SeatMap> {
    await page.goto(`${origin}/matches/${match.id}/blocks/${block.id}`);
    return new SeatMap(page);
  }

  async isLive(): Promise<void> {
    await this.says('실시간');
  }

  /** Waits until the connection's state is `text`. */
  async says(text: string): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: text })).toBeVisible({ timeout: 15_000 });
  }

  /** Every seat in a state. */
  inState(state: string): Locator {
    return this.map.getByRole('button', { name: new RegExp(`, ${escaped(state)}$`) });
  }

  /** One seat, if it is in that state. `place` comes from [`placeOf`]. */
  seat(place: string, state: string): Locator {
    return this.map.getByRole('button', { name: new RegExp(`^${escaped(place)},.*${escaped(state)}$`) });
  }

  /** The first seats that can be taken, by their places. */
  async freePlaces(count: number): Promise<string[]> {
    const free = this.inState(AVAILABLE);
    const places = Array.from({ length: count }, (_, index) => free.nth(index)).map(placeOf);
    return Promise.all(places);
  }

  async take(place: string): Promise<void> {
    await this.seat(place, AVAILABLE).click();
    await expect(this.seat(place, OWN)).toBeVisible();
  }

  async giveBack(place: string): Promise<void> {
    await this.seat(place, OWN).click();
    await expect(this.seat(place, AVAILABLE)).toBeVisible();
  }
}

/** Row and number of a seat: its name without its state. */
export async function placeOf(seat: Locator): Promise<string> {
  const name = await accessibleName(seat);
  const place = /^.*?번(?=,)/.exec(name)?.[0];
  if (place === undefined) throw new Error(`a seat is called "${name}"`);
  return place;
}
