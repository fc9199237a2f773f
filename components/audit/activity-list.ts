import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { ActivityQuery, accountActivityContract } from "@/lib/features/audit/activity-contract";

const { kind, outcome } = ActivityQuery.shape;

/** What the activity is narrowed by in the page's address. */
export const activityFilters = { activity: kind, outcome };

/** What happened to the account that matches. */
export function activityList({ activity, ...filters }: AddressOf<typeof activityFilters>) {
  return listOf("account-activity", accountActivityContract, {
    query: { limit: 10, ...filters, ...(activity ? { kind: activity } : {}) },
  });
}
