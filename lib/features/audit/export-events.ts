import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Download } from "@/lib/http/contract";
import { afterCursor, encodeCursor, newestFirst } from "@/lib/http/pagination";
import { type Cell, csvFileStart, csvLine } from "@/lib/platform/csv";
import { inTransaction } from "@/lib/platform/transaction";
import { wholeSecond } from "@/lib/platform/whole-second";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import type { AuditEvent, AuditExport, AuditFilter } from "./contract";
import { describeEvents } from "./describe-events";
import { conditionOf } from "./event-filter";

/** Few enough that no slice holds other requests up. */
const rowsPerSlice = 250;

/**
 * All filtered events as a file, newest first, written slice by slice as fast as the reader takes it. That somebody took
 * them is an event itself, recorded before the first of them is sent; it is not in its own file.
 */
export async function exportEvents(principal: Principal, { format, ...filter }: AuditExport): Promise<Download> {
  const { clock } = runtime();
  const now = new Date(clock.now());
  const own = await conditionOf(principal, filter);
  const where = await inTransaction(runtime(), async (tx) => {
    const before: Prisma.EventWhereInput = { AND: [own, { createdAt: { lte: now } }] };
    const rows = await tx.event.count({ where: before });
    // Without members that are undefined.
    const told = JSON.parse(JSON.stringify(filter));
    const data = { rows, format, filter: told };
    const id = await recordEvent(tx, { ...actedBy(principal), type: "audit.exported", data });
    return { AND: [before, { id: { not: id } }] };
  });
  const exportedAt = wholeSecond(now);
  const slices = slicesOf(principal.organizationId, where);
  return {
    type: format === "csv" ? "text/csv" : "application/json",
    filename: `audit-log-${exportedAt.slice(0, 10)}.${format}`,
    pieces: format === "csv" ? csvPieces(slices) : jsonPieces(principal.organizationId, exportedAt, filter, slices),
  };
}

/** By position instead of a database cursor: a slow reader holds no connection. */
async function* slicesOf(organizationId: string, where: Prisma.EventWhereInput): AsyncGenerator<AuditEvent[]> {
  for (let cursor: string | undefined; ; ) {
    const rows = await runtime().database.prisma.event.findMany({
      where: { AND: [where, afterCursor(cursor)] },
      orderBy: newestFirst,
      take: rowsPerSlice,
    });
    const last = rows.at(-1);
    if (last) yield await describeEvents(organizationId, rows);
    if (!last || rows.length < rowsPerSlice) return;
    cursor = encodeCursor(last);
  }
}

async function* jsonPieces(
  organizationId: string,
  exportedAt: string,
  filter: AuditFilter,
  slices: AsyncIterable<AuditEvent[]>,
): AsyncGenerator<string> {
  const head = JSON.stringify({ exported_at: exportedAt, organization_id: organizationId, filter });
  yield `${head.slice(0, -1)},"events":[`;
  let separator = "\n";
  for await (const events of slices) {
    yield separator + events.map((event) => JSON.stringify(event)).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}

/** What a line of the CSV holds, by its heading. */
const columns: readonly (readonly [heading: string, cell: (event: AuditEvent) => Cell])[] = [
  ["time_utc", ({ created_at }) => created_at],
  ["event", ({ id }) => id],
  ["type", ({ type }) => type],
  ["summary", ({ summary }) => summary],
  ["outcome", ({ outcome }) => outcome],
  ["actor", ({ actor }) => actor?.name ?? null],
  ["actor_email", ({ actor }) => actor?.email ?? null],
  ["actor_id", ({ actor }) => actor?.id ?? null],
  ["credential", ({ credential }) => credential?.name ?? null],
  ["credential_id", ({ credential }) => credential?.id ?? null],
  ["environment", ({ environment }) => environment],
  ["target", ({ subject_id }) => subject_id],
  ["address", ({ address }) => address],
  ["agent", ({ user_agent }) => user_agent],
  ["data", ({ data }) => JSON.stringify(data)],
  ["sequence", ({ sequence }) => sequence],
  ["hash", ({ hash }) => hash],
];

async function* csvPieces(slices: AsyncIterable<AuditEvent[]>): AsyncGenerator<string> {
  yield csvFileStart + csvLine(columns.map(([heading]) => heading));
  for await (const events of slices) {
    yield events.map((event) => csvLine(columns.map(([, cell]) => cell(event)))).join("");
  }
}
