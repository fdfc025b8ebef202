import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Buyer } from '../changes/buyer.mjs';

/** A server that answers in pieces, and refuses the seat 9. */
async function withServer(act) {
  const asked = [];
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      const [, method, path] = String(data).match(/^(\w+) (\S+)/);
      const cookie = String(data).match(/^cookie: (.*)\r$/m)?.[1];
      asked.push([method, path.split('/').slice(-2).join(' '), cookie]);
      socket.write(`HTTP/1.1 ${path.includes('/9/') ? 409 : 200} X\r\nset-cookie: a=1; Path=/\r\ncontent-le`);
      setTimeout(() => socket.write('ngth: 2\r\n\r\n{}'), 5);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  try {
    await act(server.address().port, asked);
  } finally {
    server.close();
  }
}

test('seats are taken, given back and taken again, in the name of one session', async () => {
  await withServer(async (port, asked) => {
    const buyer = await Buyer.open(port, 1, [7, 8]);
    for (let turn = 0; turn < 5; turn += 1) await buyer.change();
    await buyer.giveBack();
    const changes = asked.slice(1);
    assert.deepEqual(changes.map(([, what]) => what), ['7 hold', '8 hold', '7 release', '8 release', '7 hold', '7 release']);
    assert.ok(changes.every(([method, , cookie]) => method === 'POST' && cookie === 'a=1'));
    buyer.socket.destroy();
  });
});

test('a change that is refused is an error', async () => {
  await withServer(async (port) => {
    const buyer = await Buyer.open(port, 1, [9]);
    await assert.rejects(buyer.change(), /409/);
    buyer.socket.destroy();
  });
});
