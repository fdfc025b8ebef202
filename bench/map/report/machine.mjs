import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { ROOT } from '../setting/root.mjs';

/** The machine, in a line. */
export function machine() {
  const [{ model }] = cpus();
  return `${model.trim()}, ${cpus().length} cores, Linux ${release()}`;
}

/** The commit, and whether the tree was changed since. */
export function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain') === '' ? '' : ', with changes';
  return git('rev-parse', '--short=12', 'HEAD') + changed;
}

/** How many processes want a processor, by a minute's mean. */
export function busyness() {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}
