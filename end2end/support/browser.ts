import type { PlaywrightTestConfig } from '@playwright/test';
import { launchOptions } from './chromium.js';

/** What every run has in common. */
export const browserUse: PlaywrightTestConfig['use'] = {
  locale: 'ko-KR',
  timezoneId: 'Asia/Seoul',
  launchOptions: launchOptions(),
};
