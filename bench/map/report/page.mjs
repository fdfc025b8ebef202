import { MISSING } from './cells.mjs';
import { commit, machine } from './machine.mjs';
import { ROWS } from './rows.mjs';
import { table } from './table.mjs';
import { PARTS } from '../parts/names.mjs';
import { MAPS } from '../subjects/names.mjs';

const HOW = `Each figure is the median of its runs, with the least and the most of them. Browser, server, whoever makes the changes and whoever moves
the mouse share the machine; Chromium draws without a graphics processor. Nothing is far away: there is no network but loopback.

- *Frames* are counted by \`requestAnimationFrame\` in the page, sixty a second at the most, while a hand moves the map for ten seconds: a wheel
  and a mouse at 1440 × 900, one finger and two at 390 × 844, told to Chromium as its system tells it (\`Input.dispatch…\`). Nearer to the numbers
  of seats, to and fro, back to the whole venue, nearer elsewhere, to and fro, back. The hand waits for no page. seatchart has neither a
  scale nor can it be dragged: it scrolls where the wheel or the finger makes it.
- *Changes* of Jari are holds and releases that eight sessions make through the REST routes of the real server; they come by its stream,
  and those that came are counted in the page. Those of the others come from a timer in the page, through what their own interfaces have for it. All are of
  seats that are in view when the map rests.
- *The main thread for a change* is the time of the tasks of the page's main thread by Chromium's own tracing, with changes less without, through the
  changes that came. So it has all that a change brings with it: reading the stream, painting, and the frames that are drawn because of it, which
  are no more for many changes than for some. *Each one more* is the difference of both rates.
- *Painted by the server* is the first frame after all blocks are in the document, and not before the first paint that Chromium tells of. *One's
  own by a press*: a link to a seat is opened in a browser that has nothing of the site; in the first frame in which the canvas shows the seat, it is
  pressed by a finger or the mouse, and the time ends when it stands in the list of one's own, so with the hold. For the others it ends when all seats are drawn.
- *Downloaded* is what came over the wire, heads included, bodies in brotli.
- *Memory* is what the page's process has alone (\`Private_Dirty\`), as Chromium's task manager counts it, all its bitmaps included.`;

/** The table. */
export function tableOf(rows) {
  return table(['', ...MAPS, 'reach', 'go beyond'], rows);
}

/** The rows of what was measured, and what was not. */
export function rowsOf(results) {
  const rows = PARTS.filter((part) => results[part]).flatMap((part) => ROWS[part](results[part]));
  const parts = PARTS.filter((part) => !results[part]);
  const cells = rows.filter((cells) => cells.includes(MISSING)).map(([what]) => what);
  return { rows, missing: [...parts.map((part) => `all of ${part}`), ...cells] };
}

/** The page of results. */
export function page(results, command) {
  const { rows } = rowsOf(results);
  const day = new Date().toISOString().slice(0, 10);
  return `# The map

Written by \`${command}\` on ${day}: the demo's ballpark of 25,285 seats in Jari, and in two maps that npm has, seatmap-canvas 2.5.18 and seatchart 0.1.0.

- Machine: ${machine()}
- Browser: ${results.browser}
- Commit: ${commit()}
- So many processes wanted a processor in the minute before each part: ${busynessOf(results)}

${HOW}

${tableOf(rows)}
`;
}

function busynessOf({ busyness }) {
  return PARTS.map((part) => `${part} ${busyness[part].toFixed(1)}`).join(', ');
}
