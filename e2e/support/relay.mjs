// A relay before a server: it passes everything on, and keeps what goes one way.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Which way is kept: what clients ask, or what the server answers. */
export const KEEP = { asked: 'asked', answered: 'answered' };

/** Listens at `port` of 127.0.0.1; `aim(port)` says where to; `kept()` gives the bytes, connection by connection. */
export async function relay(keep) {
  const connections = [];
  const sockets = new Set();
  let target;
  const server = createServer((client) => {
    const onward = connect(target, '127.0.0.1');
    const pieces = [];
    connections.push(pieces);
    const kept = keep === KEEP.asked ? client : onward;
    kept.on('data', (piece) => pieces.push(piece));
    join(client, onward, sockets);
    join(onward, client, sockets);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    aim(port) {
      target = port;
    },
    kept: () => Buffer.concat(connections.flatMap((pieces) => [...pieces, Buffer.from('\n')])),
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Passes on what `from` says. An end that breaks breaks the other. */
function join(from, to, sockets) {
  sockets.add(from);
  from.pipe(to);
  from.on('error', () => to.destroy());
  from.on('close', () => {
    sockets.delete(from);
    to.destroy();
  });
}
