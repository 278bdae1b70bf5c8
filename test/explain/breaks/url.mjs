import { urlIs } from "./tools.mjs";

export default function breaks(add) {
  add(
    "url-scheme",
    "TLS ends before us",
    "twilio",
    urlIs((url) => url.replace("https", "http"), { "x-forwarded-proto": "https" }),
  );
  add(
    "url-scheme",
    "TLS ends before us, and nothing says so",
    "square",
    urlIs((url) => url.replace("https", "http")),
  );
  add(
    "url-host",
    "the proxy says the host",
    "twilio",
    urlIs((url) => url.replace("mycompany.com", "10.0.0.7"), { host: "10.0.0.7", "x-forwarded-host": "mycompany.com" }),
  );
  add(
    "url-host",
    "the proxy says the host",
    "hubspot",
    urlIs((url) => url.replace("shop.example", "app.internal"), {
      host: "app.internal",
      "x-forwarded-host": "shop.example",
    }),
  );
  add(
    "url-host",
    "the port of the process",
    "square",
    urlIs((url) => url.replace("shop.example", "shop.example:8443"), { host: "shop.example:8443" }),
  );
  add(
    "url-host",
    "nothing says the host",
    "square",
    urlIs((url) => url.replace("shop.example", "localhost:3000"), { host: "localhost:3000" }),
  );
  add(
    "url-path",
    "a prefix was taken away",
    "square",
    urlIs((url) => url.replace("/webhooks", ""), { "x-forwarded-prefix": "/webhooks" }),
  );
  add(
    "url-path",
    "rewritten, the first is in x-original-url",
    "twilio",
    urlIs((url) => url.replace("/myapp.php", "/index"), { "x-original-url": "/myapp.php?foo=1&bar=2" }),
  );
  add(
    "url-slash",
    "slash added",
    "hubspot",
    urlIs((url) => `${url}/`),
  );
  add(
    "url-slash",
    "slash gone",
    "square",
    urlIs((url) => url.slice(0, -1)),
    { url: "https://shop.example/webhooks/square/" },
  );
  add(
    "url-query",
    "sorted by a cache",
    "twilio",
    urlIs((url) => url.replace("foo=1&bar=2", "bar=2&foo=1")),
  );
  add(
    "url-query",
    "a parameter was added",
    "hubspot",
    urlIs((url) => `${url}?utm_source=proxy`),
  );
  add(
    "url-missing",
    "only the path, as req.url has it",
    "twilio",
    urlIs(() => "/myapp.php?foo=1&bar=2"),
  );
  add("url-missing", "no URL at all", "square", () => ({ url: undefined }));
  add("method-changed", "forwarded as PUT", "hubspot", () => ({ method: "PUT" }));
}
