"use client";
import { QueryProvider } from "@/components/layout/query-provider";
import { ToastProvider } from "@/components/ui/toast";
import type { PlanId } from "@/lib/access/catalogue";
import { RequestPlan } from "./request-plan";

/** The way to another plan on a page outside of the dashboard, with what it needs of that. */
export function RequestPlanOutside({ current }: { current: PlanId }) {
  return (
    <QueryProvider>
      <ToastProvider>
        <RequestPlan current={current} />
      </ToastProvider>
    </QueryProvider>
  );
}
