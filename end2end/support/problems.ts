import type { BrowserContext } from '@playwright/test';

/** What went wrong in the browser without anything on the page showing it. */
export class Problems {
  /** Errors on the console and exceptions that nobody caught; a panic of our own code is both. */
  readonly errors: string[] = [];
  /** Answers that the browser complains about, as tests provoke some: a seat that is taken, a server that is gone. */
  readonly failedLoads: string[] = [];

  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.errors.push(`${error.error().stack ?? error.error()}`));
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      const text = `${message.text()} (${message.location().url})`;
      const list = message.text().startsWith('Failed to load resource') ? this.failedLoads : this.errors;
      list.push(text);
    });
  }
}
