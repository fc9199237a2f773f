import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma, WebhookEndpoint } from "@/lib/generated/prisma/client";
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
 * those of its own environment. Credentials that act as a user manage both environments, as with API keys. A customer's portal
 * reaches that customer's own, and one for some products those that were made for the same.
 */
export function reachOf(principal: Principal, through: Through): Prisma.WebhookEndpointWhereInput {
  const { organizationId, environment, scopes, customer, portal } = principal;
  if (portal) {
    // An empty name is nobody's: without a customer it reaches nothing.
    const own = { organizationId: null, customerId: customer?.id ?? "", customer: { organizationId } };
    return portal.products ? { ...own, products: { equals: portal.products.toSorted() } } : own;
  }
  return {
    organizationId,
    ...(scopes === "all" ? {} : { environment }),
    ...(through ? { product: through } : {}),
  };
}

/**
 * The private ranges that calls of an endpoint may reach. Customers are strangers to the operator's network: what it opens to the
 * webhooks of organizations is not open to theirs.
 */
export function allowedFor({ customerId }: Pick<WebhookEndpoint, "customerId">): readonly string[] {
  const { outboundAllow, portalOutboundAllow } = runtime().settings;
  return customerId === null ? outboundAllow : portalOutboundAllow;
}

/** A target's URL as it is stored; 400 for one that would never be called. Where its name leads is judged at every call. */
export function checkedUrl(text: string, of: Pick<WebhookEndpoint, "customerId"> = { customerId: null }): string {
  try {
    return parseTarget(text, allowedFor(of)).href;
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
    throw invalidField("events", `name ${unknown.slice(0, 100)}, which is no event of ${product} webhooks`);
  return chosenOf(known, events);
}

/** Of known events those that are asked for, each once; `*` alone where it is among them. */
export function chosenOf(known: readonly string[], events: readonly string[]): string[] {
  return events.includes(everyEvent) ? [everyEvent] : known.filter((type) => events.includes(type));
}

/** One answer for what is not there and what is not the caller's, so that neither can be told from the other. */
export function noSuchWebhook(): ApiError {
  return new ApiError("not_found", "There is no such webhook endpoint");
}

/** The same for a delivery. */
export function noSuchDelivery(): ApiError {
  return new ApiError("not_found", "There is no such delivery");
}
