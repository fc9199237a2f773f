import "server-only";
import { inSession, lineageFrom, readKeyMakers } from "@/lib/access/key-lineage";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { changeCredits } from "@/lib/http/change-credits";
import { policyBounds } from "@/lib/http/hold-policy";
import type { PrismaSession } from "@/lib/platform/database";
import { actedBy } from "@/lib/tenancy/events";
import type { UpdatedRow, UpdateManyRequest } from "./bulk-contract";
import { shortenMade } from "./bulk-keys";
import { attempt, chooseKeys, keysOf, manyKeys, refused } from "./chosen-keys";
import { lineSubjects, ownerOf, tellCredits } from "./key-credits";
import { viewsOf } from "./key-view";
import { type Changed, changeFor, tellChanges } from "./update-key";

type Planned = { change: Changed["change"]; data: ReturnType<typeof changeFor> };

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
    const planned = new Map<string, Planned>();
    const chosen = found.map((one) =>
      attempt(one, (key) => {
        const change = wanted.get(one.named);
        if (!change || planned.has(key.id))
          throw new ApiError("conflict", "The key is named twice, by both of its identifiers");
        const lineage = lineageFrom(makers.get(key.id) ?? [], nowMs);
        planned.set(key.id, { change, data: changeFor({ holder, lineage, policy, nowMs }, key, change) });
      }),
    );
    const rowBy = await storeChanges(tx, planned);
    const changed: Changed[] = [];
    const credited: Parameters<typeof tellCredits>[2][number][] = [];
    const ends = new Map<string, Date | null>();
    for (const key of keysOf(chosen)) {
      const plan = planned.get(key.id);
      const row = rowBy.get(key.id);
      if (!plan || !row) continue;
      changed.push({ change: plan.change, key, row });
      const { credits } = plan.change;
      if (credits !== undefined) {
        credited.push({ row, changed: await changeCredits(tx, ownerOf(key), credits, nowMs) });
      }
      if (plan.data.expiresAt) ends.set(key.id, plan.data.expiresAt);
    }
    const shortened = await shortenMade(tx, ends, actedBy(principal), nowMs);
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
  }, manyKeys);
  return { data };
}

/** Keys that become alike are written by one statement, so that one change of a thousand takes no thousand of them. */
async function storeChanges(
  tx: PrismaSession,
  planned: ReadonlyMap<string, Planned>,
): Promise<ReadonlyMap<string, ApiKeyRow>> {
  const groups = new Map<string, { ids: string[]; data: Planned["data"] }>();
  for (const [id, { data }] of planned) {
    const alike = JSON.stringify(data);
    const group = groups.get(alike);
    if (group) group.ids.push(id);
    else groups.set(alike, { ids: [id], data });
  }
  const stored = new Map<string, ApiKeyRow>();
  for (const { ids, data } of groups.values()) {
    const rows = await tx.apiKey.updateManyAndReturn({ where: { id: { in: ids } }, data });
    for (const row of rows) stored.set(row.id, row);
  }
  return stored;
}
