import type { BrowserContext, Page } from '@playwright/test';

/** What a page tells about its connection. */
export const LIVE = '실시간';
export const POLLING = '몇 초마다 갱신';
export const RECONNECTING = '다시 연결 중';
export const STALE = '오래된 정보';
const CONNECTING = '연결 중';

declare global {
  interface Window {
    said: string[];
  }
}

/** Writes down all that the pages of a browser say of their state, however short they say it. */
export async function listenToBadges(context: BrowserContext): Promise<void> {
  await context.addInitScript((states) => {
    window.said = [];
    const listen = () => {
      // A page says other things as well, in elements of their own.
      for (const status of document.querySelectorAll('[role=status]')) {
        const text = status.textContent ?? '';
        if (states.includes(text) && window.said.at(-1) !== text) window.said.push(text);
      }
    };
    new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
  }, [CONNECTING, LIVE, POLLING, RECONNECTING, STALE]);
}

/** All that a page has said since it was opened. */
export function said(page: Page): Promise<string[]> {
  return page.evaluate(() => window.said);
}
