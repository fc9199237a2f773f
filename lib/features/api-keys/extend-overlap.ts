import "server-only";
import { isLive } from "@/lib/access/key-life";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { policyBounds } from "@/lib/http/hold-policy";
import { holdRights } from "@/lib/http/hold-rights";
import { shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import { requireKey } from "./find-key";
import { detailOf } from "./get-key";
import { lineageOf, withinLife } from "./key-bounds";
import type { ApiKeyDetail } from "./key-contract";
import { requirePower } from "./key-powers";

/**
 * Sets until when a rotated key works beside the one that took its place: never past the expiry that it had before, nor
 * what made it. 404 for a key that the caller may not see, 403 for one that is not theirs to rotate. 409 for one that
 * has ended, was not rotated, or was rotated before its former expiry was noted.
 */
export async function extendOverlap(
  principal: UserPrincipal,
  named: string,
  seconds: number,
): Promise<{ data: ApiKeyDetail }> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  const row = await changes.commit(async (tx) => {
    const { id: keyId } = await requireKey(tx, principal, named);
    const holder = await holdRights(tx, principal, keyId);
    const key = await requireKey(tx, principal, keyId);
    requirePower(holder, key, "rotate");
    if (!isLive(key, nowMs)) throw new ApiError("conflict", "This API key has ended, and nothing makes it work again");
    if (!key.replacedById) throw new ApiError("conflict", "This API key was not rotated; change its expiry instead");
    if (!key.rotatedAt) {
      throw new ApiError("conflict", "This API key was rotated before its former expiry was noted; it ends as planned");
    }
    const asked = nowMs + seconds * 1000;
    const endMs = Math.min(asked, key.expiresBeforeRotation?.getTime() ?? asked);
    const expiresAt = withinLife(await lineageOf(tx, key, nowMs), new Date(endMs));
    (await policyBounds(tx, key.organizationId, "key")).requireLife({ createdAt: key.createdAt, expiresAt });
    const changed = await tx.apiKey.update({ where: { id: keyId }, data: { expiresAt } });
    const actor = actedBy(principal);
    await recordKeyEvents(tx, actor, "key.updated", [changed], { changed: ["overlap"] });
    const ending = { actor, now: new Date(nowMs), with: keyId };
    const shortened = expiresAt ? await shortenDescendants(tx, { keyIds: [keyId] }, expiresAt, ending) : [];
    return { result: changed, subjects: [keyId, ...shortened].map((id) => `key:${id}`) };
  });
  return { data: await detailOf(principal, row) };
}
