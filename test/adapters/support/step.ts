import type { Running } from "./bench.js";
import { gate, pause, sign, until, type watchedOptions } from "./deliveries.js";
import { dial, head, send, type Wire } from "./wire.js";

/** An app whose steps after the webhook are the test's own, over one listener. */
export function client(server: Running, { store, ...rest }: ReturnType<typeof watchedOptions>) {
  const { port } = server;
  const path = "/hook";
  /** Opens a connection and puts a delivery on it. */
  const deliver = async (signed = sign()): Promise<Wire> => {
    const wire = await dial(port);
    wire.write(head({ path, headers: [...signed.headers, ["content-length", String(signed.body.length)]] }));
    wire.write(signed.body);
    return wire;
  };
  return {
    ...rest,
    store,
    port,
    path,
    deliver,
    post: (signed = sign()) => send(port, { path, headers: signed.headers }, signed.body),
    /** Holds back the completion and says what has come to the client when the store was asked for it, and what after. */
    async watch(signed = sign()) {
      const { opened, open } = gate();
      store.beforeComplete = opened;
      const wire = await deliver(signed);
      await until(() => store.asked > 0, "the completion");
      await pause(50);
      const before = wire.received();
      open();
      const answer = await wire.answer();
      wire.socket.destroy();
      return { before, answer };
    },
  };
}
