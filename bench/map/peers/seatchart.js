import { changesOf, drawn } from '/changes.js';

/** It knows rows and columns alone: as many as make all seats of the ballpark. */
const COLUMNS = 389;

const { blocks } = await (await fetch('/venue.json')).json();
const ids = blocks.flatMap(({ seats }) => seats.map(([id]) => id));
if (ids.length % COLUMNS !== 0) throw new Error(`${ids.length} seats are no whole rows`);
const map = new window.Seatchart(document.getElementById('map'), {
  map: {
    rows: ids.length / COLUMNS,
    columns: COLUMNS,
    seatTypes: { default: { label: 'Seat', cssClass: 'usual', price: 21_000 } },
  },
  cart: { visible: false },
  legendVisible: false,
});

const places = new Map(ids.map((id, at) => [id, { row: Math.floor(at / COLUMNS), col: at % COLUMNS }]));

window.changes = changesOf((id, isTaken) => map.setSeat(places.get(id), { state: isTaken ? 'reserved' : 'available' }));
/** It has no scale: the seats that are changed come into view. */
window.show = ({ seats }) => {
  const { row, col } = places.get(seats[seats.length >> 1].id);
  const at = document.querySelectorAll('#map .sc-seat-row')[row].querySelectorAll('.sc-seat')[col];
  at.scrollIntoView({ block: 'center', inline: 'center' });
};
drawn();
