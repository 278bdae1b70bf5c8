import { WebhookError } from "../core/errors.js";
import { type Answer, isSuccess, refusal } from "./answer.js";
import type { Settings } from "./settings.js";

/**
 * Runs the items of a delivery, in their order, so many at a time as `each` says. One that fails holds up no other; one that must
 * come again ends the delivery, since the others would have to wait as well.
 * @param run never rejects
 */
export async function runEach<Item>(
  { each, exposeReason }: Settings,
  items: readonly Item[],
  run: (item: Item) => Promise<Answer>,
): Promise<Answer> {
  const failed: Answer[] = [];
  let later: Answer | undefined;
  let next = 0;
  const work = async () => {
    while (next < items.length && !later) {
      const answer = await run(items[next++] as Item);
      if (answer.status === 503) later ??= answer;
      else if (!isSuccess(answer)) failed.push(answer);
    }
  };
  await Promise.all(Array.from({ length: Math.min(each, items.length) }, work));
  if (later) return later;
  const [first] = failed;
  if (!first) return { status: 200 };
  if (failed.every(({ status }) => status === 400)) return first;
  const error = new WebhookError("HANDLER_FAILED", `Of ${items.length} items ${failed.length} failed.`);
  return refusal(error, exposeReason);
}
