import { type Sample, seconds } from "./sample.js";

export const slack: Sample = {
  event: "message",
  events: ["message", "app_mention"],
  putsType: false,
  id: (unique) => `Ev${unique.toUpperCase()}`,
  payload: (event, now, unique) => ({
    type: "event_callback",
    team_id: "T0001",
    api_app_id: "A0001",
    event_time: seconds(now),
    event: { type: event, channel: "C0001", user: "U0001", text: `Hello ${unique}`, ts: `${seconds(now)}.000100` },
  }),
};

/** A form, as a message comes in. Its answer is read: TwiML, or nothing. */
export const twilio: Sample = {
  event: "message",
  events: ["message"],
  putsType: false,
  payload: (_event, _now, unique) => ({
    MessageSid: `SM${unique.padStart(32, "0").slice(-32)}`,
    AccountSid: "AC00000000000000000000000000000000",
    From: "+15005550006",
    To: "+15005550009",
    Body: "Hello",
    NumMedia: "0",
  }),
};

export const discord: Sample = {
  event: "2",
  events: ["2"],
  putsType: false,
  id: (unique) => String(Number.parseInt(unique.slice(-9), 36)),
  payload: (_event, _now, unique) => ({
    type: 2,
    application_id: "1",
    token: `sample-${unique}`,
    version: 1,
    data: { id: "1", name: "hello", type: 1 },
  }),
};

export const telegram: Sample = {
  event: "message",
  events: ["message"],
  putsType: false,
  payload: (_event, now, unique) => ({
    update_id: Number.parseInt(unique.slice(-6), 36),
    message: {
      message_id: 1,
      date: seconds(now),
      chat: { id: 1, type: "private", first_name: "Jane" },
      from: { id: 1, is_bot: false, first_name: "Jane" },
      text: `Hello ${unique}`,
    },
  }),
};

/** A list: several events come in one delivery. */
export const sendgrid: Sample = {
  event: "delivered",
  events: ["delivered", "bounce", "open"],
  putsType: false,
  payload: (event, now, unique) => [
    { email: "jane@example.com", timestamp: seconds(now), event, sg_event_id: unique, sg_message_id: `m-${unique}` },
  ],
};
