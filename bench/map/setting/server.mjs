import { execFileSync, spawn } from 'node:child_process';
import { accessSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from './root.mjs';
import { end, freePort, until } from './processes.mjs';

const BINARY = resolve(ROOT, process.env.JARI_SERVER ?? 'target/release/server');
const SITE = resolve(ROOT, process.env.LEPTOS_SITE_ROOT ?? 'target/site');

/** Limits that are meant for buyers, not for one who makes a thousand changes a second. */
const SETTINGS = {
  JARI_MAX_HOLDS: '0',
  JARI_CHANGE_RATE_PER_SESSION: '0',
  JARI_CHANGE_RATE_PER_ADDRESS: '0',
  // No hold runs out while it is measured, and each seat is held as any other.
  JARI_HOLD_TTL_SECS: '36000',
  JARI_COMPANION_UNTIL_HOURS: '87600',
  JARI_SHUTDOWN_SECS: '1',
  RUST_LOG: 'warn',
};

/** The real server with the demo, over an SQLite file of its own. */
export class Server {
  static async start() {
    for (const path of [BINARY, join(SITE, 'pkg')]) {
      try {
        accessSync(path);
      } catch {
        throw new Error(`There is no ${path}: \`make build\` builds it. JARI_SERVER and LEPTOS_SITE_ROOT may name others.`);
      }
    }
    const folder = await mkdtemp(join(tmpdir(), 'jari-bench-map-'));
    const port = await freePort();
    const { PATH, HOME, TMPDIR } = process.env;
    const file = join(folder, 'jari.db');
    const env = {
      PATH,
      HOME,
      TMPDIR,
      LEPTOS_SITE_ROOT: SITE,
      LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
      DATABASE_URL: `sqlite://${file}`,
      ...SETTINGS,
    };
    execFileSync(BINARY, ['load-demo'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const child = spawn(BINARY, [], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const server = new Server(folder, file, port, child);
    try {
      await until('the server gets ready', async () => {
        if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}`);
        return (await fetch(`${server.url}/health/ready`).catch(() => undefined))?.status === 200;
      });
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  constructor(folder, file, port, child) {
    Object.assign(this, { folder, file, port, child });
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async read(path) {
    const answer = await fetch(this.url + path);
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
    return (await answer.json()).data;
  }

  async stop() {
    await end(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}
