import "server-only";
import type { PrismaSession } from "@/lib/platform/database";
import { type AskingSession, isLiveSession } from "@/lib/tenancy/live-sessions";
import { lockUser } from "@/lib/tenancy/row-locks";
import { invalidToken } from "./bearer";

/**
 * Holds the user of the session that asks until the transaction ends. Throws 401 where it has ended since the request came
 * in: the owner may just have taken the account back from whoever asks. All that adds or removes a way in begins with it.
 */
export async function requireLiveSession(tx: PrismaSession, asking: AskingSession): Promise<void> {
  if (!(await lockUser(tx, asking.userId)) || !(await isLiveSession(tx, asking))) throw invalidToken("unknown");
}
