import { remoteKeys, WebhookConfigError } from "hookonce";
import { awsSns } from "hookonce/providers/aws-sns";
import { describe, expect, it } from "vitest";
import { allowAddress } from "../../src/keys/address.js";
import { codeOf, refusal } from "../support/refusal.js";
import { certificates, recorder } from "./support.js";

const { pem, notBeforeMs } = certificates.rsa!;
const NAME = "SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem";
const GOOD = `https://sns.us-east-1.amazonaws.com/${NAME}`;
const REST = GOOD.slice("https://".length);

const clock = () => notBeforeMs;

/** Asks a source for the key at an address. Whatever is asked for is answered with a certificate. */
async function ask(url: string | undefined, source = sns()) {
  const { calls, fetch } = recorder(async () => new Response(pem));
  const code = await source({ keyId: undefined, url }, { fetch, clock }).then(
    () => "given",
    (error) => error.code,
  );
  return { code, fetched: calls.map((call) => call.url) };
}

/** The same rule as that of the provider, with a cache of its own. */
const sns = () =>
  remoteKeys({
    hosts: ["sns.<region>.amazonaws.com", "sns.<region>.amazonaws.com.cn"],
    path: "/SimpleNotificationService-*.pem",
    form: "certificate",
  });

describe("addresses of Amazon's certificates that are fetched", () => {
  it.each([
    GOOD,
    `https://sns.eu-central-1.amazonaws.com/${NAME}`,
    `https://sns.us-gov-west-1.amazonaws.com/${NAME}`,
    `https://sns.ap-southeast-2.amazonaws.com/${NAME}`,
    `https://sns.cn-north-1.amazonaws.com.cn/${NAME}`,
  ])("%s", async (url) => {
    expect(await ask(url)).toEqual({ code: "given", fetched: [url] });
  });
});

// [what it tries, the address]
const tricks: [string, string][] = [
  ["http", `http://${REST}`],
  ["ftp", `ftp://${REST}`],
  ["file", `file:///etc/${NAME}`],
  ["data", "data:application/x-pem-file,-----BEGIN"],
  ["javascript", "javascript:alert(1)"],
  ["blob", `blob:${GOOD}`],
  ["view-source", `view-source:${GOOD}`],
  ["wss", `wss://${REST}`],
  ["no scheme", `//${REST}`],
  ["no scheme, no slashes", REST],
  ["scheme in upper case", `HTTPS://${REST}`],
  ["one slash", `https:/${REST}`],
  ["three slashes", `https:///${REST}`],
  ["backslashes for slashes", `https:\\\\${REST}`],
  ["host in upper case", GOOD.replace("sns.", "SNS.")],
  ["host in mixed case", GOOD.replace("amazonaws", "AmazonAWS")],
  ["port 443", GOOD.replace(".com/", ".com:443/")],
  ["port 8443", GOOD.replace(".com/", ".com:8443/")],
  ["empty port", GOOD.replace(".com/", ".com:/")],
  ["user", `https://user@${REST}`],
  ["user and password", `https://user:password@${REST}`],
  ["empty user", `https://@${REST}`],
  ["host as user", `https://sns.us-east-1.amazonaws.com@evil.example/${NAME}`],
  ["host as user, escaped", `https://sns.us-east-1.amazonaws.com%40evil.example/${NAME}`],
  ["host as password", `https://a:sns.us-east-1.amazonaws.com@evil.example/${NAME}`],
  ["trailing dot", GOOD.replace(".com/", ".com./")],
  ["two dots", GOOD.replace("sns.us", "sns..us")],
  ["leading dot", GOOD.replace("sns.", ".sns.")],
  ["suffix", GOOD.replace(".com/", ".com.evil.example/")],
  ["suffix without a dot", GOOD.replace(".com/", ".computer/")],
  ["prefix without a dot", GOOD.replace("sns.", "evilsns.")],
  ["prefix with a hyphen", GOOD.replace("sns.", "evil-sns.")],
  ["subdomain", GOOD.replace("sns.", "evil.sns.")],
  ["another domain with the name in it", `https://sns.us-east-1.evil-amazonaws.com/${NAME}`],
  ["another top level", GOOD.replace(".com/", ".net/")],
  ["China's suffix twice", GOOD.replace(".com/", ".com.cn.cn/")],
  ["no region", `https://sns.amazonaws.com/${NAME}`],
  ["empty region", `https://sns..amazonaws.com/${NAME}`],
  ["two labels as region", `https://sns.us-east-1.evil.amazonaws.com/${NAME}`],
  ["a bucket named sns", `https://sns.s3.amazonaws.com/${NAME}`],
  ["a bucket named sns, with its region", `https://sns.s3-us-west-2.amazonaws.com/${NAME}`],
  ["a bucket named sns, as a website", `https://sns.s3-website-us-east-1.amazonaws.com/${NAME}`],
  ["a bucket named sns, dual stack", `https://sns.s3.dualstack.us-east-1.amazonaws.com/${NAME}`],
  ["a bucket by its path", `https://s3.us-east-1.amazonaws.com/sns/${NAME}`],
  ["a machine", `https://ec2-203-0-113-25.compute-1.amazonaws.com/${NAME}`],
  ["another service", `https://sqs.us-east-1.amazonaws.com/${NAME}`],
  ["a digit in the region", `https://sns.us-east1-1.amazonaws.com/${NAME}`],
  ["a region without a number", `https://sns.us-east.amazonaws.com/${NAME}`],
  ["IPv4", `https://127.0.0.1/${NAME}`],
  ["IPv4 of the cloud's own data", `https://169.254.169.254/${NAME}`],
  ["IPv4 in decimal", `https://2130706433/${NAME}`],
  ["IPv4 in hex", `https://0x7f000001/${NAME}`],
  ["IPv4 in octal", `https://0177.0.0.1/${NAME}`],
  ["IPv6", `https://[::1]/${NAME}`],
  ["IPv6 with IPv4", `https://[::ffff:169.254.169.254]/${NAME}`],
  ["localhost", `https://localhost/${NAME}`],
  ["letters that look alike", GOOD.replace("amazonaws", "аmazonaws")],
  ["full-width letters", GOOD.replace("sns", "ｓｎｓ")],
  ["full-width dot", GOOD.replace("sns.", "sns。")],
  ["soft hyphen", GOOD.replace("sns", "sn\u00ads")],
  ["zero-width space", GOOD.replace("sns", "sns\u200b")],
  ["punycode", GOOD.replace("amazonaws", "xn--mazonaws-86f")],
  ["escaped letter in the host", GOOD.replace("sns", "%73ns")],
  ["backslash behind the host", `https://sns.us-east-1.amazonaws.com\\@evil.example/${NAME}`],
  ["slash and backslash", GOOD.replace(".com/", ".com/\\")],
  ["tab", GOOD.replace("sns", "s\tns")],
  ["line break in the host", GOOD.replace("sns", "s\nns")],
  ["line break at the end", `${GOOD}\n`],
  ["carriage return at the end", `${GOOD}\r`],
  ["line break, then a good address", `https://evil.example/\n${GOOD}`],
  ["space before", ` ${GOOD}`],
  ["space behind", `${GOOD} `],
  ["zero byte", `${GOOD}\0`],
  ["query", `${GOOD}?a=b`],
  ["empty query", `${GOOD}?`],
  ["query that ends like a certificate", `https://sns.us-east-1.amazonaws.com/?a=/${NAME}`],
  ["the end in the query", GOOD.replace(".pem", "?.pem")],
  ["fragment", `${GOOD}#a`],
  ["empty fragment", `${GOOD}#`],
  ["fragment that ends like a certificate", `https://sns.us-east-1.amazonaws.com/#/${NAME}`],
  ["parameter", `${GOOD};a=b`],
  ["another path", `https://sns.us-east-1.amazonaws.com/other/${NAME}`],
  ["two slashes before the path", GOOD.replace(".com/", ".com//")],
  ["dot segments", GOOD.replace(".com/", ".com/a/../")],
  ["dot segments, escaped", GOOD.replace(".com/", ".com/a/%2e%2e/")],
  ["escaped slash", GOOD.replace("-9c", "-%2F9c")],
  ["slash in the name", GOOD.replace("-9c", "-/9c")],
  ["dots in the name", GOOD.replace("-9c", "-..9c")],
  ["another end", GOOD.replace(".pem", ".pem.txt")],
  ["end in upper case", GOOD.replace(".pem", ".PEM")],
  ["no end", GOOD.replace(".pem", "")],
  ["no name", `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-.pem`],
  ["name in lower case", GOOD.replace("Simple", "simple")],
  ["very long", GOOD.replace("-9c", `-${"a".repeat(2000)}`)],
  ["empty", ""],
  ["an address within", `https://sns.us-east-1.amazonaws.com/https://evil.example/${NAME}`],
  ["two hosts", `https://sns.us-east-1.amazonaws.com,evil.example/${NAME}`],
];

describe("addresses that are never fetched", () => {
  it("are many, and no two are the same", () => {
    expect(new Set(tricks.map(([, url]) => url)).size).toBe(tricks.length);
    expect(tricks.length).toBeGreaterThanOrEqual(90);
  });

  it.each(tricks)("certificate: %s", async (_what, url) => {
    expect(await ask(url)).toEqual({ code: "KEY_UNKNOWN", fetched: [] });
  });

  it.each([undefined, null, 7, {}, [GOOD], new URL(GOOD)])("what is no text: %s", async (url) => {
    expect(await ask(url as never)).toEqual({ code: "KEY_UNKNOWN", fetched: [] });
  });
});

describe("the address that confirms a subscription", () => {
  const { visit } = awsSns.handshakes![0]!.confirm!;
  const QUERY = "Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:123456789012:MyTopic&Token=2336412f37f";
  const CONFIRM = `https://sns.us-east-1.amazonaws.com/?${QUERY}`;

  async function confirm(url: unknown, status = 200) {
    const { calls, fetch } = recorder(async () => new Response("<ok/>", { status }));
    const code = await visit(url, { fetch }).then(
      () => "confirmed",
      (error) => error.code,
    );
    return { code, fetched: calls.map((call) => call.url) };
  }

  it("is fetched on Amazon's hosts", async () => {
    expect(await confirm(CONFIRM)).toEqual({ code: "confirmed", fetched: [CONFIRM] });
    const escaped = CONFIRM.replaceAll(":", "%3A").replace("https%3A", "https:");
    expect(await confirm(escaped)).toEqual({ code: "confirmed", fetched: [escaped] });
  });

  it.each([301, 302, 400, 403, 404, 500])("counts as failed when it answers %s", async (status) => {
    expect(await confirm(CONFIRM, status)).toMatchObject({ code: "HANDLER_FAILED" });
  });

  const others = tricks
    .filter(([, url]) => url.includes(NAME))
    .map(([what, url]) => [what, url.replace(NAME, `?${QUERY}`)] as const)
    // A fragment and a length have rows of their own; a token may end in anything.
    .filter(([, url]) => url !== CONFIRM && !/#|\.txt$/.test(url));

  const elsewhere: (readonly [string, unknown])[] = [
    ...others,
    ["another action", CONFIRM.replace("ConfirmSubscription", "Unsubscribe")],
    ["an action more", `${CONFIRM}&Action=Publish`],
    ["a parameter more", `${CONFIRM}&x=1`],
    ["no token", CONFIRM.replace(/&Token.*/, "")],
    ["an empty token", CONFIRM.replace(/=2336412f37f/, "=")],
    ["an ampersand, escaped by half", `${CONFIRM}%2`],
    ["a fragment", `${CONFIRM}#a`],
    ["a path", CONFIRM.replace("/?", "/a?")],
    ["nothing", undefined],
    ["a number", 7],
  ];

  it.each(elsewhere)("is not fetched elsewhere: %s", async (_what, url) => {
    expect(await confirm(url)).toEqual({ code: "HANDSHAKE_MALFORMED", fetched: [] });
  });
});

describe("the id of a key in an address", () => {
  const byId = () => remoteKeys({ url: "https://api.example.com/keys/{keyId}", form: "pem" });

  async function askFor(keyId: string | undefined) {
    const { calls, fetch } = recorder(async () => new Response(certificates.rsa?.publicKey));
    const code = await byId()({ keyId, url: GOOD }, { fetch }).then(
      () => "given",
      (error) => error.code,
    );
    return { code, fetched: calls.map((call) => call.url) };
  }

  it("is letters, digits, hyphens and underscores", async () => {
    const url = "https://api.example.com/keys/879dc113-5ca4-4ff7-a6b7-54652083fcf8";
    expect(await askFor("879dc113-5ca4-4ff7-a6b7-54652083fcf8")).toEqual({ code: "given", fetched: [url] });
  });

  it.each([
    undefined,
    "",
    "..",
    ".",
    "../a",
    "a/b",
    "a%2Fb",
    "a?b",
    "a#b",
    "a b",
    "a\n",
    "a\\b",
    "{keyId}",
    "ä",
    "a".repeat(1025),
    "$&",
  ])("is never something else: %j", async (keyId) => {
    expect(await askFor(keyId)).toEqual({ code: "KEY_UNKNOWN", fetched: [] });
  });
});

describe("a rule that allows too much is refused while the app is built", () => {
  const form = "pem";
  it.each([
    ["no address", { form }],
    ["no path", { form, hosts: ["a.example"] }],
    ["no hosts", { form, path: "/a" }],
    ["an empty list of hosts", { form, path: "/a", hosts: [] }],
    ["hosts as text", { form, path: "/a", hosts: "a.example" }],
    ["one label", { form, path: "/a", hosts: ["localhost"] }],
    ["IPv4", { form, path: "/a", hosts: ["127.0.0.1"] }],
    ["IPv6", { form, path: "/a", hosts: ["[::1]"] }],
    ["upper case", { form, path: "/a", hosts: ["A.example"] }],
    ["a port", { form, path: "/a", hosts: ["a.example:8443"] }],
    ["a star", { form, path: "/a", hosts: ["*.example"] }],
    ["a suffix", { form, path: "/a", hosts: [".amazonaws.com"] }],
    ["a trailing dot", { form, path: "/a", hosts: ["a.example."] }],
    ["a region below a top level", { form, path: "/a", hosts: ["<region>.com"] }],
    ["two regions", { form, path: "/a", hosts: ["<region>.<region>.a.com"] }],
    ["one good host, one bad", { form, path: "/a", hosts: ["a.example", "*"] }],
    ["a path without a slash", { form, path: "a", hosts: ["a.example"] }],
    ["dot segments", { form, path: "/a/../b", hosts: ["a.example"] }],
    ["two stars", { form, path: "/**", hosts: ["a.example"] }],
    ["a pattern", { form, path: "/(.+)", hosts: ["a.example"] }],
    ["http", { form, url: "http://a.example/keys" }],
    ["a port in the url", { form, url: "https://a.example:8443/keys" }],
    ["a user in the url", { form, url: "https://user@a.example/keys" }],
    ["a query in the url", { form, url: "https://a.example/keys?a" }],
    ["an id for a host", { form, url: "https://{keyId}/keys" }],
    ["a url on another host", { form, url: "https://a.example/keys", hosts: ["b.example"] }],
  ])("%s", async (_what, data) => {
    const error = await refusal(() => remoteKeys(data as never));
    expect(error).toBeInstanceOf(WebhookConfigError);
    expect(error.code).toBe("PROVIDER_INVALID");
  });

  it("a query with what may end it", async () => {
    expect(await codeOf(() => allowAddress({ hosts: ["a.example"], path: "/", query: "a=#" }))).toBe(
      "PROVIDER_INVALID",
    );
  });
});

it("a long row of labels and hyphens is refused at once", () => {
  const allow = allowAddress({ hosts: ["sns.<region>.amazonaws.com"], path: "/*.pem" });
  const started = performance.now();
  for (let i = 0; i < 50; i++) {
    allow(`https://sns.${"aa-".repeat(300)}1.amazonaws.com/a.pem`);
    allow(`https://sns.us-east-1.amazonaws.com/${"a-".repeat(450)}.pe`);
  }
  expect(performance.now() - started).toBeLessThan(2000);
});
