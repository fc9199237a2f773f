import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { ReportTable } from "@/lib/features/reports/report-record";
import { usageColumns } from "@/lib/features/reports/usage-table";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { DemoPlace, PlacedKey } from "./demo-place";

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Writes reports as their maker would have left them: one of usage, one of keys, and one that could not be made. */
export async function writeReports(
  tx: PrismaSession,
  { id: organizationId, ownerId, nowMs }: DemoPlace,
  keys: readonly PlacedKey[],
): Promise<void> {
  const shared = { organizationId, environment: "production" as const, createdById: ownerId };
  const from = nowMs - 8 * dayMs;
  const usage = await usageOf(tx, organizationId, from, nowMs - dayMs);
  const inventory = keysTable(keys, nowMs);
  const made = [
    { kind: "usage" as const, daysAgo: 0.8, table: usage, from: day(from), to: day(nowMs - 2 * dayMs) },
    { kind: "keys" as const, daysAgo: 6, table: inventory, from: null, to: null },
  ];
  await tx.report.createMany({
    data: made.map(({ kind, daysAgo, table, ...span }) => ({
      ...shared,
      id: newId("rep"),
      kind,
      status: "succeeded" as const,
      parameters: { ...span, rowCount: table.rows.length, truncated: false },
      result: table,
      createdAt: new Date(nowMs - daysAgo * dayMs),
      completedAt: new Date(nowMs - daysAgo * dayMs + 1_300),
    })),
  });
  const failedAt = new Date(nowMs - 15 * dayMs);
  await tx.report.create({
    data: {
      ...shared,
      id: newId("rep"),
      kind: "usage",
      status: "failed",
      parameters: { from: day(nowMs - 45 * dayMs), to: day(nowMs - 16 * dayMs), rowCount: null, truncated: false },
      error: "Something went wrong on our side",
      createdAt: failedAt,
      completedAt: failedAt,
    },
  });
}

async function usageOf(tx: PrismaSession, organizationId: string, fromMs: number, toMs: number): Promise<ReportTable> {
  const days = await tx.usageDay.findMany({
    where: { organizationId, environment: "production", bucketStart: { gt: new Date(fromMs), lt: new Date(toMs) } },
    orderBy: [{ bucketStart: "asc" }, { credentialId: "asc" }, { endpoint: "asc" }, { statusClass: "asc" }],
    take: 400,
  });
  const names = new Map(
    (await tx.apiKey.findMany({ where: { organizationId }, select: { id: true, name: true } })).map((key) => [
      key.id,
      key.name,
    ]),
  );
  return {
    columns: usageColumns,
    rows: days.map(({ bucketStart, product, credentialId, endpoint, statusClass, requests }) => [
      bucketStart.toISOString().slice(0, 10),
      product,
      credentialId,
      names.get(credentialId) ?? null,
      endpoint,
      statusClass,
      Number(requests),
    ]),
  };
}

function keysTable(keys: readonly PlacedKey[], nowMs: number): ReportTable {
  return {
    columns: [
      { id: "id", label: "Key" },
      { id: "name", label: "Name" },
      { id: "product", label: "Product" },
      { id: "created_at", label: "Created" },
      { id: "age_days", label: "Age in days" },
      { id: "last_used_at", label: "Last used" },
    ],
    rows: keys.map(({ id, name, product, createdAt, lastUsedAt }) => [
      id,
      name,
      product,
      createdAt.toISOString(),
      Math.floor((nowMs - createdAt.getTime()) / dayMs),
      lastUsedAt?.toISOString() ?? null,
    ]),
  };
}
