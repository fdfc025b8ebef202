import { openPage } from '../setting/browser.mjs';
import { Downloads } from '../meters/network.mjs';

/** How long the last part of a page may take to come, in milliseconds. */
const PATIENCE = 120_000;

/** What is downloaded until a page works, by a browser that has nothing of it. */
export async function measureWeight({ browser, server, venue, subjects, say }) {
  const page = await downloads(browser, `${server.url}/ko/matches/${venue.matchId}`, () => document.querySelector('.surface.is-live'));
  const list = await downloads(browser, `${server.url}/ko`, () =>
    performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('.wasm') && responseEnd > 0),
  );
  const isWasm = (path) => path.endsWith('.wasm');
  const files = page.files.map(({ url, encoding, bytes }) => ({ path: new URL(url).pathname, encoding, bytes }));
  for (const { path, encoding, bytes } of files) say(`${path}: ${bytes} bytes, ${encoding}`);
  const plain = [...page.plain(), ...list.plain()].map(({ url }) => url);
  const measured = { page: { Jari: page.bytes() }, wasm: { Jari: list.bytes(isWasm) }, pageWasm: { Jari: page.bytes(isWasm) }, files, plain };
  for (const peer of subjects.filter(({ name }) => name !== 'Jari')) {
    const of = await downloads(browser, peer.address, () => performance.getEntriesByName('seats-drawn').length > 0);
    measured.page[peer.name] = of.bytes();
  }
  return measured;
}

async function downloads(browser, address, isThere) {
  const opened = await openPage(browser, 'desk');
  try {
    const of = await Downloads.of(opened);
    await opened.page.goto(address, { waitUntil: 'commit' });
    await opened.page.waitForFunction(isThere, undefined, { timeout: PATIENCE });
    return of;
  } finally {
    await opened.close();
  }
}
