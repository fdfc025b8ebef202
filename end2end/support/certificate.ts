import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate that nobody has signed but itself, and its key, made for one test. */
export class Certificate {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<Certificate> {
    const certificate = new Certificate(await mkdtemp(join(tmpdir(), 'jari-certificate-')));
    const { cert, key } = certificate;
    const who = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    await run('openssl', ['req', '-x509', ...kind, ...who, '-out', cert, '-keyout', key]);
    return certificate;
  }

  get cert(): string {
    return join(this.folder, 'cert.pem');
  }

  get key(): string {
    return join(this.folder, 'key.pem');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
