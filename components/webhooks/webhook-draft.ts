import { everyEvent, subscribableEvents, type Webhook, type WebhookProduct } from "@/lib/features/webhooks/contract";
import { CallError } from "@/lib/http/call";

/** What is being filled in. */
export type WebhookDraft = {
  url: string;
  description: string;
  product: WebhookProduct;
  environment: Webhook["environment"];
  events: string[];
};

export type WebhookProblems = { url?: string; events?: string; description?: string; form?: string };

export const emptyDraft: WebhookDraft = {
  url: "",
  description: "",
  product: "prompts",
  environment: "production",
  events: [everyEvent],
};

/** The draft for another product: without the events that it does not have. */
export function withProduct(draft: WebhookDraft, product: WebhookProduct): WebhookDraft {
  const known: readonly string[] = [everyEvent, ...subscribableEvents(product)];
  return { ...draft, product, events: draft.events.filter((event) => known.includes(event)) };
}

/** What is plainly missing, before anything is sent. */
export function problemsIn({ url, events }: WebhookDraft): WebhookProblems | null {
  const problems: WebhookProblems = {
    ...(url.trim() === "" ? { url: "Enter the URL that receives the events" } : {}),
    ...(events.length === 0 ? { events: "Choose at least one event" } : {}),
  };
  return Object.keys(problems).length > 0 ? problems : null;
}

/** What the server found wrong, by field; null when it named none. */
export function problemsFrom(error: unknown): WebhookProblems | null {
  if (!(error instanceof CallError)) return null;
  const problems: WebhookProblems = {};
  for (const { path, message } of error.problems) {
    const field = path.split(".")[0];
    if (field === "url") problems.url ??= `The URL ${message}`;
    if (field === "events") problems.events ??= message;
    if (field === "description") problems.description ??= message;
  }
  return Object.keys(problems).length > 0 ? problems : null;
}
