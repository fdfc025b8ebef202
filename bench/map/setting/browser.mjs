import { createRequire } from 'node:module';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './root.mjs';

// The browser is driven by what the tests drive it with.
const { chromium } = createRequire(join(ROOT, 'end2end/package.json'))('playwright-core');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The screens: a phone's width and a desk's, in pixels of the page. */
export const SCREENS = {
  phone: { name: '390 px', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  sharp: { name: '390 px, 3 pixels a pixel', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 },
  desk: { name: '1440 px', viewport: { width: 1440, height: 900 } },
};

/** The system's Chromium, as the tests start it. */
export async function startBrowser() {
  return chromium.launch({
    executablePath: findBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-proxy-server',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });
}

/** A page that nobody has used, with a session to ask for what Playwright does not tell. */
export async function openPage(browser, screen, ...scripts) {
  const { name: _, ...options } = SCREENS[screen];
  const context = await browser.newContext({ locale: 'ko-KR', timezoneId: 'Asia/Seoul', ...options });
  const page = await context.newPage();
  for (const script of scripts) await page.addInitScript(script);
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  const session = await context.newCDPSession(page);
  return { page, session, screen, problems, close: () => context.close() };
}

function findBrowser() {
  const { CHROMIUM, PATH = '' } = process.env;
  const names = CHROMIUM ? [CHROMIUM] : NAMES;
  const paths = names.flatMap((name) =>
    name.includes('/') ? [name] : PATH.split(delimiter).map((folder) => join(folder, name)),
  );
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) throw new Error(`No browser: none of ${names} is on PATH. CHROMIUM may name one.`);
  return found;
}
