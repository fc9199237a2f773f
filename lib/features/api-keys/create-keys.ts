import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { ApiKey as ApiKeyRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import { inTransaction } from "@/lib/platform/transaction";
import { actedBy } from "@/lib/tenancy/events";
import { recordKeyEvents } from "@/lib/tenancy/key-events";
import type { CreatedRow, CreateManyRequest } from "./bulk-contract";
import { rowErrorOf } from "./chosen-keys";
import { beginMaking, makeKey } from "./create-key";
import { filledFrom, readTemplates } from "./from-template";
import { placesIn } from "./key-room";
import { viewsOf } from "./key-view";

type Made = { row: ApiKeyRow; secret: string } | { error: ApiError };

/**
 * Creates several keys at once, each as a creation of it alone would: what may not be made is told in its row and holds up
 * no other. 401 for a caller who has ended meanwhile.
 */
export function createApiKeys(principal: Principal, { keys }: CreateManyRequest): Promise<{ data: CreatedRow[] }> {
  const nowMs = runtime().clock.now();
  return inTransaction(runtime(), async (tx) => {
    const making = await beginMaking(tx, principal, nowMs);
    const templates = await readTemplates(tx, principal, keys);
    const takePlace = placesIn(tx, principal, nowMs);
    const made: Made[] = [];
    for (const wanted of keys) {
      made.push(
        await orError(() => {
          requireOwnTenant(principal, wanted.tenantId);
          return makeKey(making, filledFrom(templates, wanted), takePlace);
        }),
      );
    }
    const rows = made.flatMap((one) => ("row" in one ? [one.row] : []));
    if (rows.length > 0) await recordKeyEvents(tx, actedBy(principal), "key.created", rows);
    const views = await viewsOf(tx, principal, rows, nowMs);
    const viewBy = new Map(views.map((view) => [view.id, view]));
    return {
      data: made.map((one): CreatedRow => {
        if ("error" in one) return { ok: false, error: rowErrorOf(one.error), data: null, key: null };
        return { ok: true, error: null, data: viewBy.get(one.row.id) ?? null, key: one.secret };
      }),
    };
  });
}

async function orError<T>(work: () => Promise<T>): Promise<T | { error: ApiError }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return { error };
    throw error;
  }
}
