import { z } from "zod";
import type { Contract } from "@/lib/http/contract";
import { defineDashboardContract } from "@/lib/http/define-dashboard-contract";
import { Page } from "@/lib/http/page";
import { AuditList, outcomes } from "./contract";

/** What a user looks for in the log of their own account. */
export const activityKinds = ["sign_ins", "sessions", "factors", "recovery", "account"] as const;
export type ActivityKind = (typeof activityKinds)[number];

export const ActivityQuery = Page.extend({
  kind: z.enum(activityKinds).optional(),
  outcome: z.enum(outcomes).optional(),
});
export type ActivityQuery = z.output<typeof ActivityQuery>;

export const accountActivityContract = defineDashboardContract({
  aboutUser: true,
  method: "GET",
  path: "/api/dashboard/account/activity",
  summary: "What happened to the user's own account in the last 90 days, newest first",
  query: ActivityQuery,
  success: { status: 200, body: AuditList },
});

/** What is served of them: every row about one's own account. */
export const contracts: readonly Contract[] = [accountActivityContract];
