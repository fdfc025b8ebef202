import type { Locator, Page } from '@playwright/test';
import type { Block, Match } from './buyer';
import { escaped } from './text';
import { KOREAN, type Words } from './words';

/** The page of a block, which is for whoever has no JavaScript: its seats are links, and each is held by a form. */
export class BlockPage {
  readonly map: Locator;
  readonly mine: Locator;
  readonly alert: Locator;

  constructor(
    readonly page: Page,
    readonly words: Words = KOREAN,
  ) {
    this.map = page.getByRole('group', { name: words.blockMap });
    this.mine = page.getByRole('region', { name: words.mine });
    this.alert = page.getByRole('alert');
  }

  static path(match: Match, block: Block, words = KOREAN): string {
    return `/${words.language}/matches/${match.id}/blocks/${block.id}`;
  }

  static async visit(page: Page, match: Match, block: Block, words = KOREAN): Promise<BlockPage> {
    await page.goto(BlockPage.path(match, block, words));
    return new BlockPage(page, words);
  }

  /** Every seat in a state. */
  inState(state: string): Locator {
    return this.map.getByRole('link', { name: new RegExp(`, ${escaped(state)}$`) });
  }

  /** One seat, if it is in that state. */
  seat(place: string, state: string): Locator {
    return this.map.getByRole('link', { name: new RegExp(`^${escaped(place)},.*${escaped(state)}$`) });
  }
}
