// Measures the map of a match in a browser, beside two others: see HELP in options.mjs.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HELP, readOptions } from './options.mjs';
import { measureChanging } from './parts/changing.mjs';
import { measureMemory } from './parts/memory.mjs';
import { measureMoving } from './parts/moving.mjs';
import { measureOpening } from './parts/opening.mjs';
import { measureWeight } from './parts/weight.mjs';
import { PeerSite } from './peers/site.mjs';
import { busyness } from './report/machine.mjs';
import { page, rowsOf, tableOf } from './report/page.mjs';
import { startBrowser } from './setting/browser.mjs';
import { Server } from './setting/server.mjs';
import { readVenue } from './setting/venue.mjs';
import { Jari } from './subjects/jari.mjs';
import { Peer } from './subjects/peer.mjs';

const MEASURES = {
  moving: measureMoving,
  changing: measureChanging,
  opening: measureOpening,
  weight: measureWeight,
  memory: measureMemory,
};

const say = (text) => console.error(text);

async function main(args) {
  const options = readOptions(args);
  if (options.help) return console.log(HELP);
  if (options.trace) await mkdir(options.trace, { recursive: true });
  const results = options.keep && existsSync(options.keep) ? JSON.parse(await readFile(options.keep, 'utf8')) : {};
  for (const part of options.only.filter((part) => !results[part])) {
    results.busyness = { ...results.busyness, [part]: busyness() };
    say(`${part}: ${results.busyness[part]} processes want a processor`);
    try {
      results[part] = await withSubjects(options, results, (setting) => MEASURES[part]({ ...setting, options, say }));
    } catch (error) {
      // What was measured until now is not lost, and what was not is told at the end.
      say(`${part}: ${error.stack ?? error}`);
    }
    if (options.keep) await writeFile(options.keep, JSON.stringify(results));
  }
  const { rows, missing } = rowsOf(results);
  console.log(tableOf(rows));
  const isLacking = missing.filter((what) => options.only.some((part) => what === `all of ${part}`) || !what.startsWith('all of'));
  if (missing.length === 0 && !options.isQuick) {
    await writeFile(options.results, page(results, commandOf(args)));
    console.log(`\nWritten to ${resolve(options.results)}`);
  } else {
    const why = options.isQuick ? 'a quick run is no result' : `not measured: ${missing.join('; ')}`;
    console.log(`\n${options.results} is as it was: ${why}`);
  }
  if (isLacking.length > 0) throw new Error(`Not measured: ${isLacking.join('; ')}`);
}

/** Everything anew for each part, so that none leaves anything to the next. */
async function withSubjects(options, results, measure) {
  const opened = [];
  const closing = (thing, close) => {
    opened.unshift(close);
    return thing;
  };
  try {
    const server = await Server.start();
    closing(server, () => server.stop());
    const venue = await readVenue(server);
    const site = await PeerSite.start(venue);
    closing(site, () => site.stop());
    const browser = await startBrowser();
    closing(browser, () => browser.close());
    results.browser = `Chromium ${browser.version()}`;
    const jari = new Jari(server, venue);
    closing(jari, () => jari.stop());
    const all = [jari, new Peer(site, 'seatmap-canvas'), new Peer(site, 'seatchart')];
    const subjects = all.filter(({ name }) => options.maps.includes(name));
    return await measure({ browser, server, venue, subjects });
  } finally {
    for (const close of opened) await close().catch((error) => say(`While it was put away: ${error}`));
  }
}

function commandOf(args) {
  const shown = args.filter((arg, at) => !/^--(keep|trace)/.test(arg) && !/^--(keep|trace)$/.test(args[at - 1] ?? ''));
  return shown.length > 0 ? `make bench-map ARGS='${shown.join(' ')}'` : 'make bench-map';
}

await main(process.argv.slice(2)).catch((error) => {
  console.error(String(error.message ?? error));
  process.exitCode = 1;
});
