import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ended, environment, freePort, PATIENCE_MS, status } from './process';
import type { JariServer } from './server';

const SETTINGS = resolve(__dirname, '../../deploy/nginx.conf');

/** Three instances; the same one may stand there more than once. */
type Three = [JariServer, JariServer, JariServer];

/** nginx before instances, with the settings that `make run-cluster` gives it. */
export class Nginx {
  private child?: ChildProcess;
  private output = '';

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async before(...servers: Three): Promise<Nginx> {
    const nginx = new Nginx(await mkdtemp(join(tmpdir(), 'jari-nginx-')), await freePort());
    await nginx.configure(servers);
    await nginx.start();
    return nginx;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Sends what comes from now on to these, and the server functions to another one. Streams that are open stay, with the
   * processes that have them; nothing else finds its way there once this is done.
   */
  async moveTo(servers: Three, functions?: JariServer): Promise<void> {
    await this.configure(servers, functions);
    const before = await this.workers();
    this.child?.kill('SIGHUP');
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const now = await this.workers();
      if (now.some((worker) => !before.includes(worker)) && !now.some((worker) => before.includes(worker))) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`nginx has not taken its settings. It said:\n${this.output}`);
  }

  /** The processes that take connections. Those which only end what they have say so in their names. */
  private async workers(): Promise<string[]> {
    const master = this.child?.pid;
    const children = await readFile(`/proc/${master}/task/${master}/children`, 'utf8');
    const names = children.split(' ').filter(Boolean).map(async (pid): Promise<[string, string]> => {
      // One that has ended meanwhile takes none.
      return [pid, await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')];
    });
    return (await Promise.all(names))
      .filter(([, name]) => name.includes('worker process') && !name.includes('shutting down'))
      .map(([pid]) => pid);
  }

  private async configure(servers: Three, functions?: JariServer): Promise<void> {
    const [a, b, c] = servers.map((server) => new URL(server.url).host);
    const addresses: Record<string, string> = { FRONT: `127.0.0.1:${this.port}`, A: a, B: b, C: c };
    const settings = await readFile(SETTINGS, 'utf8');
    const filled = settings.replace(/\$\{JARI_([A-Z]+)\}/g, (_, name) => addresses[name]);
    const apart = functions ? `location ^~ /fn/ { proxy_pass ${functions.url}; }` : '';
    await writeFile(join(this.folder, 'nginx.conf'), filled.replace('location / {', `${apart}\nlocation / {`));
  }

  private async start(): Promise<void> {
    // Root's workers would otherwise be somebody who may not enter the folder.
    const directives = `daemon off;${process.getuid?.() === 0 ? ' user root;' : ''}`;
    const child = spawn('nginx', ['-p', `${this.folder}/`, '-c', 'nginx.conf', '-g', directives], {
      env: environment({ PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    child.stderr?.on('data', (text) => (this.output += text));
    child.once('error', (error) => (this.output += `${error}\n`));
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
      if ((await status(`${this.url}/health/ready`)) === 200) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    child.kill('SIGKILL');
    throw new Error(`nginx did not start. It said:\n${this.output}`);
  }

  async remove(): Promise<void> {
    this.child?.kill('SIGTERM');
    if (this.child) await ended(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }
}
