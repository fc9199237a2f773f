import type { Message } from "@/components/ui/toast";

/** What tells that an endpoint was switched. What was pending is cancelled for good, so that no undo is offered then. */
export function switchedMessage(enabled: boolean, pending: number, undo: () => Promise<unknown>): Message {
  const message = { title: enabled ? "Endpoint enabled" : "Endpoint disabled", tone: "success" } as const;
  if (enabled || pending === 0) return { ...message, undo };
  const [what, them] =
    pending === 1 ? ["1 pending delivery", "it"] : [`${pending.toLocaleString("en")} pending deliveries`, "them"];
  return { ...message, description: `${what} will not be sent. Redeliver ${them} once the endpoint is enabled.` };
}
