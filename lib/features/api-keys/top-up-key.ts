import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { topUpCredits } from "@/lib/http/change-credits";
import type { Credits, TopUp } from "@/lib/http/credits";
import { creditView } from "@/lib/http/credits-view";
import { holdRights } from "@/lib/http/hold-rights";
import { actedBy } from "@/lib/tenancy/events";
import { requireKey } from "./find-key";
import { lineSubjects, ownerOf, tellCredits } from "./key-credits";
import { requirePower } from "./key-powers";
import { requireChangeable } from "./update-key";

/**
 * Adds credits to those of a key, or sets how many it has left; with all keys of its line of rotations it has one count of them.
 * 404 for a key that the caller may not see, 403 for one that is not theirs to change, 409 for one without credits.
 */
export async function topUpKey(principal: Principal, named: string, wanted: TopUp): Promise<{ data: Credits }> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  return changes.commit(async (tx) => {
    const { id: keyId } = await requireKey(tx, principal, named);
    const holder = await holdRights(tx, principal, keyId);
    const key = await requireKey(tx, principal, keyId);
    requirePower(holder, key, "update");
    requireChangeable(key, nowMs);
    const changed = await topUpCredits(tx, ownerOf(key), wanted, nowMs);
    await tellCredits(tx, actedBy(principal), [{ row: key, changed }]);
    const data = await creditView("key", changed.after, key.environment, nowMs);
    return { result: { data }, subjects: await lineSubjects(tx, [key]) };
  });
}
