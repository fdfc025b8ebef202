import { defineConfig } from '@playwright/test';
import { browserUse } from './support/browser';

/** Pictures for a person to look at; nothing compares them, so they are no part of the tests. */
export default defineConfig({
  testDir: 'screenshots',
  outputDir: 'test-results/screenshots-run',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  use: browserUse,
});
