import { connect } from 'node:net';

/** One session over one connection that is kept. It takes its seats one after the other, gives them back, and so on. */
export class Buyer {
  static async open(port, matchId, seats) {
    const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    await new Promise((done, failed) => socket.once('connect', done).once('error', failed));
    const buyer = new Buyer(socket, matchId, seats);
    // The first answer brings the session.
    const { head } = await buyer.ask('GET', '/api/matches');
    buyer.cookie = [...head.matchAll(/^set-cookie: ([^;\r]+)/gim)].map(([, cookie]) => cookie).join('; ');
    return buyer;
  }

  constructor(socket, matchId, seats) {
    Object.assign(this, { socket, matchId, seats, place: 0, holds: true, cookie: '', text: '' });
    socket.on('data', (text) => this.hear(text));
    socket.on('close', () => this.failed?.(new Error('the server has closed a connection')));
    socket.on('error', (error) => this.failed?.(error));
  }

  async change() {
    const how = this.holds ? 'hold' : 'release';
    const seat = this.seats[this.place];
    const { head } = await this.ask('POST', `/api/matches/${this.matchId}/allocation/seats/${seat}/${how}`);
    if (!/^HTTP\/1\.1 20[01]/.test(head)) throw new Error(`${how} of seat ${seat}: ${head.split('\r\n')[0]}`);
    this.place += 1;
    if (this.place === this.seats.length) [this.place, this.holds] = [0, !this.holds];
  }

  /** Gives back what it has. */
  async giveBack() {
    while (this.place > 0 || !this.holds) {
      if (this.holds) [this.seats, this.place, this.holds] = [this.seats.slice(0, this.place), 0, false];
      await this.change();
    }
  }

  ask(method, path) {
    const length = method === 'POST' ? 'content-length: 0\r\n' : '';
    const cookie = this.cookie && `cookie: ${this.cookie}\r\n`;
    this.socket.write(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${cookie}${length}\r\n`);
    return new Promise((done, failed) => Object.assign(this, { done, failed }));
  }

  hear(text) {
    this.text += text;
    const end = this.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.text.slice(0, end);
    const length = Number(head.match(/^content-length: (\d+)/im)?.[1] ?? NaN);
    if (Number.isNaN(length)) return this.failed(new Error('an answer without a length'));
    if (this.text.length < end + 4 + length) return;
    this.text = this.text.slice(end + 4 + length);
    this.done({ head });
  }
}
