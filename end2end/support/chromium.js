// Plain JavaScript, as the benchmark of the map starts the same browser and is no test of Playwright's.
const { accessSync, constants } = require('node:fs');
const { delimiter, join } = require('node:path');

/** The names that the system's Chromium goes by, the preferred one first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** What it is started with. */
const ARGS = [
  // Chromium refuses to run as root otherwise, which is what a container does.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  // Chromium is to talk to the server under test and to nobody else.
  '--no-proxy-server',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file that `name` means on PATH. */
function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function findBrowser() {
  const { CHROMIUM } = process.env;
  const names = CHROMIUM ? [CHROMIUM] : NAMES;
  const found = names.map((name) => (name.includes('/') ? name : onPath(name))).find((path) => path !== undefined);
  if (!found) throw new Error(`No browser: none of ${names.join(', ')} is on PATH. CHROMIUM may name one.`);
  return found;
}

/** How the system's browser is started, as Playwright's own cannot be downloaded everywhere. */
exports.launchOptions = () => ({ executablePath: findBrowser(), args: ARGS });
