import { type Answer, isSuccess } from "./answer.js";
import { WebhookError } from "./errors.js";

/**
 * Runs the items of a delivery, in their order, so many at a time as `concurrency` says. One that fails holds up no other; one that
 * must come again ends the delivery, since the others would have to wait as well.
 * @param run never rejects
 * @param refuse makes an answer of an error
 */
export async function runEach<Item>(
  items: readonly Item[],
  concurrency: number,
  run: (item: Item) => Promise<Answer>,
  refuse: (error: WebhookError) => Answer,
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
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, work));
  if (later) return later;
  const [first] = failed;
  if (!first) return { status: 200 };
  if (failed.every(({ status }) => status === 400)) return first;
  return refuse(new WebhookError("HANDLER_FAILED", `Of ${items.length} items ${failed.length} failed.`));
}
