import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";
/** For how long the engine has time to read what came before the cut. */
const LINGER_MS = 100;

/**
 * Stands between clients and an engine.
 * @param {number} target the engine's port
 * @param {() => { fromClient?(chunk: Buffer): boolean | undefined, fromServer?(chunk: Buffer): void }} watch is called for each
 *   connection; `fromClient` gives `true` to let this request arrive and to cut the connection in place of its answer
 */
export async function startProxy(target, watch) {
  const sockets = new Set();
  const keep = (socket) => {
    sockets.add(socket);
    return socket.setNoDelay(true).once("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const { fromClient, fromServer } = watch();
    const upstream = keep(connect(target, HOST));
    let cut = false;
    keep(client);
    client.on("data", (chunk) => {
      if (cut) return;
      cut = fromClient?.(chunk) === true;
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (cut) {
        client.destroy();
        return;
      }
      fromServer?.(chunk);
      client.write(chunk);
    });
    client.on("close", () => setTimeout(() => upstream.destroy(), cut ? LINGER_MS : 0));
    upstream.on("close", () => client.destroy());
    for (const socket of [client, upstream]) socket.on("error", () => socket.destroy());
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, HOST, resolve));
  return {
    port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
