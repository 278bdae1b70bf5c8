import { createReceiver, createVerifier, memoryStore, verify, WebhookConfigError, WebhookError } from "hookonce";
import { stripe } from "hookonce/providers/stripe";

const secret: string | undefined = "whsec_dGhlIHRlc3Qgc2VjcmV0IG9mIGEgY29uc3VtZXI";

export async function once(body: Uint8Array, headers: Headers): Promise<string> {
  try {
    const event = await verify(stripe, { headers, body }, { secret });
    const id: string = event.id;
    const provider: string = event.provider;
    return `${provider} ${id} ${event.type}`;
  } catch (error) {
    if (error instanceof WebhookError) return error.code;
    if (error instanceof WebhookConfigError) return error.code;
    throw error;
  }
}

export const check = createVerifier(stripe, { secret, toleranceSeconds: 300 });

export const receiver = createReceiver({ provider: stripe, secret, store: memoryStore() }, async (event, context) => {
  const key: string = context.idempotencyKey;
  const signal: AbortSignal = context.signal;
  return { key, aborted: signal.aborted, type: event.type };
});

interface Paid {
  type: "invoice.paid";
  data: { amount: number };
}
interface Created {
  type: "customer.created";
  data: { email: string };
}

export async function typed(body: Uint8Array, headers: Headers): Promise<number> {
  const event = await verify(stripe.typed<Paid | Created>(), { headers, body }, { secret });
  return event.type === "invoice.paid" ? event.payload.data.amount : event.payload.data.email.length;
}

// @ts-expect-error a provider that signs with a secret must be given one
createVerifier(stripe, {});

// @ts-expect-error a public key is not what this provider needs
createVerifier(stripe, { publicKey: "abc" });
