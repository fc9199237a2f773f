import "server-only";
import { importedHashes, readSha256 } from "@/lib/access/imported-hash";
import { importedKeysSubject } from "@/lib/access/imported-keys";
import { isPlaceholder } from "@/lib/access/placeholder-keys";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { customerIdsOf } from "@/lib/tenancy/customers";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { manyKeys, rowErrorOf } from "./chosen-keys";
import { beginMaking, fieldsOf, type Making } from "./create-key";
import type { ImportedKey, ImportedRow, ImportRequest } from "./import-contract";
import { type ImportedRowFields, insertImported } from "./insert-imported";
import { giveCredits } from "./key-credits";
import { placesIn } from "./key-room";
import { alreadyThere, insertSlowHashes, type SlowRoom, slowRoom } from "./slow-imports";

/**
 * Imports keys by their hashes, each in its own right: what may not be made, and what there is already, is told in its row.
 * A management key imports as many as it likes; for others all live keys, imported ones too, must keep to the bound. Nothing that is
 * there is changed. 401 for a caller who has ended meanwhile.
 */
export function importApiKeys(principal: Principal, { keys }: ImportRequest): Promise<{ data: ImportedRow[] }> {
  const { changes, clock } = runtime();
  const nowMs = clock.now();
  return changes.commit(async (tx) => {
    const making = await beginMaking(tx, principal, nowMs);
    const takePlace = principal.kind === "management-key" ? null : placesIn(tx, principal, nowMs, "all");
    const data = await importInto(tx, making, keys, takePlace);
    return { result: { data }, subjects: [importedKeysSubject] };
  }, manyKeys);
}

type Wanted = { row: ImportedRowFields } | { error: ApiError };

/** The same of a batch in a transaction of the caller's, which tells every process that there are imported keys. */
export async function importInto(
  tx: PrismaSession,
  making: Making,
  keys: readonly ImportedKey[],
  takePlace: ReturnType<typeof placesIn> | null,
): Promise<ImportedRow[]> {
  const room = await slowRoom(
    tx,
    keys.flatMap(({ hash }) => (hash.algorithm === "sha256" ? [] : [hash])),
  );
  const named = keys.flatMap(({ external_id }) => external_id ?? []);
  const customers = await customerIdsOf(tx, making.principal.organizationId, named);
  const wanted: Wanted[] = [];
  for (const key of keys) wanted.push(await rowOf({ ...making, customers }, key, takePlace, room));
  const rows = wanted.flatMap((one) => ("row" in one ? [one.row] : []));
  // What is there already stays as it is, whoever's it is.
  const made = await insertImported(tx, making.nowMs, rows);
  const stored = rows.filter(({ id }) => made.has(id));
  const lines = stored.map(({ id: lineId, organizationId, credits }) => ({ key: { lineId, organizationId }, credits }));
  await giveCredits(tx, lines, making.nowMs);
  await insertSlowHashes(tx, stored);
  if (stored.length > 0) await recordImport(tx, making, stored);
  return wanted.map((one): ImportedRow => {
    const error = "error" in one ? one.error : made.has(one.row.id) ? null : alreadyThere();
    if (error) return { ok: false, error: rowErrorOf(error), id: null };
    return { ok: true, error: null, id: "row" in one ? one.row.id : null };
  });
}

async function rowOf(
  making: Making,
  { hash, start = "", ...wanted }: ImportedKey,
  takePlace: ReturnType<typeof placesIn> | null,
  room: SlowRoom,
): Promise<Wanted> {
  try {
    requireOwnTenant(making.principal, wanted.tenantId);
    const slow = hash.algorithm === "sha256" ? null : room.take(making.principal, hash);
    const hashes = slow === null ? hashesOf(hash.value) : [slow.waitingHash];
    const fields = await fieldsOf(making, wanted);
    if (fields.scopes.length === 0) throw invalidField("scopes", "an imported key names its scopes");
    await takePlace?.(fields.environment);
    const id = newId("key");
    const shown = start || (slow?.beginning.slice(0, 20) ?? "");
    const secretHint = shown === "" ? "imported" : `${shown}…`;
    return { row: { ...fields, id, start: shown, hashes, secretHint, slow, credits: wanted.credits } };
  } catch (error) {
    if (error instanceof ApiError) return { error };
    throw error;
  }
}

/** All that may be stored of a key by its SHA-256. */
function hashesOf(value: string): readonly string[] {
  const sha256 = readSha256(value);
  if (sha256 === null) throw invalidField("hash.value", "is no SHA-256 in hex or base64");
  if (isPlaceholder(sha256))
    throw invalidField("hash.value", "is that of a placeholder, which many programs send that have no key");
  return importedHashes(runtime().peppers, sha256);
}

/** One event for a batch: a million would say no more. By `imported_at` the trail of one of its keys finds it. */
function recordImport(
  tx: PrismaSession,
  { principal, nowMs, actor = actedBy(principal) }: Making,
  rows: readonly ImportedRowFields[],
): Promise<unknown> {
  const products = [...new Set(rows.map(({ product }) => product))];
  const imported_at = new Date(nowMs).toISOString();
  return recordEvent(tx, { ...actor, type: "key.imported", data: { count: rows.length, products, imported_at } });
}
