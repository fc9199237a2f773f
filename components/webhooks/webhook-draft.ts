import { about, type FormWords } from "@/components/ui/form-problems";
import {
  everyEvent,
  subscribableEvents,
  type Webhook,
  type WebhookProduct,
} from "@/lib/features/webhooks/webhook-contract";

/** What is being filled in, by the names of the request. */
export type WebhookDraft = {
  url: string;
  description: string;
  product: WebhookProduct;
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
