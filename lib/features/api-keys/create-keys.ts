import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import type { NewCredits } from "@/lib/http/credits";
import { requireOwnTenant } from "@/lib/http/tenant";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import type { CreatedRow, CreateManyRequest } from "./bulk-contract";
import { manyKeys, rowErrorOf } from "./chosen-keys";
import { beginMaking, fieldsOf } from "./create-key";
import { filledFrom, readTemplates } from "./from-template";
import { insertKeys, type KeyFields } from "./insert-key";
import { giveCredits } from "./key-credits";
import { placesIn } from "./key-room";
import { viewsOf } from "./key-view";

type Planned = { fields: KeyFields; credits: NewCredits | undefined } | { error: ApiError };

/**
 * Creates several keys at once, each as a creation of it alone would: what may not be made is told in its row and holds up
 * no other. 401 for a caller who has ended meanwhile.
 */
export function createApiKeys(principal: Principal, { keys }: CreateManyRequest): Promise<{ data: CreatedRow[] }> {
  const nowMs = runtime().clock.now();
  return inTransaction(
    runtime(),
    async (tx) => {
      const making = await beginMaking(tx, principal, nowMs);
      const templates = await readTemplates(tx, principal, keys);
      const takePlace = placesIn(tx, principal, nowMs);
      const planned: Planned[] = [];
      for (const asked of keys) {
        planned.push(
          await orError(async () => {
            requireOwnTenant(principal, asked.tenantId);
            const wanted = filledFrom(templates, asked);
            const fields = await fieldsOf(making, wanted);
            await takePlace(fields.environment);
            return { fields, credits: wanted.credits };
          }),
        );
      }
      const granted = planned.filter((one) => "fields" in one);
      const made = await insertKeys(
        tx,
        nowMs,
        granted.map(({ fields }) => fields),
      );
      const rows = made.map(({ row }) => row);
      await giveCredits(
        tx,
        rows.map((key, index) => ({ key, credits: granted[index]?.credits })),
        nowMs,
      );
      if (rows.length > 0) await recordKeyEvents(tx, actedBy(principal), "key.created", rows);
      const views = await viewsOf(tx, principal, rows, nowMs);
      const viewBy = new Map(views.map((view) => [view.id, view]));
      const left = made.values();
      return {
        data: planned.map((one): CreatedRow => {
          if ("error" in one) return { ok: false, error: rowErrorOf(one.error), data: null, key: null };
          const { row, secret } = nextOf(left);
          return { ok: true, error: null, data: viewBy.get(row.id) ?? null, key: secret };
        }),
      };
    },
    manyKeys,
  );
}

async function orError<T>(work: () => Promise<T>): Promise<T | { error: ApiError }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return { error };
    throw error;
  }
}

function nextOf<T>(values: Iterator<T>): T {
  const { done, value } = values.next();
  if (done) throw new Error("fewer keys were made than asked for");
  return value;
}
