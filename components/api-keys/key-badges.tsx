import { Badge } from "@/components/ui/badge";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import type { KeyActivity } from "@/lib/features/api-keys/list-contract";
import { environmentLabels } from "./key-product";
import { keyStatus } from "./key-status";

/** Production stands out: a key of it touches what is real. */
export function EnvironmentBadge({ environment }: { environment: ApiKey["environment"] }) {
  return <Badge tone={environment === "production" ? "accent" : "neutral"}>{environmentLabels[environment]}</Badge>;
}

/** `lately` is what became of its requests since yesterday, where that is known. */
export function KeyStatusBadge({
  apiKey,
  nowMs,
  lately,
}: {
  apiKey: ApiKey;
  nowMs: number;
  lately?: KeyActivity["lately"] | undefined;
}) {
  const { label, tone } = keyStatus(apiKey, nowMs, lately);
  return <Badge tone={tone}>{label}</Badge>;
}
