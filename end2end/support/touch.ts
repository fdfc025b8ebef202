import type { CDPSession, Page } from '@playwright/test';

interface At {
  x: number;
  y: number;
}

/** Fingers on a screen, as the browser is told of them by the system. */
export class Fingers {
  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
  ) {}

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(page, await page.context().newCDPSession(page));
  }

  /** Each finger goes along its way, all at the same time, in so many steps. */
  async move(ways: [At, At][], steps = 8): Promise<void> {
    const at = (part: number) =>
      ways.map(([from, to], id) => ({ id, x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }));
    await this.tell('touchStart', at(0));
    for (let step = 1; step <= steps; step += 1) {
      await this.tell('touchMove', at(step / steps));
      await this.page.waitForTimeout(16);
    }
    await this.tell('touchEnd', []);
  }

  private async tell(type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: (At & { id: number })[]): Promise<void> {
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
