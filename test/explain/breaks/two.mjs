import { at, pretty, reparse, rewritten, secretIs, text, urlIs } from "./tools.mjs";

const both =
  (...breaks) =>
  (whole) => {
    const broken = {};
    for (const one of breaks) Object.assign(broken, one({ ...whole, ...broken }));
    return broken;
  };

export default function breaks(add) {
  add(
    "secret-quotes",
    "quotes, and the body parsed",
    "stripe",
    both(
      secretIs((secret) => `"${secret}"`),
      rewritten(reparse),
    ),
  );
  add(
    "header-prefix",
    "no prefix, and a line break at the end of the body",
    "github",
    both(
      text("x-hub-signature-256", (value) => value.slice(7)),
      rewritten((value) => `${value}\n`),
    ),
  );
  add(
    "secret-whitespace",
    "white space, and base64 of a gateway",
    "shopify",
    both(
      secretIs((secret) => `${secret} `),
      ({ body }) => ({ body: Buffer.from(body.toString("base64")) }),
    ),
  );
  add(
    "url-scheme",
    "http, and the body pretty-printed",
    "square",
    both(
      urlIs((url) => url.replace("https", "http")),
      rewritten(pretty),
    ),
  );
  add(
    "body-newline",
    "trimmed, and an hour old",
    "sendgrid",
    both(
      rewritten((value) => value.trim()),
      () => at(2 * 86_400),
    ),
  );
}
