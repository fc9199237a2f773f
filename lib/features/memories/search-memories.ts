import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { invalidField } from "@/lib/http/api-error";
import type { FoundMemory, MemorySearch } from "./contract";
import { type MemoryRow, toMemory } from "./memories";
import { ownMemories } from "./memory-access";

type QueryParser = "websearch_to_tsquery" | "plainto_tsquery";

/**
 * `wanted` is the query as written. `tolerant` lets its last word be the beginning of a longer one, because people
 * search while they type: in the text form of a tsquery a lexeme is quoted, and `:*` after it makes it a prefix. A phrase
 * that was closed and a word that was excluded stay as written.
 *
 * The score's whole part says whether the memory matches the query as written, its fraction how well: 1 weighs by the
 * document's length, 32 brings the rank below 1.
 */
const searchSql = (parser: QueryParser) => `
  WITH asked AS (
    SELECT wanted,
           CASE WHEN $5 LIKE '%"' OR wanted::text ~ '!''[^'']*''$' THEN wanted
                ELSE regexp_replace(wanted::text, '''$', ''':*')::tsquery END AS tolerant
    FROM ${parser}('english', $5) AS wanted
  )
  SELECT id, organization_id AS "organizationId", content, type,
         created_at AS "createdAt", updated_at AS "updatedAt",
         (search @@ wanted)::int + ts_rank_cd(search, tolerant, 1 | 32) AS score
  FROM memories, asked
  WHERE organization_id = $1 AND environment = $2 AND ($3::memory_type IS NULL OR type = $3) AND search @@ tolerant
  ORDER BY score DESC, created_at DESC, id DESC
  LIMIT $4 OFFSET $6`;

/** The memories that match words, "phrases", or, and -exclusions, best first, page by page; none for a query of nothing but stop words or signs. */
export async function searchMemories(
  principal: Principal,
  { query, limit, cursor, type, tenantId }: MemorySearch,
): Promise<{ data: FoundMemory[]; next_cursor: string | null }> {
  const { organizationId, environment } = ownMemories(principal, tenantId);
  const asked = withoutLoneDashes(query);
  const offset = cursor === undefined ? 0 : readOffset(cursor);
  const { rows } = await runtime().database.pool.query<MemoryRow & { score: number }>(searchSql(parserOf(asked)), [
    organizationId,
    environment,
    type ?? null,
    limit + 1,
    asked,
    offset,
  ]);
  const data = rows.slice(0, limit).map((row) => ({ ...toMemory(principal, row), score: row.score }));
  const next = offset + limit;
  return { data, next_cursor: rows.length > limit && next <= deepest ? String(next) : null };
}

/** A ranking has no order that a row could be found in again: its pages are counted, and only as far as anybody reads. */
const deepest = 1_000;

function readOffset(cursor: string): number {
  const offset = /^\d{1,4}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (offset <= deepest) return offset;
  throw invalidField("cursor", "is not a cursor of this search");
}

/** "keys - limits" means both; PostgreSQL would read it as "keys without limits". */
function withoutLoneDashes(query: string): string {
  return query.replace(/(?<!\S)-+(?!\S)/g, " ").trim();
}

/** PostgreSQL reads any text as a web search, except that it gives up on some 30 exclusions in a row: so many dashes are not a search with exclusions. */
function parserOf(query: string): QueryParser {
  return query.split("-").length > 20 ? "plainto_tsquery" : "websearch_to_tsquery";
}
