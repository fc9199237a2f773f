import type { EventType } from "./event-catalogue";

/** What is told of a key, as in `key-events.ts`. */
const ofKey = ["key_id", "name", "product", "environment", "scopes", "roles", "key_prefix", "expires_at"] as const;

/**
 * The events that a customer may be told of by webhooks of their own: what happened to their keys, their credits and their plans, in
 * the words of their portal. Of an event's data the members that are named here leave, and no other: the rest is the organization's.
 */
export const customerEvents = [
  { id: "key.created", description: "An API key was made", told: ofKey },
  { id: "key.updated", description: "An API key's name, scopes, expiry or other settings were changed", told: ofKey },
  { id: "key.disabled", description: "An API key was switched off", told: ofKey },
  { id: "key.enabled", description: "An API key was switched on again", told: ofKey },
  {
    id: "key.rotated",
    description: "An API key was replaced by a new one",
    told: [...ofKey, "successor_id", "successor_prefix", "works_until"],
  },
  { id: "key.revoked", description: "An API key was revoked", told: ofKey },
  { id: "key.leaked", description: "An API key was found in public", told: [...ofKey, "source", "url"] },
  { id: "key.expiring", description: "An API key ends in 30, 7 or 1 days", told: [...ofKey, "days_left", "ends_at"] },
  {
    id: "key.credits_changed",
    description: "An API key was given credits, more of them, others or none",
    told: [...ofKey, "before", "after"],
  },
  {
    id: "key.credits_exhausted",
    description: "The credits of an API key did not reach for a request, or none are left",
    told: [...ofKey, "granted", "refills_at"],
  },
  { id: "customer.updated", description: "Your plans or limits were changed", told: ["external_id"] },
  {
    id: "customer.credits_changed",
    description: "You were given credits, more of them, others or none",
    told: ["external_id", "before", "after"],
  },
  {
    id: "customer.credits_exhausted",
    description: "Your credits did not reach for a request, or none are left",
    told: ["external_id", "granted", "refills_at"],
  },
  {
    id: "webhook.disabled",
    description: "Another endpoint was switched off because its deliveries kept failing",
    told: ["webhook_id", "host", "reason", "failing_since"],
  },
] as const satisfies readonly { id: EventType; description: string; told: readonly string[] }[];

export type CustomerEventType = (typeof customerEvents)[number]["id"];

export const customerEventIds: readonly CustomerEventType[] = customerEvents.map(({ id }) => id);

/** Whether customers can be told of events of a type at all. */
export function isForCustomers(type: string): boolean {
  return customerEventIds.some((id) => id === type);
}

/** What of an event's data its customer is told; a test of an endpoint names that alone. */
export function toldToCustomer(type: string, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const told: readonly string[] =
    type === "webhook.test" ? ["webhook_id"] : (customerEvents.find(({ id }) => id === type)?.told ?? []);
  return Object.fromEntries(Object.entries(data).filter(([name]) => told.includes(name)));
}
