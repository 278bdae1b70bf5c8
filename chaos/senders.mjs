import { request } from "node:http";
import { now } from "./clock.mjs";
import { stripeDelivery } from "./provider.mjs";

const SENDERS = 24;
/** After this long a sender gives an attempt up. */
const TIMEOUT_MS = 1000;
const PAUSE_MS = 100;
/** After so many attempts a delivery is lost. */
const MAX_ATTEMPTS = 300;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One attempt over a connection of its own: the status, or 0 when the connection broke. */
const attempt = (port, { method, headers, body }) =>
  new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, method, path: "/", headers, agent: false, timeout: TIMEOUT_MS };
    const sent = request(options, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode)).once("error", () => resolve(0));
    });
    sent.once("error", () => resolve(0));
    sent.once("timeout", () => sent.destroy(new Error("No answer.")));
    sent.end(body);
  });

/**
 * Which event is delivered when: 3 deliveries each on average, and those of every other event all in the same moment.
 * @returns {string[][]} moments, each with the ids of the events that are delivered then
 */
export function planDeliveries(random, deliveries, prefix) {
  const moments = [];
  const spread = [];
  for (let left = deliveries, n = 1; left > 0; n++) {
    const times = Math.min(left, 1 + random.below(5));
    left -= times;
    const id = `${prefix}_${String(n).padStart(6, "0")}`;
    if (n % 2) moments.push(Array(times).fill(id));
    // The further ones come up to some hundred moments later.
    else for (let i = 0; i < times; i++) spread.push({ at: moments.length + (i ? random.below(300) : 0), id });
  }
  spread.sort((a, b) => a.at - b.at);
  const plan = [];
  moments.forEach((moment, i) => {
    while (spread[0]?.at <= i) plan.push([spread.shift().id]);
    plan.push(moment);
  });
  return [...plan, ...spread.map(({ id }) => [id])];
}

/**
 * Sends as a provider does: whatever is not answered 2xx is sent again.
 * @param {(delivery: number) => void} onDelivery is told how many have begun
 */
export async function deliverAll(port, plan, random, onDelivery) {
  const tally = { deliveries: 0, attempts: 0, statuses: {}, firstSuccess: new Map(), unanswered: new Set() };
  let free = SENDERS;
  let wake = () => {};
  async function deliver(id) {
    for (let tries = 1; tries <= MAX_ATTEMPTS; tries++) {
      tally.attempts++;
      const status = Number(await attempt(port, stripeDelivery(id)));
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
      if (status >= 200 && status < 300) {
        if (!tally.firstSuccess.has(id)) tally.firstSuccess.set(id, now());
        return;
      }
      await sleep(PAUSE_MS * (0.5 + random.next()));
    }
    tally.unanswered.add(id);
  }
  const running = new Set();
  for (const moment of plan) {
    while (free < moment.length) {
      await new Promise((resolve) => {
        wake = () => resolve(undefined);
      });
    }
    free -= moment.length;
    for (const id of moment) {
      onDelivery(++tally.deliveries);
      const delivery = deliver(id).finally(() => {
        running.delete(delivery);
        free++;
        wake();
      });
      running.add(delivery);
    }
  }
  await Promise.all(running);
  return tally;
}
