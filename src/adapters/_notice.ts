import { warnOnce } from "../core/notice.js";

/** What a process knows about the place where it runs. */
interface Surroundings {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly navigator?: { readonly userAgent?: string };
}

/** Variables that are set where one program is likely to run as several processes, or to be started anew at any time. */
const SEVERAL = [
  "NODE_UNIQUE_ID",
  "NODE_APP_INSTANCE",
  "pm_id",
  "VERCEL",
  "AWS_LAMBDA_FUNCTION_NAME",
  "K_SERVICE",
  "FUNCTIONS_WORKER_RUNTIME",
  "DYNO",
  "FLY_ALLOC_ID",
  "KUBERNETES_SERVICE_HOST",
];

/**
 * Says once in a process that the default store is not enough, where several processes are likely: each would remember its own
 * events only. Silent when a store was written out, or when nothing is held back.
 * @param options of the receiver
 */
export function noticeMemoryStore(options: object): void {
  const { store, once, provider } = options as {
    readonly store?: unknown;
    readonly once?: boolean;
    readonly provider: { readonly readsAnswer?: boolean; readonly repeats?: boolean };
  };
  if (store !== undefined || !(once ?? !(provider.readsAnswer || provider.repeats))) return;
  const { process, navigator } = globalThis as Surroundings;
  const worker = navigator?.userAgent === "Cloudflare-Workers" && "Cloudflare Workers";
  const sign = worker || SEVERAL.find((name) => process?.env?.[name]);
  if (!sign) return;
  warnOnce(
    "memory-store",
    `several processes are likely here (${sign}), and each remembers only the events that it handled itself. ` +
      "Pass a store that they share: webhook({ store, … }), or store: memoryStore() when there is one process.",
  );
}
