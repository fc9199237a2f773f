import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Environment, MemoryType } from "@/lib/generated/prisma/enums";
import { ApiError } from "@/lib/http/api-error";
import { requireOwnTenant } from "@/lib/http/tenant";
import { asIndexed, foldText, likeLiteral } from "@/lib/platform/text-search";
import { isUnspaced } from "./terms";

/** A memory as it is read here: its beginning, as far as the caller of the query asked for. */
export type Passage = { id: string; content: string; type: MemoryType; createdAt: Date };

/** Whose memories are read: the caller's organization's, in the environment of their credential. */
export type Owner = { organizationId: string; environment: Environment };

export type Filter = { type?: MemoryType | undefined; from?: string | undefined; to?: string | undefined };

/** The memories that a caller may read; 403 when they name another tenant (document 002). */
export function ownerOf(principal: Principal, tenantId: string | undefined): Owner {
  requireOwnTenant(principal, tenantId);
  const { organizationId, environment } = principal;
  return { organizationId, environment };
}

const columns = (characters: number) =>
  `m.id, left(m.content, ${characters}) AS content, m.type, m.created_at AS "createdAt"`;
const own = "m.organization_id = $1 AND m.environment = $2";
const ofType = "($3::memory_type IS NULL OR m.type = $3)";

async function read(sql: string, { organizationId, environment }: Owner, ...values: unknown[]): Promise<Passage[]> {
  const { rows } = await runtime().database.pool.query<Passage>(sql, [organizationId, environment, ...values]);
  return rows;
}

/** How many times as long it takes to find the words of a script that puts no spaces between them. */
const unspacedCost = 5;

/** The beginning of a text, as much of it as is read about as quickly as so many characters with spaces. */
export function beginningOf(text: string, characters: number): string {
  const beginning = text.slice(0, characters);
  return isUnspaced(beginning) ? text.slice(0, characters / unspacedCost) : beginning;
}

/** The first passages that are read as quickly as so many characters with spaces together, and always one. */
export function within(passages: readonly Passage[], characters: number): Passage[] {
  let room = characters;
  return passages.filter(({ content }, index) => {
    room -= content.length * (isUnspaced(content) ? unspacedCost : 1);
    return room >= 0 || index === 0;
  });
}

/** The newest memories, newest first. */
export function readNewest(owner: Owner, limit: number, characters: number): Promise<Passage[]> {
  return read(
    `SELECT ${columns(characters)} FROM memories m WHERE ${own} ORDER BY m.created_at DESC, m.id DESC LIMIT $3`,
    owner,
    limit,
  );
}

/**
 * Memories that pass the filter. Above the limit they are taken by the order of their random ids, which is an even
 * sample.
 */
export function readSample(owner: Owner, { type, from, to }: Filter, limit: number, characters: number) {
  // `|| ''`: by the primary key PostgreSQL would walk through every tenant's memories in search of this one's.
  return read(
    `SELECT ${columns(characters)} FROM memories m JOIN (
       SELECT id FROM memories m
        WHERE ${own} AND ${ofType} AND ($4::timestamptz IS NULL OR m.created_at >= $4)
          AND ($5::timestamptz IS NULL OR m.created_at < $5)
        ORDER BY id || '' LIMIT $6) AS chosen ON chosen.id = m.id
      ORDER BY m.id`,
    owner,
    type ?? null,
    // PostgreSQL does not know every offset that RFC 3339 does.
    from ? new Date(from) : null,
    to ? new Date(to) : null,
    limit,
  );
}

/** How many matches of common words are looked at before the best are chosen. */
const mostMatches = 3_000;

/** Memories that hold any of the words, best matches first; `parts` are looked for inside words as well. */
export function readMatching(
  owner: Owner,
  { words, parts, type }: { words: readonly string[]; parts: readonly string[]; type: MemoryType | undefined },
  limit: number,
  characters: number,
): Promise<Passage[]> {
  const patterns = parts.map((part) => `%${likeLiteral(part)}%`);
  return read(
    `WITH asked AS (
       SELECT coalesce(string_agg('(' || query::text || ')', '|'), '')::tsquery AS query
         FROM unnest($4::text[]) AS word, plainto_tsquery('english', search_fold(word)) AS query WHERE numnode(query) > 0
     ), matching AS (
       SELECT m.id, ts_rank(m.search, asked.query, 1) AS rank FROM (
         SELECT m.id, m.search FROM memories m, asked WHERE ${own} AND ${ofType} AND m.search @@ asked.query
          LIMIT ${mostMatches}) AS m, asked
        ORDER BY rank DESC, m.id LIMIT $6
     ), inside AS (
       SELECT m.id FROM memories m
        WHERE cardinality($5::text[]) > 0 AND ${own} AND ${ofType} AND m.content LIKE ANY ($5) LIMIT $6
     )
     SELECT ${columns(characters)} FROM memories m
      WHERE m.id IN (SELECT id FROM matching UNION SELECT id FROM inside)`,
    owner,
    type ?? null,
    words.map(asIndexed),
    patterns,
    limit,
  );
}

/** Memories that match a search, best first. */
export async function readFound(owner: Owner, query: string, limit: number, characters: number): Promise<Passage[]> {
  return read(
    `SELECT ${columns(characters)} FROM (
       SELECT m.* FROM memories m WHERE ${own} AND m.search @@ plainto_tsquery('english', $3) LIMIT ${mostMatches}) AS m
      ORDER BY ts_rank_cd(m.search, plainto_tsquery('english', $3), 1) DESC, m.created_at DESC, m.id LIMIT $4`,
    owner,
    asIndexed(await foldText(runtime().database.pool, query)),
    limit,
  );
}

/** The named memories that are there and the caller's, by id. */
export async function readByIds(
  owner: Owner,
  ids: readonly string[],
  characters: number,
): Promise<Map<string, Passage>> {
  const found = await read(
    `SELECT ${columns(characters)} FROM memories m WHERE ${own} AND m.id = ANY ($3)`,
    owner,
    ids,
  );
  return new Map(found.map((passage) => [passage.id, passage]));
}

/** The named memories; 404 when one of them is not there or not the caller's. */
export async function readNamed(owner: Owner, ids: readonly string[], characters: number): Promise<Passage[]> {
  const wanted = [...new Set(ids)];
  const found = await readByIds(owner, wanted, characters);
  if (found.size < wanted.length) throw new ApiError("not_found", "There is no such memory");
  return [...found.values()];
}
