import { expect, test } from '../support/fixtures';
import { SeatMap } from '../support/seat_map';

/** The name of the first event of a stream that tells of seats; a heartbeat is no part of the history, and counts are told all at once. */
async function firstEvent(stream: Response): Promise<string | undefined> {
  const text = stream.body?.pipeThrough(new TextDecoderStream());
  let read = '';
  for await (const piece of text as unknown as AsyncIterable<string>) {
    read += piece;
    const events = read.split('\n\n').slice(0, -1);
    const names = events.map((lines) => /^event: ?(.*)$/m.exec(lines)?.[1]);
    const name = names.find((name) => name !== undefined && name !== 'heartbeat' && name !== 'counts');
    if (name) return name;
  }
  return undefined;
}

test('the stream goes on from the page, without sending every seat again', async ({ page, buyer, match, block }) => {
  const asked = page.waitForRequest((request) => /\/seats\/stream\?.*blocks=/.test(request.url()));
  await SeatMap.open(page, match, block);
  const url = new URL((await asked).url());
  expect(url.searchParams.get('lastEventId')).toMatch(/^[a-z0-9]+-\d+:\d+/);

  const closing = new AbortController();
  const stream = await fetch(url, { signal: closing.signal, headers: { accept: 'text/event-stream' } });
  expect(stream.status).toBe(200);
  await buyer.holdOne(match, block);
  expect(await firstEvent(stream)).toBe('update');
  closing.abort();
});

test('a stream from nowhere begins with every seat', async ({ jari, match, block }) => {
  const closing = new AbortController();
  const stream = await fetch(`${jari.url}/api/matches/${match.id}/blocks/${block.id}/seats/stream`, {
    signal: closing.signal,
  });
  expect(await firstEvent(stream)).toBe('init');
  closing.abort();
});
