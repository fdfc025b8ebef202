import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

/** The pages of the other maps, compressed ahead as well as can be, as Jari's own files are. */
export class PeerSite {
  static async start(venue) {
    const site = new PeerSite();
    site.files.set('/venue.json', compressed(JSON.stringify(venueFor(venue))));
    site.server = createServer((request, response) => site.answer(request, response));
    await new Promise((done) => site.server.listen(0, '127.0.0.1', done));
    return site;
  }

  files = new Map();

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  async answer(request, response) {
    try {
      const { pathname } = new URL(request.url, this.url);
      const body = this.files.get(pathname) ?? compressed(await readFile(fileOf(pathname)));
      this.files.set(pathname, body);
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain', 'content-encoding': 'br' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/** A package's file, or one of the pages here. */
function fileOf(pathname) {
  if (pathname.includes('..')) throw new Error(pathname);
  return pathname.startsWith('/packages/') ? join(HERE, '../node_modules', pathname.slice('/packages/'.length)) : join(HERE, pathname);
}

function compressed(content) {
  return brotliCompressSync(content);
}

/** What each of them is told of the seats: where they are in tenths of the plan's unit is exact enough. */
function venueFor({ seats, blocks }) {
  const short = (length) => Math.round(length * 10) / 10;
  const of = (block) => seats.filter((seat) => seat.block === block.id).map(({ id, x, y }) => [id, short(x), short(y)]);
  return { blocks: blocks.map((block) => ({ id: block.id, name: block.name, seats: of(block) })) };
}
