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
const searchSql = (query: WordQuery) => `
  WITH words AS (
    SELECT ${wantedSql(query, "$5")} AS wanted
  ), asked AS (
    SELECT wanted, ${tolerantSql("wanted", "$7")} AS tolerant FROM words
  ), alternatives AS MATERIALIZED (
    SELECT ${tolerantSql(wantedSql(query, "one.text"), "$7 AND is_last")} AS words, holds, lacks
    FROM jsonb_to_recordset($10::jsonb) AS one (text text, holds text[], lacks text[], is_last boolean)
  )
  SELECT id, organization_id AS "organizationId", content, type, metadata,
         created_at AS "createdAt", updated_at AS "updatedAt",
         (search @@ wanted)::int + ts_rank_cd(search, tolerant, 1 | 32) AS score
  FROM memories, asked
  WHERE organization_id = $1 AND environment = $2 AND ($3::memory_type IS NULL OR type = $3)
    AND ${query.alternatives.length === 0 ? matches("tolerant", "$8::text[]", "$9::text[]") : matchesOne}
  ORDER BY score DESC, created_at DESC, id DESC
  LIMIT $4 OFFSET $6`;

function wantedSql({ plain }: WordQuery, text: string): string {
  const read = plain ? "plainto_tsquery" : "websearch_to_tsquery";
  return String.raw`regexp_replace(${read}('english', ${text})::text, '''([^\u0001-\u0dff])''', '''\1'':*', 'g')::tsquery`;
}

function tolerantSql(wanted: string, isOpen: string): string {
  return String.raw`CASE WHEN NOT (${isOpen}) OR (${wanted})::text ~ '!''[^'']*''(:\*)?$' THEN ${wanted}
    ELSE regexp_replace((${wanted})::text, '''$', ''':*')::tsquery END`;
}

function matches(words: string, holds: string, lacks: string): string {
  return `(search @@ ${words} OR numnode(${words}) = 0 AND cardinality(${holds} || ${lacks}) > 0)
    AND (cardinality(${holds}) = 0 OR search_fold(content) LIKE ALL (${holds}))
    AND (cardinality(${lacks}) = 0 OR NOT search_fold(content) LIKE ANY (${lacks}))`;
}

/** Alternatives, each with patterns of its own, are held against each memory: an index of words cannot tell them apart. */
const matchesOne = `cardinality($8::text[] || $9::text[]) = 0
    AND EXISTS (SELECT 1 FROM alternatives a WHERE ${matches("a.words", "a.holds", "a.lacks")})`;

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
    JSON.stringify(
      asked.alternatives.map((one, place) => ({ ...one, is_last: place === asked.alternatives.length - 1 })),
    ),
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
