import { Badge } from "@/components/ui/badge";
import type { ApiKey } from "@/lib/features/api-keys/contract";
import { environmentLabels } from "./key-product";
import { keyStatus } from "./key-status";

/** Production stands out: a key of it touches what is real. */
export function EnvironmentBadge({ environment }: { environment: ApiKey["environment"] }) {
  return <Badge tone={environment === "production" ? "accent" : "neutral"}>{environmentLabels[environment]}</Badge>;
}

export function KeyStatusBadge({ apiKey, nowMs }: { apiKey: ApiKey; nowMs: number }) {
  const { label, tone } = keyStatus(apiKey, nowMs);
  return <Badge tone={tone}>{label}</Badge>;
}
