import { createServer } from 'node:net';

/** How long a process may take to start or to end, in milliseconds. */
const PATIENCE = 15_000;

/** A port on which nobody listens now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((done, failed) => probe.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** Asks a process to end, and insists when it does not. */
export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
  clearTimeout(insist);
}

/** Waits until something is so; an error after the time that a process may take. */
export async function until(what, isSo) {
  const deadline = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE} ms`);
    await pause(20);
  }
}

/** Waits so many milliseconds. */
export function pause(millis) {
  return new Promise((done) => setTimeout(done, millis));
}
