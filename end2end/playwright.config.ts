import { defineConfig } from '@playwright/test';
import { browserUse } from './support/browser';

/** What is measured in time: run alone, or it would measure the other tests' browsers on the same cores. */
const TIMED = /(latency|live)\.spec\.ts/;

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
  projects: [
    { name: 'timed', testMatch: TIMED, workers: 1 },
    // Begins once those are done.
    { name: 'behaviour', testIgnore: TIMED, dependencies: ['timed'] },
  ],
});
