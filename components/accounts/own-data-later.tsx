"use client";
import { OnDemand, partOf } from "@/components/ui/on-demand";

const ownData = partOf(async () => (await import("./own-data-card")).OwnDataCard);

/** What saves the account's own data, whose code is loaded after the settings above it. */
export function OwnDataLater() {
  return <OnDemand part={ownData} />;
}
