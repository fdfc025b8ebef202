import { defineConfig } from '@playwright/test';
import { browserUse } from './support/browser';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/tests',
  // Each test has its own server and database, so any may run beside any.
  fullyParallel: true,
  workers: 2,
  // A test that passes at the second try has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  timeout: 30_000,
  expect: { timeout: 5_000 },
  use: { ...browserUse, trace: 'retain-on-failure' },
});
