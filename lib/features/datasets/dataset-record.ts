import "server-only";
import type { Principal } from "@/lib/access/principal";
import type { Dataset as DatasetRecord } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import type { Dataset } from "./contract";

/** The datasets of the caller's organization, in the environment of their credential. */
export function ownDatasets({ organizationId, environment }: Principal) {
  return { organizationId, environment };
}

/** Lets one writer after the other change how many datasets and rows an organization has. */
export async function lockDatasets(tx: PrismaSession, principal: Principal): Promise<void> {
  const { organizationId, environment } = ownDatasets(principal);
  await lockUntilCommit(tx, `datasets ${organizationId} ${environment}`);
}

/** One answer for what is not there and what is not the caller's. */
export function noSuchDataset(): ApiError {
  return new ApiError("not_found", "There is no such dataset");
}

/** Tells of what was done to a dataset, without its rows. */
export async function tellOfDataset(
  tx: PrismaSession,
  principal: Principal,
  type: "dataset.created" | "dataset.updated" | "dataset.deleted",
  { id, name, row_count }: Pick<Dataset, "id" | "name" | "row_count">,
): Promise<void> {
  const data = { dataset_id: id, name, row_count };
  await recordEvent(tx, { ...actedBy(principal), type, subjectId: id, data });
}

/** A stored dataset as clients see it. */
export function toDataset(row: DatasetRecord): Dataset {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    row_count: row.rowCount,
    created_at: wholeSecond(row.createdAt),
    updated_at: row.updatedAt.toISOString(),
  };
}
