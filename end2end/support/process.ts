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

/**
 * Each request has a connection of its own: one that was kept may be closed by a server that is on its way out, at the very
 * moment at which it is used again.
 */
const ALONE = false;

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
    const options = { agent: ALONE };
    const request = ca ? https.get(url, { ...options, ca }) : http.get(url, options);
    request.once('response', (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    request.once('error', () => done(undefined));
    request.setTimeout(PATIENCE_MS, () => request.destroy());
  });
}

/** What a URL answers as text, to a form that is sent to it if there is one. */
export async function text(url: string, form?: Record<string, string>): Promise<string> {
  return new Promise((done, failed) => {
    const headers = form ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
    const request = http.request(url, { agent: ALONE, method: form ? 'POST' : 'GET', headers });
    request.once('response', async (answer) => {
      try {
        done((await answer.setEncoding('utf8').toArray()).join(''));
      } catch (error) {
        failed(error);
      }
    });
    request.once('error', failed);
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`${url} does not answer`)));
    request.end(form && new URLSearchParams(form).toString());
  });
}

/**
 * Ports below what Linux gives to those who ask for any: a server that starts a moment later, or that is down for a while,
 * must not find a client of somebody's on its port. Above 10080, which is the last that Chromium refuses to go to.
 */
const FIRST_PORT = 11_000;
/** Each worker of Playwright has so many of its own. */
const PORTS_OF_ONE = 1_000;

let taken = process.pid % PORTS_OF_ONE;

/** A port on which nobody listens, and which this worker has not given to anybody else lately. */
export async function freePort(): Promise<number> {
  const first = FIRST_PORT + (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % 9) * PORTS_OF_ONE;
  for (let tried = 0; tried < PORTS_OF_ONE; tried += 1) {
    taken = (taken + 1) % PORTS_OF_ONE;
    if (await isFree(first + taken)) return first + taken;
  }
  throw new Error('every port is taken');
}

function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((done) => {
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
