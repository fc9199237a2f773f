import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Visibility } from "@/lib/generated/prisma/enums";
import type { PrismaSession } from "@/lib/platform/database";
import { actedBy, type NewEvent, recordEvent } from "@/lib/tenancy/events";

type PromptEvent = "prompt.created" | "prompt.updated" | "prompt.deleted" | "prompt.version.created";

/** Records what happened to a prompt: what it is called, never its text. */
export async function recordPromptEvent(
  tx: PrismaSession,
  principal: Principal,
  type: PromptEvent,
  { id, ...facts }: { id: string; name: string; visibility: Visibility; latestVersion: number },
): Promise<void> {
  const data: NewEvent["data"] = {
    prompt_id: id,
    name: facts.name,
    visibility: facts.visibility,
    latest_version: facts.latestVersion,
  };
  await recordEvent(tx, { ...actedBy(principal), type, subjectId: id, data });
}
