import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import { foldText, readWordQuery, type WordQuery } from "@/lib/platform/text-search";
import type { FoundMemory, MemorySearch } from "./contract";
import { type MemoryRow, toMemory } from "./memories";
import { ownMemories } from "./memory-access";

/**
 * `wanted` is the query as written. `tolerant` lets its last word be the beginning of a longer one. In the text form of
 * a tsquery a lexeme is quoted, and `:*` after it makes it a prefix. A phrase that was closed and a word that was
 * excluded stay as written. A single character of a script that is indexed in pairs always stands for the pairs it
 * begins.
 *
 * The score's whole part says whether the memory matches the query as written, its fraction how well. 1 weighs by the
 * document's length, 32 brings the rank below 1.
 */
const searchSql = ({ plain }: WordQuery) => String.raw`
  WITH words AS (
    SELECT regexp_replace(query::text, '''([^\u0001-\u0dff])''', '''\1'':*', 'g')::tsquery AS wanted
    FROM ${plain ? "plainto_tsquery" : "websearch_to_tsquery"}('english', $5) AS query
  ), asked AS (
    SELECT wanted,
           CASE WHEN NOT $7 OR wanted::text ~ '!''[^'']*''(:\*)?$' THEN wanted
                ELSE regexp_replace(wanted::text, '''$', ''':*')::tsquery END AS tolerant
    FROM words
  )
  SELECT id, organization_id AS "organizationId", content, type, metadata,
         created_at AS "createdAt", updated_at AS "updatedAt",
         (search @@ wanted)::int + ts_rank_cd(search, tolerant, 1 | 32) AS score
  FROM memories, asked
  WHERE organization_id = $1 AND environment = $2 AND ($3::memory_type IS NULL OR type = $3)
    AND (search @@ tolerant OR numnode(tolerant) = 0 AND cardinality($8::text[] || $9::text[]) > 0)
    AND (cardinality($8::text[]) = 0 OR search_fold(content) LIKE ALL ($8))
    AND (cardinality($9::text[]) = 0 OR NOT search_fold(content) LIKE ANY ($9))
  ORDER BY score DESC, created_at DESC, id DESC
  LIMIT $4 OFFSET $6`;

/**
 * The memories that match words, "phrases", or, and -exclusions in any script, best first, page by page. A query of
 * nothing but stop words or signs finds none.
 */
export async function searchMemories(
  principal: Principal,
  { query, limit, cursor, type, tenantId }: MemorySearch,
): Promise<{ data: FoundMemory[]; next_cursor: string | null }> {
  const { organizationId, environment } = ownMemories(principal, tenantId);
  const offset = cursor === undefined ? 0 : readOffset(cursor);
  const { pool } = runtime().database;
  const asked = readWordQuery(await foldText(pool, query));
  const { rows } = await pool.query<MemoryRow & { score: number }>(searchSql(asked), [
    organizationId,
    environment,
    type ?? null,
    limit + 1,
    asked.text,
    offset,
    asked.open,
    asked.holds,
    asked.lacks,
  ]);
  const data = rows.slice(0, limit).map((row) => ({ ...toMemory(principal, row), score: row.score }));
  const next = offset + limit;
  return { data, next_cursor: rows.length > limit && next <= deepest ? String(next) : null };
}

/**
 * A ranking has no order that a row could be found in again. So its pages are counted, and only as far as anybody
 * reads.
 */
const deepest = 1_000;

function readOffset(cursor: string): number {
  const offset = /^\d{1,4}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (offset <= deepest) return offset;
  throw invalidField("cursor", "is not a cursor of this search");
}
