import "server-only";
import { CatalogueDocument } from "@/lib/access/catalogue-document";
import { runtime } from "@/lib/access/runtime";
import type { CatalogueRevision as RevisionRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import type { CatalogueRevision, CatalogueState } from "./contract";
import { seenPart, type Viewer } from "./managed-part";

/** Before anybody said anything. */
const nothingSaid: CatalogueState = {
  revision: 0,
  note: "",
  made_at: null,
  made_by: null,
  document: { version: 1 },
};

/** What counts now. */
export async function getCatalogue(viewer: Viewer): Promise<{ data: CatalogueState }> {
  const row = await latestRevision(runtime().database.prisma);
  return { data: row ? seenBy(viewer, await stateOf(row)) : nothingSaid };
}

function seenBy(viewer: Viewer, state: CatalogueState): CatalogueState {
  return { ...state, document: seenPart(viewer, state.document) };
}

/** One state; 404 where there never was one. */
export async function getRevision(viewer: Viewer, revision: string): Promise<{ data: CatalogueState }> {
  if (revision === "0") return { data: nothingSaid };
  const row = /^[1-9]\d{0,8}$/.test(revision)
    ? await runtime().database.prisma.catalogueRevision.findUnique({ where: { revision: Number(revision) } })
    : null;
  if (!row) throw new ApiError("not_found", "There is no such revision");
  return { data: seenBy(viewer, await stateOf(row)) };
}

/** Every state, newest first. */
export async function listRevisions({
  limit,
  cursor,
}: {
  limit: number;
  cursor?: number | undefined;
}): Promise<{ data: CatalogueRevision[]; next_cursor: string | null }> {
  const found = await runtime().database.prisma.catalogueRevision.findMany({
    where: cursor === undefined ? {} : { revision: { lt: cursor } },
    orderBy: { revision: "desc" },
    take: limit + 1,
  });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    data: await withNames(rows),
    next_cursor: found.length > limit && last ? `${last.revision}` : null,
  };
}

/** The row that counts; null before the first. */
export function latestRevision(tx: PrismaSession): Promise<RevisionRow | null> {
  return tx.catalogueRevision.findFirst({ orderBy: { revision: "desc" } });
}

/** A stored document; 503 for one that this version does not understand, so that nothing is put on top of it. */
export function documentOf(row: RevisionRow | null): CatalogueDocument {
  if (!row) return nothingSaid.document;
  const read = CatalogueDocument.safeParse(row.document);
  if (read.success) return read.data;
  throw new ApiError("unavailable", `Revision ${row.revision} of the catalogue cannot be read by this version`);
}

async function stateOf(row: RevisionRow): Promise<CatalogueState> {
  const [revision] = await withNames([row]);
  if (!revision) throw new Error("a row has a revision");
  return { ...revision, document: documentOf(row) };
}

async function withNames(rows: readonly RevisionRow[]): Promise<CatalogueRevision[]> {
  const named = { where: { id: { in: rows.map(({ madeById }) => madeById) } }, select: { id: true, name: true } };
  const { prisma } = runtime().database;
  const makers = [...(await prisma.user.findMany(named)), ...(await prisma.apiKey.findMany(named))];
  const byId = new Map(makers.map((maker) => [maker.id, maker]));
  return rows.map(({ revision, note, madeAt, madeById }) => ({
    revision,
    note,
    made_at: madeAt.toISOString(),
    made_by: byId.get(madeById) ?? null,
  }));
}
