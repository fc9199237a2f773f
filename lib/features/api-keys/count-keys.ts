import "server-only";
import { managementProduct } from "@/lib/access/catalogue";
import { inPool } from "@/lib/access/key-lineage";
import type { UserPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { foldText, likeLiteral } from "@/lib/platform/text-search";
import { maskIn } from "@/lib/tenancy/find-keys";
import { readElsewhere } from "@/lib/tenancy/key-standing";
import { stateSql } from "@/lib/tenancy/live-keys";
import type { KeyFilter } from "./contract";
import { keyNamed } from "./find-key";
import { expiresSoonMs, settlingMs, unusedMs } from "./key-concerns";
import type { KeyCounts } from "./list-contract";
import { readRejectedKeys } from "./rejected-keys";
import { readReplacedKeys } from "./replaced-keys";

/**
 * How many keys of the caller's organization there are of each kind, by one query over its keys. It says in SQL what
 * `key-filter.ts` and `key-reach.ts` say to Prisma; a test compares both.
 */
export async function countApiKeys(
  { organizationId }: UserPrincipal,
  {
    product,
    environment,
    search,
    grouped,
    tag,
  }: Pick<KeyFilter, "product" | "environment" | "search" | "grouped" | "tag">,
): Promise<{ data: KeyCounts }> {
  const { clock, database } = runtime();
  const nowMs = clock.now();
  const now = new Date(nowMs);
  const ask = inPool(database.pool);
  const elsewhere = await readElsewhere(ask, organizationId, now);
  const [replaced, rejectedIds, words] = await Promise.all([
    grouped ? readReplacedKeys(ask, organizationId, now, elsewhere) : [],
    readRejectedKeys(ask, organizationId, nowMs),
    search ? foldText(database.pool, search) : "",
  ]);
  const named = search ? keyNamed(search) : {};
  const mask = maskIn(search ?? "");
  const { rows } = await database.pool.query<Record<keyof KeyCounts, string>>(countsSql, [
    organizationId,
    now,
    elsewhere.stoppedIds,
    elsewhere.suspendedIds,
    rejectedIds,
    replaced.map(({ id }) => id),
    product ?? null,
    environment ?? null,
    search
      ? words
          .split(/\s+/)
          .filter(Boolean)
          .map((word) => `%${likeLiteral(word)}%`)
      : null,
    `${likeLiteral(search ?? "")}%`,
    "uuid" in named ? named.uuid : null,
    search ?? null,
    new Date(nowMs + expiresSoonMs),
    new Date(nowMs - unusedMs),
    new Date(nowMs - settlingMs),
    tag ?? null,
    mask && `${mask.startsWith}%${mask.endsWith}`,
    managementProduct,
  ]);
  const [counted] = rows;
  if (!counted) throw new Error("a count answers with a row");
  const numbers = Object.fromEntries(Object.entries(counted).map(([kind, count]) => [kind, Number(count)]));
  return { data: numbers as KeyCounts };
}

/**
 * What a key is, is worked out once a row: `OFFSET 0` keeps PostgreSQL from writing it into each of the counts, where the states
 * took half of the time.
 */
const countsSql = `
  SELECT count(*) AS all,
         count(*) FILTER (WHERE state = 'active') AS active,
         count(*) FILTER (WHERE state = 'suspended') AS suspended,
         count(*) FILTER (WHERE state = 'disabled') AS disabled,
         count(*) FILTER (WHERE state = 'scheduled') AS scheduled,
         count(*) FILTER (WHERE state = 'expired') AS expired,
         count(*) FILTER (WHERE state = 'revoked') AS revoked,
         count(*) FILTER (WHERE goes_on AND ends_soon) AS expires_soon,
         count(*) FILTER (WHERE goes_on AND used_at <= $14::timestamptz) AS unused,
         count(*) FILTER (WHERE goes_on AND id = ANY($5::text[])) AS rejected,
         count(*) FILTER (WHERE goes_on AND (ends_soon OR is_idle)) AS review
    FROM (
      SELECT id, state, state = 'active' AND replaced_by_id IS NULL AS goes_on, used_at, is_idle,
             coalesce(expires_at <= $13::timestamptz, FALSE) AS ends_soon
        FROM (
          SELECT id, replaced_by_id, expires_at, coalesce(last_used_at, created_at) AS used_at,
                 coalesce(last_used_at <= $14::timestamptz, created_at <= $15::timestamptz) AS is_idle,
                 ${stateSql("k", { at: "$2::timestamptz", stopped: "$3::text[]", suspended: "$4::text[]" })} AS state
            FROM api_keys k
           WHERE organization_id = $1 AND product <> $18 AND id <> ALL($6::text[])
             AND ($16::text IS NULL OR tags @> ARRAY[$16::text])
             AND ($7::text IS NULL OR product = $7) AND ($8::environment IS NULL OR environment = $8)
             AND ($9::text[] IS NULL OR name_folded LIKE ALL($9) OR key_prefix LIKE $10 OR secret_hint LIKE $17 OR uuid = $11::uuid OR id = $12
                  OR line_id IN (SELECT line_id FROM api_keys below
                                  WHERE below.id = ANY($6::text[])
                                    AND (below.name_folded LIKE ALL($9) OR below.key_prefix LIKE $10 OR below.secret_hint LIKE $17
                                         OR below.uuid = $11::uuid OR below.id = $12))
                     AND replaced_by_id IS NULL)
          OFFSET 0
        ) stated
    ) judged`;
