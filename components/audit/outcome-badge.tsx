import type { ReactNode } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { outcomes } from "@/lib/features/audit/contract";

/** How an outcome reads. */
export const outcomeWords: Readonly<Record<(typeof outcomes)[number], { label: string; tone: Tone }>> = {
  success: { label: "Done", tone: "success" },
  failure: { label: "Failed", tone: "warning" },
  refused: { label: "Refused", tone: "danger" },
};

/** The outcome of an event. One that this version does not know is shown as it is. */
export function outcomeBadge(outcome: string): ReactNode {
  const words = (outcomeWords as Readonly<Record<string, { label: string; tone: Tone } | undefined>>)[outcome];
  return <Badge tone={words?.tone ?? "neutral"}>{words?.label ?? outcome}</Badge>;
}
