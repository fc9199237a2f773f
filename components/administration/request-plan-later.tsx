"use client";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import type { PlanId } from "@/lib/access/catalogue";

const requestPlan = partOf(async () => (await import("./request-plan-outside")).RequestPlanOutside);

/** The way to another plan, which only who is signed in loads. */
export function RequestPlanLater(props: { current: PlanId }) {
  return <OnDemand part={requestPlan} {...props} />;
}
