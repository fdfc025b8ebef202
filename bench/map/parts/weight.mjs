import { openPage } from '../setting/browser.mjs';
import { pause } from '../setting/processes.mjs';
import { Downloads } from '../meters/network.mjs';

/** How long the last part of a page may take to come, in milliseconds. */
const PATIENCE = 120_000;

/** What is downloaded until a page works, by a browser that has nothing of it. */
export async function measureWeight({ browser, server, venue, subjects, say }) {
  const measured = { page: {}, wasm: {}, pageWasm: {} };
  for (const { name, address } of subjects) {
    if (name !== 'Jari') {
      const of = await downloads(browser, address, () => performance.getEntriesByName('seats-drawn').length > 0);
      measured.page[name] = of.bytes();
      continue;
    }
    const isWasm = (path) => path.endsWith('.wasm');
    const of = await downloads(browser, `${server.url}/ko/matches/${venue.matchId}`, () => document.querySelector('.surface.is-live'));
    const list = await downloads(browser, `${server.url}/ko`, () =>
      performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('.wasm') && entry.responseEnd > 0),
    );
    measured.page.Jari = of.bytes();
    measured.pageWasm.Jari = of.bytes(isWasm);
    measured.wasm.Jari = list.bytes(isWasm);
    for (const { url, encoding, bytes } of of.files) say(`${new URL(url).pathname}: ${bytes} bytes, ${encoding}`);
    const plain = [...of.plain(), ...list.plain()].map(({ url }) => url);
    if (plain.length > 0) throw new Error(`Not in brotli: ${plain}`);
  }
  return measured;
}

async function downloads(browser, address, isThere) {
  const opened = await openPage(browser, 'desk');
  try {
    const of = await Downloads.of(opened);
    await opened.page.goto(address, { waitUntil: 'commit' });
    await opened.page.waitForFunction(isThere, undefined, { timeout: PATIENCE });
    // The browser tells of what has come a moment later.
    await pause(300);
    return of;
  } finally {
    await opened.close();
  }
}
