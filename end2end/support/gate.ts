import type { Page } from '@playwright/test';

/** Keeps requests back until it is opened. */
export class Gate {
  /** Lets go what waits, and all that comes later. */
  open = (): void => {};
  private readonly opened = new Promise<void>((done) => (this.open = done));
  private waiting = 0;

  /** @param count - How many requests must wait for it to open by itself. */
  constructor(private readonly count = Infinity) {}

  /** Keeps back what the page asks for from now on under such an address. */
  async before(page: Page, url: string): Promise<void> {
    await page.route(url, async (route) => {
      this.waiting += 1;
      if (this.waiting === this.count) this.open();
      await this.opened;
      // Whoever asked may be gone by now.
      await route.continue().catch(() => {});
    });
  }
}
