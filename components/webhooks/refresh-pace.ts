import type { Webhook } from "@/lib/features/webhooks/webhook-contract";

/** Health and state move while one looks. */
export const webhooksRefreshMs = 10_000;
const pendingRefreshMs = 2_000;

/**
 * How soon an endpoint and its deliveries are read again: both quickly while one is on its way, shown or counted, so that
 * they agree.
 */
export function refreshMsOf(isPending: boolean, { health }: Pick<Webhook, "health">): number {
  return isPending || health.pending > 0 ? pendingRefreshMs : webhooksRefreshMs;
}

/** Whether one of the deliveries is on its way. */
export function hasPending(deliveries: readonly { status: string }[]): boolean {
  return deliveries.some(({ status }) => status === "pending");
}
