import { parseArgs } from 'node:util';
import { PARTS } from './parts/names.mjs';
import { MAPS } from './subjects/names.mjs';

/** What the person at the terminal wants, and what follows when they say nothing. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '6' },
      minutes: { type: 'string', default: '10' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: PARTS.join(',') },
      maps: { type: 'string', default: MAPS.join(',') },
      results: { type: 'string', default: 'bench/MAP.md' },
      keep: { type: 'string' },
      trace: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const quick = values.quick ? { runs: 1, seconds: 2, minutes: 0.2 } : {};
  const only = chosen(values, 'only', PARTS);
  const maps = chosen(values, 'maps', MAPS);
  const numbers = { runs: number(values, 'runs'), seconds: number(values, 'seconds'), minutes: number(values, 'minutes') };
  return { ...values, ...numbers, ...quick, only, maps, isQuick: values.quick };
}

export const HELP = `Measures the map of the demo's ballpark in Chromium, beside two others.

  --runs N        runs of each figure; the medians count (3)
  --seconds N     how long a rate is measured (6)
  --minutes N     how long memory is watched (10)
  --only A,B      parts: ${PARTS.join(', ')}
  --maps A,B      maps: ${MAPS.join(', ')}
  --quick         one short run of everything: does it still work?
  --results FILE  where the table goes if everything was measured (bench/MAP.md)
  --keep FILE     figures of parts are kept there, and those that are there are not measured again
  --trace FOLDER  keeps the traces of Jari's map, with profiles, to look into them`;

function chosen(values, name, known) {
  const names = values[name].split(',');
  const unknown = names.filter((of) => !known.includes(of));
  if (unknown.length > 0) throw new Error(`--${name}: there is no ${unknown}; there are ${known.join(', ')}`);
  return names;
}

function number(values, name) {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} is no number above 0: ${values[name]}`);
  return value;
}
