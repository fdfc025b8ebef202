import { expect, type Locator, type Page } from '@playwright/test';
import type { Block, Match } from './buyer';
import { accessibleName, escaped } from './text';

/** What a page says in a language, by which a person finds what is on it. */
export interface Words {
  language: 'ko' | 'en';
  map: string;
  mine: string;
  live: string;
  available: string;
  own: string;
}

/** The states of a seat as the map says them. */
export const AVAILABLE = '선택 가능';
export const HELD = '다른 사람이 선택 중';
export const OWN = '내가 선택함';

export const KOREAN: Words = {
  language: 'ko',
  map: '좌석 배치도',
  mine: '내 좌석',
  live: '실시간',
  available: AVAILABLE,
  own: OWN,
};

export const ENGLISH: Words = {
  language: 'en',
  map: 'Seat map',
  mine: 'Your seats',
  live: 'Live',
  available: 'available',
  own: 'held by you',
};

/** The page of a block, found by roles and labels alone, as a person with a screen reader finds it. */
export class SeatMap {
  readonly map: Locator;
  readonly mine: Locator;
  readonly alert: Locator;

  constructor(
    readonly page: Page,
    readonly words: Words = KOREAN,
  ) {
    this.map = page.getByRole('group', { name: words.map });
    this.mine = page.getByRole('region', { name: words.mine });
    this.alert = page.getByRole('alert');
  }

  /** Opens the page and waits until it is live: taken over by the browser's part, and connected. */
  static async open(page: Page, match: Match, block: Block, words = KOREAN): Promise<SeatMap> {
    const map = await SeatMap.visit(page, match, block, '', words);
    await map.isLive();
    return map;
  }

  /** Opens the page, and waits for nothing. */
  static async visit(page: Page, match: Match, block: Block, origin = '', words = KOREAN): Promise<SeatMap> {
    await page.goto(`${origin}/${words.language}/matches/${match.id}/blocks/${block.id}`);
    return new SeatMap(page, words);
  }

  async isLive(): Promise<void> {
    await this.says(this.words.live);
  }

  /** Waits until the connection's state is `text`. */
  async says(text: string, timeout = 15_000): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: text })).toBeVisible({ timeout });
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
    const free = this.inState(this.words.available);
    const places = Array.from({ length: count }, (_, index) => free.nth(index)).map(placeOf);
    return Promise.all(places);
  }

  async take(place: string): Promise<void> {
    const { available, own } = this.words;
    await this.seat(place, available).click();
    await expect(this.seat(place, own)).toBeVisible();
  }

  async giveBack(place: string): Promise<void> {
    const { available, own } = this.words;
    await this.seat(place, own).click();
    await expect(this.seat(place, available)).toBeVisible();
  }
}

/** Row and number of a seat: its name without its state. */
export async function placeOf(seat: Locator): Promise<string> {
  const name = await accessibleName(seat);
  const place = /^.*?(?:번|[Ss]eat [^,]+)(?=,)/.exec(name)?.[0];
  if (place === undefined) throw new Error(`a seat is called "${name}"`);
  return place;
}
