import { WebhookConfigError } from "../core/errors.js";

/** What the stores over SQL offer besides the contract. */
export interface SqlMaintenance {
  /** Makes the table where it is not there yet. Any number of processes may do it at once, at every start. */
  migrate(): Promise<void>;
  /** Deletes what is no longer remembered, and says how many. Any process may do it at any time; once an hour is plenty. */
  purge(): Promise<number>;
}

/**
 * A name of a table or schema, quoted.
 * @throws WebhookConfigError `OPTION_INVALID` for what is no plain identifier
 */
export function identifier(option: string, name: unknown): string {
  if (typeof name === "string" && /^[a-z_][a-z0-9_]{0,62}$/.test(name)) return `"${name}"`;
  throw new WebhookConfigError(
    "OPTION_INVALID",
    `${option} is a name of [a-z0-9_], 1 to 63 characters, no digit first.`,
  );
}
