import "server-only";
import { inSession, lineageFrom, readKeyMakers } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { changeCredits } from "@/lib/http/change-credits";
import { policyBounds } from "@/lib/http/hold-policy";
import { shortenDescendants } from "@/lib/tenancy/end-keys";
import { actedBy } from "@/lib/tenancy/events";
import type { UpdatedRow, UpdateManyRequest } from "./bulk-contract";
import { attempt, chooseKeys, keysOf, refused } from "./chosen-keys";
import { lineSubjects, ownerOf, tellCredits } from "./key-credits";
import { viewsOf } from "./key-view";
import { type Changed, changeFor, tellChanges } from "./update-key";

/**
 * Changes several keys at once, each as a change of it alone would. What may not be is told in its row and holds up no
 * other. 401 for a caller who has ended meanwhile.
 */
export async function updateApiKeys(
  principal: Principal,
  { keys }: UpdateManyRequest,
): Promise<{ data: UpdatedRow[] }> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  const data = await changes.commit(async (tx) => {
    const wanted = new Map(keys.map(({ id, change }) => [id, change]));
    const { chosen: found, holder } = await chooseKeys(tx, principal, [...wanted.keys()], "update");
    const policy = await policyBounds(tx, principal.organizationId, "key");
    const makers = await readKeyMakers(inSession(tx), keysOf(found));
    const planned = new Map<string, { change: Changed["change"]; data: ReturnType<typeof changeFor> }>();
    const chosen = found.map((one) =>
      attempt(one, (key) => {
        const change = wanted.get(one.named);
        if (!change || planned.has(key.id))
          throw new ApiError("conflict", "The key is named twice, by both of its identifiers");
        const lineage = lineageFrom(makers.get(key.id) ?? [], nowMs);
        planned.set(key.id, { change, data: changeFor({ holder, lineage, policy, nowMs }, key, change) });
      }),
    );
    const changed: Changed[] = [];
    const credited: Parameters<typeof tellCredits>[2][number][] = [];
    const shortened: string[] = [];
    for (const key of keysOf(chosen)) {
      const plan = planned.get(key.id);
      if (!plan) continue;
      const row = await tx.apiKey.update({ where: { id: key.id }, data: plan.data });
      changed.push({ change: plan.change, key, row });
      const { credits } = plan.change;
      if (credits !== undefined) {
        credited.push({ row, changed: await changeCredits(tx, ownerOf(key), credits, nowMs) });
      }
      const { expiresAt } = plan.data;
      if (expiresAt)
        shortened.push(...(await shortenDescendants(tx, { keyIds: [key.id] }, expiresAt, new Date(nowMs))));
    }
    await tellChanges(tx, actedBy(principal), changed);
    await tellCredits(tx, actedBy(principal), credited);
    const views = await viewsOf(
      tx,
      principal,
      changed.map(({ row }) => row),
      nowMs,
    );
    const viewBy = new Map(views.map((view) => [view.id, view]));
    const rows = chosen.map((one): UpdatedRow => {
      if ("error" in one) return { ...refused(one), data: null };
      return { id: one.named, ok: true, error: null, data: viewBy.get(one.key.id) ?? null };
    });
    const lines = await lineSubjects(
      tx,
      credited.map(({ row }) => row),
    );
    return { result: rows, subjects: [...[...planned.keys(), ...shortened].map((id) => `key:${id}`), ...lines] };
  });
  return { data };
}
