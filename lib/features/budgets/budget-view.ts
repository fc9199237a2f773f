import "server-only";
import { bucketFor } from "@/lib/access/budget-windows";
import type { WindowBucket, WindowState } from "@/lib/access/limiter";
import { unlessLimitsUnavailable } from "@/lib/access/limits-unavailable";
import { runtime } from "@/lib/access/runtime";
import type { Budget as BudgetRow } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Budget, BudgetProgress } from "./contract";
import { type OwnerNames, ownerOf } from "./owner-names";

/**
 * Budgets as they are told, by the names that were read for their reader, each with how far its owner has come. Of what
 * each of many has, `owner` says whose.
 */
export async function viewsOf(rows: readonly BudgetRow[], nameOf: OwnerNames, owner?: string): Promise<Budget[]> {
  const progress = await progressOf(rows, owner);
  return rows.map((row) => viewOf(row, progress.get(row.id) ?? null, nameOf(ownerOf(row))));
}

/** How far the owners of budgets have come, or all of them `owner`, by the budgets' ids; null where the counters cannot be asked. */
export async function progressOf(
  rows: readonly BudgetRow[],
  owner?: string,
): Promise<Map<string, BudgetProgress | null>> {
  const asked = rows.flatMap((row) => {
    const found = owner ?? ownerOf(row)?.id;
    return found === undefined
      ? []
      : bucketFor({ ...row, amount: Number(row.amount) }, row, found).map((bucket) => ({ row, bucket }));
  });
  const windows = await look(asked.map(({ bucket }) => bucket));
  return new Map(
    asked.map(({ row }, at) => {
      const state = windows?.[at];
      return [row.id, state ? told(state) : null];
    }),
  );
}

/** What counters say, one of each; null where they cannot be asked, which is no reason to show nothing at all. */
async function look(buckets: readonly WindowBucket[]): Promise<WindowState[] | null> {
  if (buckets.length === 0) return [];
  // What only tells is in no answer of the limiter; as a plain window it is.
  const plain = buckets.map(({ window: { budget: _, ...window }, ...bucket }) => ({ ...bucket, window }));
  return unlessLimitsUnavailable(async () => (await runtime().limiter.peek(plain)).windows);
}

function viewOf(row: BudgetRow, progress: BudgetProgress | null, subject_label: string | null): Budget {
  const { id, name, of, subject, product, environment, span, thresholds, createdAt, updatedAt } = row;
  const rolling = span.startsWith("~");
  return {
    ...{ id, name, of, subject, subject_label, product, environment, rolling, thresholds },
    per: rolling ? span.slice(1) : span,
    amount: Number(row.amount),
    hard: row.isHard,
    mail_to: row.mailTo,
    progress,
    created_at: wholeSecond(createdAt),
    updated_at: updatedAt.toISOString(),
  };
}

function told({ used, remaining, resetAtMs }: WindowState): BudgetProgress {
  return { used, remaining, resets_at: new Date(resetAtMs).toISOString() };
}
