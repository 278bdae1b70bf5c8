import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

/** One address for many workers: each connection goes to the next of them. A worker that is stopped is not known to be. */
export async function startBalancer() {
  /** @type {number[]} */
  let ports = [];
  let turn = 0;
  const sockets = new Set();
  const server = createServer((client) => {
    const port = ports[turn++ % ports.length];
    if (port === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(port, HOST);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, HOST, resolve));
  return {
    port: server.address().port,
    add(port) {
      ports = [...ports, port];
    },
    remove(port) {
      ports = ports.filter((other) => other !== port);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
