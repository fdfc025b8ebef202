import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';

/** The names that the system's Chromium goes by, the preferred one first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file that `name` means on PATH. */
function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function findBrowser(): string {
  const { CHROMIUM } = process.env;
  const names = CHROMIUM ? [CHROMIUM] : NAMES;
  const found = names.map((name) => (name.includes('/') ? name : onPath(name))).find((path) => path !== undefined);
  if (!found) throw new Error(`No browser: none of ${names.join(', ')} is on PATH. CHROMIUM may name one.`);
  return found;
}

/** What every run has in common: the system's browser, as Playwright's own cannot be downloaded everywhere. */
export const browserUse: PlaywrightTestConfig['use'] = {
  locale: 'ko-KR',
  timezoneId: 'Asia/Seoul',
  launchOptions: {
    executablePath: findBrowser(),
    args: [
      // Chromium refuses to run as root otherwise, which is what a container does.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      // Chromium is to talk to the server under test and to nobody else.
      '--no-proxy-server',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  },
};
