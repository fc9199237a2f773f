import { eventDescription, subscribableEvents, type WebhookProduct } from "@/lib/features/webhooks/webhook-contract";

export type EventGroup = { label: string; events: { id: string; description: string }[] };

/** The events of a product by what they are about, those that fit the search. */
export function eventGroups(product: WebhookProduct, search: string): EventGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, EventGroup>();
  for (const id of subscribableEvents(product)) {
    const description = eventDescription(id);
    if (!`${id} ${description}`.toLowerCase().includes(wanted)) continue;
    const noun = id.split(".")[0] ?? id;
    const group = groups.get(noun) ?? { label: groupLabels[noun] ?? noun, events: [] };
    group.events.push({ id, description });
    groups.set(noun, group);
  }
  return [...groups.values()];
}

const groupLabels: Record<string, string> = {
  key: "API keys",
  token: "Personal access tokens",
  prompt: "Prompts",
  memory: "Memories",
  dataset: "Datasets",
  report: "Reports",
  evaluation: "Evaluations",
  quota: "Quotas",
  alert: "Unusual activity",
  member: "Members",
  invitation: "Invitations",
  organization: "Organization",
  plan: "Plan",
  webhook: "Webhooks",
  app: "OAuth apps",
  registration_token: "OAuth registration",
  user: "Account",
  session: "Sessions",
  mail: "Mail",
  access: "Refused changes",
  audit: "Audit log",
};
