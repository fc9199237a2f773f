/** One that can be chosen; `group` where it belongs elsewhere than its name says. */
export type PickableEvent = { id: string; description: string; group?: string };
export type EventGroup = { label: string; events: PickableEvent[] };

/** Events by what they are about, those that fit the search. */
export function eventGroups(events: readonly PickableEvent[], search: string): EventGroup[] {
  const wanted = search.trim().toLowerCase();
  const groups = new Map<string, EventGroup>();
  for (const { id, description, group: place } of events) {
    if (!`${id} ${description}`.toLowerCase().includes(wanted)) continue;
    const noun = id.split(".")[0] ?? id;
    const group = groups.get(noun) ?? { label: place ?? groupLabels[noun] ?? noun, events: [] };
    group.events.push({ id, description });
    groups.set(noun, group);
  }
  return [...groups.values()];
}

const groupLabels: Record<string, string> = {
  key: "API keys",
  customer: "Customers",
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
