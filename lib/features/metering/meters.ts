import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Meter as MeterRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { onlyGiven } from "@/lib/platform/only-given";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { noteLeftovers } from "@/lib/tenancy/metering-leftovers";
import { type Meter, type MeterChange, maxMeters, type NewMeter } from "./contract";
import { requireWholeReach } from "./metering-reach";

/** A page of the organization's meters, newest first. */
export async function listMeters(
  principal: Principal,
  { limit, cursor }: Page,
): Promise<{ data: Meter[]; next_cursor: string | null }> {
  requireWholeReach(principal);
  const found = await runtime().database.prisma.meter.findMany({
    where: { organizationId: principal.organizationId, ...afterCursor(cursor) },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(viewOf), next_cursor };
}

/** One meter of the organization; 404 where there is none. */
export async function readMeter(principal: Principal, key: string): Promise<{ data: Meter }> {
  return { data: viewOf(await findMeter(principal, key)) };
}

/** A meter of the caller's organization as it is stored; 404 where there is none. */
export async function findMeter(principal: Principal, key: string): Promise<MeterRow> {
  requireWholeReach(principal);
  const { organizationId } = principal;
  const row = await runtime().database.prisma.meter.findFirst({ where: { organizationId, key } });
  if (!row) throw noSuchMeter();
  return row;
}

/** Makes a meter; 409 where the organization has one of that key, or as many as it may. */
export function createMeter(principal: Principal, wanted: NewMeter): Promise<{ data: Meter }> {
  requireWholeReach(principal);
  const { organizationId } = principal;
  const { key, name, event_type, aggregation, value_property, group_by, product, period } = wanted;
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    await lockUntilCommit(tx, `meters ${organizationId}`);
    await requireRoom(tx, organizationId, key);
    const now = new Date(runtime().clock.now());
    const row = await tx.meter.create({
      data: {
        id: newId("mtr"),
        organizationId,
        key,
        name,
        eventType: event_type,
        aggregation,
        valueProperty: value_property ?? null,
        groupBy: group_by,
        product: product ?? null,
        period,
        createdAt: now,
        updatedAt: now,
      },
    });
    await record(tx, principal, "meter.created", row);
    return { data: viewOf(row) };
  });
}

/** Changes what is named of a meter; 404 where there is none. */
export function updateMeter(principal: Principal, key: string, change: MeterChange): Promise<{ data: Meter }> {
  requireWholeReach(principal);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const { id } = await hold(tx, principal.organizationId, key);
    const row = await tx.meter.update({
      where: { id },
      data: onlyGiven({ ...change, updatedAt: new Date(runtime().clock.now()) }),
    });
    await record(tx, principal, "meter.updated", row);
    return { data: viewOf(row) };
  });
}

/** Deletes a meter; what it counted is cleared away soon after, and read by nobody from here on. 404 where there is none. */
export function deleteMeter(principal: Principal, key: string): Promise<void> {
  requireWholeReach(principal);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    // No process that counts on it is waited for: what they still add is cleared away with the rest, a minute later at
    // the earliest.
    const row = await hold(tx, principal.organizationId, key);
    await tx.meter.delete({ where: { id: row.id } });
    await noteLeftovers(tx, "meter", [row.id]);
    await record(tx, principal, "meter.deleted", row);
  });
}

async function hold(tx: PrismaSession, organizationId: string, key: string): Promise<MeterRow> {
  await tx.$queryRaw`SELECT id FROM meters WHERE organization_id = ${organizationId} AND key = ${key} FOR NO KEY UPDATE`;
  const row = await tx.meter.findFirst({ where: { organizationId, key } });
  if (!row) throw noSuchMeter();
  return row;
}

async function requireRoom(tx: PrismaSession, organizationId: string, key: string): Promise<void> {
  if ((await tx.meter.count({ where: { organizationId, key } })) > 0) {
    throw new ApiError("conflict", `There is a meter with the key ${key} already`);
  }
  if ((await tx.meter.count({ where: { organizationId } })) >= maxMeters) {
    throw new ApiError("conflict", `An organization has at most ${maxMeters} meters`);
  }
}

function noSuchMeter(): ApiError {
  return new ApiError("not_found", "There is no such meter");
}

function viewOf(row: MeterRow): Meter {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    event_type: row.eventType,
    aggregation: row.aggregation,
    value_property: row.valueProperty,
    group_by: row.groupBy,
    product: row.product,
    period: row.period,
    created_at: wholeSecond(row.createdAt),
    updated_at: row.updatedAt.toISOString(),
  };
}

async function record(tx: PrismaSession, principal: Principal, type: EventType, row: MeterRow): Promise<void> {
  const data = { key: row.key, name: row.name || row.key };
  await recordEvent(tx, { ...actedBy(principal), environment: "production", type, subjectId: row.id, data });
}
