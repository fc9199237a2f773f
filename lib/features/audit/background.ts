import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { JobHandlers } from "@/lib/platform/jobs";
import { eraseFromEvents, eraseJob } from "@/lib/tenancy/erase-from-events";
import { sealEvents } from "@/lib/tenancy/seal-events";
import { watches } from "@/lib/watch/watches";

/** The jobs that the deletion of a user asks for. */
export const auditJobs: JobHandlers = {
  [eraseJob]: async ({ userId, email }) => {
    await eraseFromEvents(String(userId), String(email));
    return undefined;
  },
};

/** Writes down the changes that this process refused since the last time. */
export function recordRefused(): Promise<void> {
  return watches().refusedChanges.flush();
}

/** Gives events that were written since the last time their places in their chains. */
export async function sealWritten(): Promise<void> {
  await sealEvents(runtime());
}
