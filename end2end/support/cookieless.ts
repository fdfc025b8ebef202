import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to a server on which every cookie is lost, in both directions, as in a browser that keeps none. */
export class CookielessWay {
  private constructor(private readonly server: http.Server) {}

  static async to(target: string): Promise<CookielessWay> {
    const { hostname, port } = new URL(target);
    const server = http.createServer((asked, answering) => {
      const { cookie: _, ...headers } = asked.headers;
      const { method, url: path } = asked;
      const passedOn = http.request({ hostname, port, method, path, headers }, (answer) => {
        const { 'set-cookie': __, ...kept } = answer.headers;
        answering.writeHead(answer.statusCode ?? 502, kept);
        answer.pipe(answering);
      });
      // Whoever leaves, the other is let go as well.
      passedOn.once('error', () => answering.destroy());
      answering.once('close', () => passedOn.destroy());
      asked.pipe(passedOn);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new CookielessWay(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
