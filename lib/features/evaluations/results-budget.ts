import "server-only";
import type { Evaluation } from "@/lib/generated/prisma/client";
import { newestFirst } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { maxBytesOfResults } from "./contract";

type Owner = Pick<Evaluation, "organizationId" | "environment">;

/** Lets one writer after the other change how many evaluations an organization has, and how much they take. */
export async function lockEvaluations(tx: PrismaSession, { organizationId, environment }: Owner): Promise<void> {
  await lockUntilCommit(tx, `evaluations ${organizationId} ${environment}`);
}

/**
 * Deletes the oldest finished evaluations that the results of a just finished one leave no room for, never that one
 * itself. Sizes are kept with the evaluations, so no result is read. The caller holds the organization's evaluations.
 */
export async function makeRoomForResults(
  tx: PrismaSession,
  { id, organizationId, environment }: Owner & { id: string },
  byteCount: number,
): Promise<void> {
  const others = await tx.evaluation.findMany({
    where: { organizationId, environment, id: { not: id }, status: { in: ["succeeded", "failed"] } },
    orderBy: newestFirst,
    select: { id: true, byteCount: true },
  });
  let total = byteCount;
  const kept = others.findIndex((other) => {
    total += other.byteCount;
    return total > maxBytesOfResults;
  });
  if (kept === -1) return;
  await tx.evaluation.deleteMany({ where: { id: { in: others.slice(kept).map((other) => other.id) } } });
}
