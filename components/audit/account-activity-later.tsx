"use client";
import { OnDemand, partOf } from "@/components/ui/on-demand";

const activity = partOf(async () => (await import("./account-activity")).AccountActivity);

/** The account's activity, whose code is loaded after the settings above it. */
export function AccountActivityLater() {
  return <OnDemand part={activity} />;
}
