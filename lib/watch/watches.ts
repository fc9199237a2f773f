import "server-only";
import { processSlot } from "@/lib/platform/process-slot";
import type { Activity } from "./activity";
import type { BudgetWatch } from "./budget-watch";
import type { CreditWatch } from "./credit-watch";
import type { HealthHistory } from "./health-history";
import type { QuotaWatch } from "./quota-watch";
import type { RefusedChanges } from "./refused-changes";

/** What a process notes of the traffic, to tell of it later. */
export type Watches = {
  activity: Activity;
  quotas: QuotaWatch;
  credits: CreditWatch;
  budgets: BudgetWatch;
  healthHistory: HealthHistory;
  refusedChanges: RefusedChanges;
};

/** Where the process's watches are held; `openRuntime` fills it. */
export const watchSlot = processSlot<Watches>("watch");

/** The process's open watches; throws when the server was not started through `openRuntime`. */
export const watches: () => Watches = watchSlot.get;
