import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Build } from './build';
import { ended, environment, freePort, PATIENCE_MS, type Settings, status } from './process';

const ROOT = resolve(__dirname, '../..');
const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
const BINARY = process.env.JARI_SERVER ?? join(TARGET, 'release/server');
const SITE = join(ROOT, 'target/site');

/** What `make build` makes, or whoever runs the tests has built. */
export const BUILT: Build = { binary: BINARY, site: SITE };

export type { Settings };

/** A database with the demo's venue and matches, made once for many servers to start from. */
export class DemoDatabase {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<DemoDatabase> {
    const demo = new DemoDatabase(await mkdtemp(join(tmpdir(), 'jari-demo-')));
    const child = spawn(BINARY, ['load-demo'], {
      cwd: demo.folder,
      env: environment({ LEPTOS_SITE_ROOT: SITE, DATABASE_URL: `sqlite://${demo.file}` }),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const code = await new Promise((done, failed) => child.once('exit', done).once('error', failed));
    if (code !== 0) throw new Error(`load-demo ended with ${code}`);
    return demo;
  }

  private get file(): string {
    return join(this.folder, 'jari.db');
  }

  /** Nobody has the original open, so the file and its log are all there is to it. */
  async copyTo(path: string): Promise<void> {
    await copyFile(this.file, path);
    if (existsSync(`${this.file}-wal`)) await copyFile(`${this.file}-wal`, `${path}-wal`);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The real server, on a port and with a database of its own. */
export class JariServer {
  private child?: ChildProcess;
  private output = '';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly metricsPort: number,
    private readonly settings: Settings,
    private readonly build: Build = BUILT,
  ) {}

  static async start(demo: DemoDatabase, settings: Settings): Promise<JariServer> {
    const folder = await mkdtemp(join(tmpdir(), 'jari-server-'));
    await demo.copyTo(join(folder, 'jari.db'));
    const server = new JariServer(folder, await freePort(), await freePort(), settings);
    await server.start();
    return server;
  }

  /** One more instance over the same database, perhaps of another build. */
  static async beside(first: JariServer, build: Build = BUILT): Promise<JariServer> {
    const server = new JariServer(first.folder, await freePort(), await freePort(), first.settings, build);
    await server.start();
    return server;
  }

  get url(): string {
    return `${this.settings.JARI_TLS_CERT ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Everything that the server wrote, over all of its starts. */
  get log(): string {
    return this.output;
  }

  /** How many streams are open, of single blocks, of whole matches or of the blocks in view, by what the server tells its operator. */
  async streams(kind: 'block' | 'overview' | 'view'): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`);
    const counts = (await answer.text()).matchAll(/^jari_stream_viewers\{(.*)\} (\d+)$/gm);
    const ofKind = [...counts].filter(([, labels]) => labels.includes(`kind="${kind}"`));
    return ofKind.reduce((sum, [, , count]) => sum + Number(count), 0);
  }

  /** Starts on the same port and database as before, and waits until the server is ready. */
  async start(): Promise<void> {
    const child = spawn(this.build.binary, [], {
      cwd: this.folder,
      env: environment({
        LEPTOS_SITE_ROOT: this.build.site,
        LEPTOS_SITE_ADDR: `127.0.0.1:${this.port}`,
        JARI_METRICS_ADDR: `127.0.0.1:${this.metricsPort}`,
        DATABASE_URL: `sqlite://${join(this.folder, 'jari.db')}`,
        // The demo's match begins in days: each seat is held as any other, where a test is about nothing else.
        JARI_COMPANION_UNTIL_HOURS: '87600',
        ...this.settings,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stdout?.on('data', (text) => (this.output += text));
    child.stderr?.on('data', (text) => (this.output += text));
    child.once('error', (error) => (this.output += `${error}\n`));
    await this.ready(child);
  }

  private async ready(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
      if ((await status(`${this.url}/health/ready`, this.settings.JARI_TLS_CERT)) === 200) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    child.kill('SIGKILL');
    throw new Error(`The server did not get ready. It said:\n${this.output}`);
  }

  /** Begins a new history, as an operator does while the server is away and its database was put back. */
  async renewEpoch(): Promise<void> {
    await this.command('renew-epoch');
  }

  /** Puts the demo's first venue on sale once more, under this name. */
  async createMatch(name: string, ...options: string[]): Promise<void> {
    const opened = ['--sale-opens-at', '2020-01-01T10:00:00+09:00', '--starts-at', '2099-01-01T18:00:00+09:00'];
    await this.command('create-match', '--venue', '1', '--name', name, ...opened, ...options);
  }

  private async command(...words: string[]): Promise<void> {
    const child = spawn(BINARY, words, {
      cwd: this.folder,
      env: environment({ DATABASE_URL: `sqlite://${join(this.folder, 'jari.db')}` }),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const code = await new Promise((done, failed) => child.once('exit', done).once('error', failed));
    if (code !== 0) throw new Error(`${words[0]} ended with ${code}`);
  }

  /** Asks the server to end, as an operator does, and waits until it has. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child) return;
    child.kill('SIGTERM');
    await ended(child);
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
