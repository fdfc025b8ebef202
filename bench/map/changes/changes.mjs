import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { end } from '../setting/processes.mjs';

/** Fewer seats would be changed again before anybody has seen it. */
const FEWEST = 200;

/** Who changes seats of the real server while a page is looked at. */
export class Changes {
  /** Changes those of some seats that are free. */
  static async of(server, venue, seats) {
    const wanted = new Set(seats.map(({ id }) => id));
    const free = [];
    for (const block of new Set(seats.map((seat) => seat.block))) {
      const board = await server.read(`/api/matches/${venue.matchId}/blocks/${block}/seats`);
      free.push(...board.seats.filter(({ id, status }) => status === 'AVAILABLE' && wanted.has(id)).map(({ id }) => id));
    }
    if (free.length < FEWEST) throw new Error(`${free.length} free seats are too few to be changed`);
    return new Changes({ port: server.port, matchId: venue.matchId, seats: free });
  }

  constructor(wanted) {
    this.wanted = wanted;
    this.child = fork(fileURLToPath(new URL('maker.mjs', import.meta.url)));
    this.child.on('message', ({ failed }) => (this.failed ??= failed));
  }

  /** Begins to make so many a second. */
  async begin(rate) {
    const began = this.told('began');
    this.child.send({ begin: { ...this.wanted, rate } });
    await began;
  }

  /** Makes no more; answers how many it were. */
  async pause() {
    const made = this.told('made');
    this.child.send({ stop: true });
    const count = (await made).made;
    if (this.failed) throw new Error(`A change was refused: ${this.failed}`);
    return count;
  }

  /** Ends; what it holds then is given back first. */
  async stop() {
    const released = this.told('released');
    this.child.send({ release: true });
    await released;
    await end(this.child);
  }

  told(name) {
    return new Promise((done, failed) => {
      const hear = (message) => {
        if (!(name in message)) return;
        this.child.off('message', hear).off('exit', gone);
        done(message);
      };
      const gone = () => failed(new Error('who makes changes has ended'));
      this.child.on('message', hear).once('exit', gone);
    });
  }
}
