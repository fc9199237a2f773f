import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { OutboundError, parseTarget } from "@/lib/platform/outbound";
import { everyEvent, subscribableEvents, type WebhookProduct } from "./webhook-contract";

/** Through which product's API an endpoint is looked for; the dashboard shows both (`null`). */
export type Through = WebhookProduct | null;

/** Through which product a caller of the prompts product's paths looks: the dashboard has the same door to them. */
export function throughOf({ kind }: Principal): Through {
  return kind === "dashboard-session" ? null : "prompts";
}

/**
 * Which endpoints a caller sees and changes: those of their organization. A credential that has only its scopes sees
 * those of its own environment. Credentials that act as a user manage both environments, as with API keys.
 */
export function reachOf({ organizationId, environment, scopes }: Principal, through: Through) {
  return {
    organizationId,
    ...(scopes === "all" ? {} : { environment }),
    ...(through ? { product: through } : {}),
  };
}

/** A target's URL as it is stored; 400 for one that would never be called. Where its name leads is judged at every call. */
export function checkedUrl(text: string): string {
  try {
    return parseTarget(text, runtime().settings.outboundAllow).href;
  } catch (error) {
    if (error instanceof OutboundError) throw invalidField("url", error.message);
    throw error;
  }
}

/** The events to subscribe to, each once; 400 for one that the product does not have. */
export function checkedEvents(events: readonly string[], product: WebhookProduct): string[] {
  if (events.includes(everyEvent)) return [everyEvent];
  const known: readonly string[] = subscribableEvents(product);
  const unknown = events.find((type) => !known.includes(type));
  if (unknown !== undefined)
    throw invalidField("events", `${unknown.slice(0, 100)} is no event of ${product} webhooks`);
  return known.filter((type) => events.includes(type));
}

/** One answer for what is not there and what is not the caller's, so that neither can be told from the other. */
export function noSuchWebhook(): ApiError {
  return new ApiError("not_found", "There is no such webhook endpoint");
}

/** The same for a delivery. */
export function noSuchDelivery(): ApiError {
  return new ApiError("not_found", "There is no such delivery");
}
