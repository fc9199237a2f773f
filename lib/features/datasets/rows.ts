import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import type { Page } from "@/lib/http/page";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import {
  type Dataset,
  type DatasetRow,
  type DatasetRowList,
  maxBytesOfDatasets,
  maxBytesPerDataset,
  maxRowsPerDataset,
  type NewDatasetRow,
} from "./contract";
import { lockDatasets, noSuchDataset, ownDatasets, tellOfDataset, toDataset } from "./dataset-record";

/** A page of a dataset's rows, in their order; 404 unless the dataset is the caller's own. */
export async function listRows(principal: Principal, id: string, { limit, cursor }: Page): Promise<DatasetRowList> {
  const found = await runtime().database.prisma.dataset.findFirst({
    where: { id, ...ownDatasets(principal) },
    select: {
      createdAt: true,
      rows: {
        where: cursor === undefined ? {} : { position: { gt: positionAfter(cursor) } },
        orderBy: { position: "asc" },
        take: limit + 1,
      },
    },
  });
  if (!found) throw noSuchDataset();
  // A row's position is its place in the list.
  const { rows, next_cursor } = pageOf(
    found.rows.map((row) => ({ ...row, id: String(row.position), createdAt: found.createdAt })),
    limit,
  );
  const data = rows.map(({ position, variables, expectations }) => ({ position, variables, expectations }));
  // Written by us alone, from what the contract let in.
  return { data: data as DatasetRow[], next_cursor };
}

/** Adds rows at the end; 404 unless the dataset is the caller's own, 409 when they do not fit in. */
export function appendRows(principal: Principal, id: string, rows: readonly NewDatasetRow[]): Promise<Dataset> {
  return runtime().database.prisma.$transaction(async (tx) => {
    await lockDatasets(tx, principal);
    return toldOf(tx, principal, await addRows(tx, principal, id, rows));
  });
}

/** Replaces all rows in one step; 404 unless the dataset is the caller's own, 409 when they do not fit in. */
export function replaceRows(principal: Principal, id: string, rows: readonly NewDatasetRow[]): Promise<Dataset> {
  return runtime().database.prisma.$transaction(async (tx) => {
    await lockDatasets(tx, principal);
    const { count } = await tx.dataset.updateMany({
      where: { id, ...ownDatasets(principal) },
      data: { rowCount: 0, byteCount: 0 },
    });
    if (count === 0) throw noSuchDataset();
    await tx.datasetRow.deleteMany({ where: { datasetId: id } });
    return toldOf(tx, principal, await addRows(tx, principal, id, rows));
  });
}

async function toldOf(tx: PrismaSession, principal: Principal, dataset: Dataset): Promise<Dataset> {
  await tellOfDataset(tx, principal, "dataset.updated", dataset);
  return dataset;
}

/**
 * Adds rows in the caller's transaction, which holds the organization's datasets: positions are given once, and the
 * bounds hold. The sizes are kept with the datasets, so no row is read.
 */
export async function addRows(
  tx: PrismaSession,
  principal: Principal,
  id: string,
  rows: readonly NewDatasetRow[],
): Promise<Dataset> {
  const where = { id, ...ownDatasets(principal) };
  const json = JSON.stringify(rows);
  const size = Buffer.byteLength(json);
  const { count } = await tx.dataset.updateMany({
    where: {
      ...where,
      rowCount: { lte: maxRowsPerDataset - rows.length },
      byteCount: { lte: maxBytesPerDataset - size },
    },
    data: {
      rowCount: { increment: rows.length },
      byteCount: { increment: size },
      updatedAt: new Date(runtime().clock.now()),
    },
  });
  const dataset = await tx.dataset.findFirst({ where });
  if (!dataset) throw noSuchDataset();
  if (count === 0) throw doesNotFit(dataset.rowCount, rows.length);
  const { _sum: all } = await tx.dataset.aggregate({ where: ownDatasets(principal), _sum: { byteCount: true } });
  if ((all.byteCount ?? 0) > maxBytesOfDatasets) throw noRoom();
  await tx.$executeRaw`
    INSERT INTO dataset_rows (dataset_id, position, variables, expectations)
    SELECT ${id}, ${dataset.rowCount - rows.length}::int + place, value->'variables', value->'expectations'
    FROM jsonb_array_elements(${json}::jsonb) WITH ORDINALITY AS given(value, place)`;
  return toDataset(dataset);
}

function doesNotFit(present: number, added: number): ApiError {
  const tooMany = present + added > maxRowsPerDataset;
  const bound = tooMany ? `${maxRowsPerDataset} rows` : `${maxBytesPerDataset / 1_048_576} MiB of rows`;
  return new ApiError("conflict", `A dataset holds at most ${bound}; this one has ${present} rows`);
}

function noRoom(): ApiError {
  const bound = `${maxBytesOfDatasets / 1_048_576} MiB of rows`;
  return new ApiError("conflict", `The datasets of an organization hold at most ${bound} together; delete one first`);
}

function positionAfter(cursor: string): number {
  const position = Number(decodeCursor(cursor).id);
  if (!Number.isInteger(position) || position < 1 || position > maxRowsPerDataset) {
    throw invalidField("cursor", "is not a cursor of this list");
  }
  return position;
}
