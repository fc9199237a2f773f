import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { nameHolding } from "@/lib/platform/text-search";
import { inTransaction } from "@/lib/platform/transaction";
import {
  type Dataset,
  type DatasetChange,
  type DatasetList,
  type DatasetQuery,
  maxDatasets,
  type NewDataset,
} from "./contract";
import { lockDatasets, noSuchDataset, ownDatasets, tellOfDataset, toDataset } from "./dataset-record";
import { addRows } from "./rows";

/** A page of the organization's datasets, newest first. */
export async function listDatasets(principal: Principal, { limit, cursor, q }: DatasetQuery): Promise<DatasetList> {
  const { prisma, pool } = runtime().database;
  const found = await prisma.dataset.findMany({
    where: { AND: [ownDatasets(principal), q ? await nameHolding(pool, q) : {}, afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(toDataset), next_cursor };
}

/** Creates a dataset with the rows that come along; 409 when the organization has as many as it may. */
export async function createDataset(principal: Principal, { rows, ...given }: NewDataset): Promise<Dataset> {
  const { clock, database } = runtime();
  const now = new Date(clock.now());
  return database.prisma.$transaction(async (tx) => {
    const owner = ownDatasets(principal);
    await lockDatasets(tx, principal);
    if ((await tx.dataset.count({ where: owner })) >= maxDatasets) {
      throw new ApiError("conflict", `An organization has at most ${maxDatasets} datasets; delete one first`);
    }
    const created = await tx.dataset.create({
      data: { ...given, ...owner, id: newId("ds"), createdById: principal.userId, createdAt: now, updatedAt: now },
    });
    const dataset = rows.length === 0 ? toDataset(created) : await addRows(tx, principal, created.id, rows);
    await tellOfDataset(tx, principal, "dataset.created", dataset);
    return dataset;
  });
}

/** One dataset; 404 unless it is the caller's own. */
export async function getDataset(principal: Principal, id: string): Promise<Dataset> {
  const row = await runtime().database.prisma.dataset.findFirst({ where: { id, ...ownDatasets(principal) } });
  if (!row) throw noSuchDataset();
  return toDataset(row);
}

/** Changes what is named of a dataset; 404 unless it is the caller's own. */
export async function updateDataset(principal: Principal, id: string, change: DatasetChange): Promise<Dataset> {
  const updatedAt = new Date(runtime().clock.now());
  return inTransaction(runtime(), async (tx) => {
    const [row] = await tx.dataset.updateManyAndReturn({
      where: { id, ...ownDatasets(principal) },
      data: { ...onlyGiven(change), updatedAt },
    });
    if (!row) throw noSuchDataset();
    const dataset = toDataset(row);
    await tellOfDataset(tx, principal, "dataset.updated", dataset);
    return dataset;
  });
}

/** Deletes a dataset with its rows; 404 unless it is the caller's own. */
export async function deleteDataset(principal: Principal, id: string): Promise<void> {
  await inTransaction(runtime(), async (tx) => {
    const row = await tx.dataset.findFirst({ where: { id, ...ownDatasets(principal) } });
    const { count } = await tx.dataset.deleteMany({ where: { id, ...ownDatasets(principal) } });
    if (!row || count === 0) throw noSuchDataset();
    await tellOfDataset(tx, principal, "dataset.deleted", toDataset(row));
  });
}
