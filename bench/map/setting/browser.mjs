import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

// The browser is the one that the tests run in, and is driven by what drives it there.
const require = createRequire(join(ROOT, 'end2end/package.json'));
const { chromium } = require('playwright-core');
const { launchOptions } = require('./support/chromium.js');

/** The screens, in pixels of the page: a desk's, a phone's, and a phone's with its many pixels. */
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SCREENS = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: PHONE,
  sharp: { ...PHONE, deviceScaleFactor: 3 },
};

export async function startBrowser() {
  return chromium.launch(launchOptions());
}

/** A page that nobody has used, with a session to ask for what Playwright does not tell; the scripts run in it before its own. */
export async function openPage(browser, screen, ...scripts) {
  const context = await browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul', ...SCREENS[screen] });
  const page = await context.newPage();
  for (const script of scripts) await page.addInitScript(script);
  const session = await context.newCDPSession(page);
  return { page, session, screen, close: () => context.close() };
}
