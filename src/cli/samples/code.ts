import { commitOf, type Sample } from "./sample.js";

const repository = {
  id: 1,
  name: "shop",
  full_name: "acme/shop",
  private: false,
  html_url: "https://github.com/acme/shop",
  default_branch: "main",
};
const sender = { login: "octocat", id: 583231, type: "User" };

const GITHUB: Readonly<Record<string, (now: Date, unique: string) => object>> = {
  push: (now, unique) => ({
    ref: "refs/heads/main",
    before: "0000000000000000000000000000000000000000",
    after: commitOf(unique),
    commits: [{ id: commitOf(unique), message: "A change", timestamp: now.toISOString(), added: ["a.txt"] }],
    pusher: { name: "octocat", email: "octocat@example.com" },
  }),
  pull_request: (now, unique) => ({
    action: "opened",
    number: 7,
    pull_request: { id: 1, number: 7, state: "open", title: `A change ${unique}`, created_at: now.toISOString() },
  }),
  issues: (now, unique) => ({
    action: "opened",
    issue: { id: 1, number: 8, state: "open", title: `A question ${unique}`, created_at: now.toISOString() },
  }),
  ping: (_now, unique) => ({
    zen: `Keep it simple. ${unique}`,
    hook_id: 1,
    hook: { type: "Repository", active: true },
  }),
};

export const github: Sample = {
  event: "push",
  events: Object.keys(GITHUB),
  putsType: true,
  payload: (event, now, unique) => ({ ...(GITHUB[event]?.(now, unique) ?? { marker: unique }), repository, sender }),
  headers: (_event, unique) => ({ "x-github-delivery": `sample-${unique}`, "x-github-hook-id": "1" }),
};

export const gitlab: Sample = {
  event: "Push Hook",
  events: ["Push Hook", "Merge Request Hook"],
  putsType: true,
  id: (unique) => `sample-${unique}`,
  payload: (event, now, unique) =>
    event === "Merge Request Hook"
      ? {
          object_kind: "merge_request",
          object_attributes: { iid: 7, state: "opened", title: `A change ${unique}`, created_at: now.toISOString() },
        }
      : {
          object_kind: "push",
          ref: "refs/heads/main",
          before: "0000000000000000000000000000000000000000",
          after: commitOf(unique),
          project: { id: 1, name: "shop", path_with_namespace: "acme/shop" },
          commits: [{ id: commitOf(unique), message: "A change", timestamp: now.toISOString() }],
        },
};

export const linear: Sample = {
  event: "Issue",
  events: ["Issue", "Comment"],
  putsType: true,
  id: (unique) => `sample-${unique}`,
  payload: (event, now, unique) => ({
    action: "create",
    createdAt: now.toISOString(),
    data: event === "Comment" ? { id: unique, body: "A comment" } : { id: unique, title: "A question", priority: 2 },
  }),
};
