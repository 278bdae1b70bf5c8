import type { IncomingMessage, Kept } from "./_node.js";

/** What a layer of Express' router looks like; in a sub-router it has a stack of its own. */
interface Layer {
  readonly name?: string;
  readonly handle?: { readonly stack?: readonly Layer[] };
  readonly route?: { readonly stack?: readonly Layer[] };
}

const PARSERS = /* @__PURE__ */ new Map([
  ["jsonParser", "json"],
  ["urlencodedParser", "urlencoded"],
  ["textParser", "text"],
  ["rawParser", "raw"],
]);

/** Layers in their order, sub-routers taken apart. Other routes have nothing to do with this one. */
function* layersOf(stack: readonly Layer[] = [], endpoint: unknown): Generator<Layer> {
  for (const layer of stack) {
    yield layer;
    yield* layersOf(layer.handle?.stack, endpoint);
    const own = layer.route?.stack?.some(({ handle }) => handle === endpoint);
    if (own) yield* layersOf(layer.route?.stack, endpoint);
  }
}

/** The parsers that stand before this endpoint, as far as the app shows them. */
function parsersBefore(req: IncomingMessage, endpoint: unknown): string[] {
  const found: string[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: Express does not declare its router, and 4 throws where 5 has it.
  for (let app: any = (req as { app?: unknown }).app; app; app = app.parent) {
    const router = app._router ?? ("lazyrouter" in app ? undefined : app.router);
    for (const { name = "", handle } of layersOf(router?.stack, endpoint)) {
      if (handle === endpoint) break;
      const parser = PARSERS.get(name);
      if (parser) found.push(parser);
    }
  }
  return found;
}

/** What parsers of Express have kept of a body, and whose fault it is when that is not its bytes. */
export function keptByExpress(req: IncomingMessage, endpoint: unknown): Kept {
  const { rawBody, body } = req as { rawBody?: unknown; body?: unknown };
  return {
    values: [rawBody, body],
    blame(code) {
      const parsers = parsersBefore(req, endpoint);
      if (code === "BODY_NOT_BYTES") {
        if (typeof rawBody === "string") {
          return "Bytes were kept as text in req.rawBody; a BOM or invalid UTF-8 is lost. Keep the Buffer: verify: (req, _res, buf) => { req.rawBody = buf; }";
        }
        const layer = parsers.includes("text") ? "express.text()" : "something in front";
        return `Bytes were kept as text by ${layer}; a BOM or invalid UTF-8 is lost. Mount webhook() before it.`;
      }
      const type = req.headers["content-type"] ?? "";
      const likely = ["json", "urlencoded", "text"].find((name) => type.includes(name));
      const parser = parsers.find((name) => name === likely) ?? parsers[0];
      if (!parser) {
        return "Something in front of this route read the body, and the signed bytes are gone. Move webhook() above it, or keep them: req.rawBody, a Buffer.";
      }
      const keep = "verify: (req, _res, buf) => { req.rawBody = buf; }";
      return `express.${parser}() ran before this route and the signed bytes are gone. Move webhook() above it, or: app.use(express.${parser}({ ${keep} }))`;
    },
  };
}
