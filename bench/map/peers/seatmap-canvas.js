import { SeatMapCanvas } from '/packages/@alisaitteke/seatmap-canvas/dist/esm/seatmap.canvas.js';
import { changesOf, drawn } from '/changes.js';

/** Its seats have a radius of 12 by default; neighbours of the plan are 10 units apart. */
const SCALE = 3;

const { blocks } = await (await fetch('/venue.json')).json();
// Its own styles, each of which it asks for.
const style = { seat: {}, block: {}, legend: {}, label: {}, tooltip: {} };
const map = new SeatMapCanvas('#map', { resizable: true, legend: false, style });
const asBlock = ({ id, name, seats }) => ({
  id,
  title: name,
  labels: [],
  seats: seats.map(([seat, x, y]) => ({ id: seat, title: String(seat), x: x * SCALE, y: y * SCALE, salable: true })),
});
// When it is given blocks it asks which of them are seen, and needs one.
const [, x, y] = blocks[0].seats[0];
map.svg.stage.node.attr('transform', `translate(${-x * SCALE},${-y * SCALE})`);
map.data.addBulkBlock(blocks.map(asBlock));

const seats = new Map(map.data.getBlocks().flatMap((block) => block.seats.map((seat) => [seat.id, seat])));

window.changes = changesOf((id, isTaken) => {
  const seat = seats.get(id);
  seat.salable = !isTaken;
  seat.svg.updateColor();
});

/** Shows a square of the plan around a place. */
window.show = ({ x, y, side }) => {
  const { clientWidth, clientHeight } = document.getElementById('map');
  const { normal } = map.zoomManager.zoomTypes;
  map.svg.node.call(normal.translateTo, x * SCALE, y * SCALE);
  map.svg.node.call(normal.scaleTo, Math.min(clientWidth, clientHeight) / (side * SCALE));
};

/** As many seats as there are have their circle. */
function whenDrawn() {
  if (document.querySelectorAll('#map .seat').length < seats.size) return requestAnimationFrame(whenDrawn);
  drawn();
}
whenDrawn();
