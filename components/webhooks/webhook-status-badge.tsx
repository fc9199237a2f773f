import { Badge } from "@/components/ui/badge";
import { webhookStatus } from "./webhook-status";

/** How an endpoint does, in a word. */
export function WebhookStatusBadge({ webhook }: { webhook: Parameters<typeof webhookStatus>[0] }) {
  const { tone, label } = webhookStatus(webhook);
  return <Badge tone={tone}>{label}</Badge>;
}
