import { type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';

/** What a program reads from its environment. */
export type Settings = Record<string, string>;

/** A program's variables: those given, and none that a person has set for programs of their own. */
export function environment(settings: Settings = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, RUST_BACKTRACE } = process.env;
  return { PATH, HOME, TMPDIR, RUST_BACKTRACE, ...settings };
}

/** How long a server may take to start or to stop: somewhat longer than Jari gives its own open requests. */
export const PATIENCE_MS = 15_000;

/** Waits for the end of a process that somebody has asked to end, and insists when it does not. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await new Promise((done) => child.once('exit', done));
  clearTimeout(insist);
}

/** The status that a URL answers, over HTTPS to whoever has this certificate; none while nobody answers. */
export async function status(url: string, certificate?: string): Promise<number | undefined> {
  const ca = certificate ? await readFile(certificate) : undefined;
  return new Promise((done) => {
    const request = ca ? https.get(url, { ca }) : http.get(url);
    request.once('response', (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    request.once('error', () => done(undefined));
    request.setTimeout(PATIENCE_MS, () => request.destroy());
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
