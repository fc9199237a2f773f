import { about, type FormWords } from "@/components/ui/form-problems";
import { portalEvents } from "@/lib/features/webhooks/portal-webhook-contract";
import {
  eventDescription,
  everyEvent,
  subscribableEvents,
  type Webhook,
  type WebhookProduct,
} from "@/lib/features/webhooks/webhook-contract";
import type { PickableEvent } from "./event-groups";

/** What is being filled in, by the names of the request. */
export type WebhookDraft = {
  url: string;
  description: string;
  /** Through what it is made: a product of the organization's, or a customer's portal. */
  product: WebhookProduct | "portal";
  environment: Webhook["environment"];
  events: string[];
};

export const emptyDraft: WebhookDraft = {
  url: "",
  description: "",
  product: "prompts",
  environment: "production",
  events: [everyEvent],
};

/** What an endpoint of a product, or of a customer, can hear of. */
export function pickableEvents(product: WebhookDraft["product"]): readonly PickableEvent[] {
  if (product === "portal") {
    return portalEvents.map((event) =>
      event.id.startsWith("customer.") ? { ...event, group: "Plan and credits" } : event,
    );
  }
  return subscribableEvents(product).map((id) => ({ id, description: eventDescription(id) }));
}

/** Of the chosen events those that another product has too. */
export function eventsOf(product: WebhookProduct, events: readonly string[]): string[] {
  const known: readonly string[] = [everyEvent, ...subscribableEvents(product)];
  return events.filter((event) => known.includes(event));
}

/** The contract speaks to programs, of a field whose label stands elsewhere. */
export const webhookWords: FormWords = {
  url: about("The URL"),
  description: about("The description"),
  events: "Choose at least one event",
};
