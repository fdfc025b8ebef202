import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was passed on. */
export interface Passed {
  method: string;
  path: string;
  status: number;
  at: number;
}

/**
 * Something between browsers and a server, as an office's proxy or a virus scanner is. It passes everything on, but may
 * keep the bodies of streams for itself, or change what they say.
 */
export class Middlebox {
  /** Everything that was asked for and answered. */
  readonly passed: Passed[] = [];
  /** Whether the heads of streams pass and their bodies do not. A stream stays as it began. */
  mute = false;
  /** Whether a stream begins with everything, whatever place its client says that it has seen. */
  forgetful = false;
  /** What becomes of each piece of a stream. The server writes whole events. */
  rewrite: (text: string) => string = (text) => text;

  private constructor(
    private readonly target: URL,
    private readonly server: http.Server,
  ) {
    server.on('request', (request, response) => this.pass(request, response));
  }

  static async before(url: string): Promise<Middlebox> {
    const middlebox = new Middlebox(new URL(url), http.createServer());
    await new Promise<void>((done) => middlebox.server.listen(0, '127.0.0.1', done));
    return middlebox;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The streams that were opened. */
  get streams(): Passed[] {
    return this.passed.filter(({ path, status }) => /\/stream(\?|$)/.test(path) && status === 200);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = 'GET', url: path = '/', headers } = request;
    const { hostname, port } = this.target;
    const asked = this.forgetful ? path.replace(/(?<=[?&])lastEventId=[^&]*/, '') : path;
    const onward = http.request({ hostname, port, method, path: asked, headers }, (answer) => {
      const { statusCode = 502 } = answer;
      this.passed.push({ method, path, status: statusCode, at: Date.now() });
      response.writeHead(statusCode, answer.headers);
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      if (!answer.headers['content-type']?.startsWith('text/event-stream')) answer.pipe(response);
      else this.passStream(answer, response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  private passStream(answer: http.IncomingMessage, response: http.ServerResponse): void {
    const { mute } = this;
    answer.setEncoding('utf8');
    answer.on('data', (text: string) => {
      if (!mute) response.write(this.rewrite(text));
    });
    answer.on('end', () => response.end());
  }
}
