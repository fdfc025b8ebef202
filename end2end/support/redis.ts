import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, environment, freePort, PATIENCE_MS } from './process';

/** A real Redis, on a port and in a folder of its own. What it holds survives a kill. */
export class RedisServer {
  private child?: ChildProcess;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<RedisServer> {
    const redis = new RedisServer(await mkdtemp(join(tmpdir(), 'jari-redis-')), await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts on the same port with what was kept, and waits until it answers. */
  async start(): Promise<void> {
    const settings = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.folder];
    const child = spawn('redis-server', [...settings, '--save', '', '--appendonly', 'yes'], {
      env: environment(),
      stdio: 'ignore',
    });
    this.child = child;
    const failed = new Promise<never>((_, no) => child.once('error', no));
    await Promise.race([this.ready(), failed]);
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      if (await this.answers()) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error('Redis does not start');
  }

  private answers(): Promise<boolean> {
    return new Promise((done) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.once('data', (text) => {
        socket.destroy();
        done(text.toString().startsWith('+PONG'));
      });
      socket.once('error', () => done(false));
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (!child) return;
    child.kill('SIGKILL');
    await ended(child);
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
