import { RATES } from '../parts/changing.mjs';
import { MAPS } from '../subjects/names.mjs';
import { kilobytes, megabytes, micros, millis, of, part, ranged, rate, whole } from './cells.mjs';

const SCREENS = { desk: '1440 px wide', phone: '390 px wide', sharp: '390 px wide, 3 × 3 pixels for each' };

/** The rows of a part: what it is, a cell for each map (none where there is nothing to tell), what is to be reached, and what goes beyond. */
export const ROWS = {
  moving: (measured) => [...movement(measured, 'still'), ...movement(measured, 'changing')],
  changing: (measured) => ['near', 'far'].flatMap((view) => change(measured[view], view)),
  opening,
  weight: ({ page, wasm, pageWasm }) => [
    row('Downloaded until the map is live, everything together', (name) => kilobytes(page[name]), '≤ 380 KB', '≤ 260 KB'),
    row('— wasm of it', alone(kilobytes(pageWasm.Jari))),
    row('Wasm of the list of matches', alone(kilobytes(wasm.Jari)), '≤ 180 KB', '≤ 120 KB'),
  ],
  memory,
};

function row(what, cell, reach = '', beyond = '') {
  return [what, ...MAPS.map(cell), reach, beyond];
}

/** A cell of Jari's alone. */
function alone(cell) {
  return (name) => (name === 'Jari' ? cell : '');
}

function movement(measured, state) {
  const changing = state === 'changing';
  const [reach, beyond] = changing ? ['≥ 45', '≥ 55'] : ['≥ 50', '≥ 58'];
  return Object.entries(SCREENS).flatMap(([screen, width]) => {
    const runs = (name) => measured[screen]?.[name]?.map((run) => run[state]);
    const cell = (write, read) => (name) => (screen === 'sharp' && name !== 'Jari' ? '' : write(runs(name), read));
    const middle = (write) => (those, read) => write(of(those, read));
    const judged = screen !== 'sharp';
    const what = changing ? 'The same with 1,000 changes a second' : 'Frames a second while it is zoomed and dragged';
    return [
      row(`${what}, ${width}`, cell((those, read) => ranged(rate, those, read), (run) => run.rate), judged ? reach : '', judged ? beyond : ''),
      row('— the longest time from one to the next', cell((those, read) => ranged(millis, those, read), (run) => run.worst), judged && !changing ? '≤ 50 ms' : ''),
      row('— 99 of 100 within', cell(middle(millis), (run) => run.p99)),
      row('— of all, those that took over 50 ms', cell(middle(part), (run) => run.late), judged && !changing ? 'none' : ''),
      row('— the main thread is busy', cell(middle(part), (run) => run.busy)),
      ...(changing ? [row('— changes that came', cell(middle(rate), (run) => run.taken))] : []),
    ];
  });
}

function change(measured, view) {
  const seen = view === 'near' ? 'seats with numbers' : 'seats as dots';
  const [few, many] = RATES;
  const cell = (read, write = (those, by) => ranged(micros, those, by)) => (name) => write(measured?.[name], read);
  return [
    row(`Main thread for one seat's change in view, ${many} a second, ${seen}`, cell((run) => run[many]), '≤ 50 µs', '≤ 15 µs'),
    row(`— ${few} a second`, cell((run) => run[few])),
    row('— each one more', cell((run) => run.more)),
    row('— changes that came, of so many a second', cell((run) => run[`taken${many}`], (those, by) => rate(of(those, by)))),
    row('— frames that were drawn for them', cell((run) => run[`drawn${many}`], (those, by) => rate(of(those, by)))),
  ];
}

function opening(measured) {
  const cell = (where, read) => (name) => {
    const runs = measured[where]?.[name];
    return runs || name === 'Jari' ? ranged(millis, runs, read) : '';
  };
  const slow = 'a quarter of the processor';
  return [
    row('From the navigation to the map, as the server has drawn it, 390 px', cell('phone1', (run) => run.map), '≤ 600 ms', '≤ 300 ms'),
    row('— 1440 px', cell('desk1', (run) => run.map), '≤ 600 ms', '≤ 300 ms'),
    row(`— 390 px, ${slow}`, cell('phone4', (run) => run.map)),
    row('From the navigation to a seat that is one’s own by a press, 390 px', cell('phone1', (run) => run.own), '≤ 1500 ms', '≤ 800 ms'),
    row('— seats are drawn', cell('phone1', (run) => run.seats)),
    row('— 1440 px', cell('desk1', (run) => run.own), '≤ 1500 ms', '≤ 800 ms'),
    row('— seats are drawn', cell('desk1', (run) => run.seats)),
    row(`— 390 px, ${slow}`, cell('phone4', (run) => run.own), '≤ 5000 ms', '≤ 3000 ms'),
    row('— seats are drawn', cell('phone4', (run) => run.seats)),
    row(`— 1440 px, ${slow}`, cell('desk4', (run) => run.own), '≤ 5000 ms', '≤ 3000 ms'),
    row('— seats are drawn', cell('desk4', (run) => run.seats)),
  ];
}

function memory(measured) {
  const cell = (write, read) => (name) => write(measured[name] && read(measured[name]));
  return [
    row('The page’s memory while 500 seats change in a second, at the end', cell(megabytes, (run) => run.last), '≤ 80 MB'),
    row('— at the most', cell(megabytes, (run) => run.most)),
    row('— at the beginning', cell(megabytes, (run) => run.first)),
    row('— more in the last quarter than in the one before', cell(megabytes, (run) => run.growth), 'none'),
    row('— minutes', cell(whole, (run) => run.minutes)),
    row('— changes that came', cell(rate, (run) => run.taken)),
  ];
}
