import "server-only";
import { LimitOverrides, type NamespaceSettings, NamespaceWindows } from "@/lib/access/limit-namespace";
import { identifierSubject, namespaceSubject } from "@/lib/access/limit-namespaces";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { LimitNamespace as NamespaceRow } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { Page } from "@/lib/http/page";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { actedBy, recordEvent } from "@/lib/tenancy/events";
import { type LimitNamespace, type ListedNamespace, maxNamespaces, type Peek } from "./contract";
import { requireWholeReach } from "./limits-reach";

/** A page of the organization's namespaces, newest first. */
export async function listNamespaces(
  principal: Principal,
  { limit, cursor }: Page,
): Promise<{ data: ListedNamespace[]; next_cursor: string | null }> {
  requireWholeReach(principal);
  const found = await runtime().database.prisma.limitNamespace.findMany({
    omit: { overrides: true },
    where: { organizationId: principal.organizationId, ...afterCursor(cursor) },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: rows.map(listedOf), next_cursor };
}

/** One namespace of the organization; 404 where there is none. */
export async function readNamespace(principal: Principal, name: string): Promise<{ data: LimitNamespace }> {
  requireWholeReach(principal);
  const { organizationId } = principal;
  const row = await runtime().database.prisma.limitNamespace.findFirst({ where: { organizationId, name } });
  if (!row) throw noSuchNamespace();
  return { data: viewOf(row) };
}

/** Makes a namespace or changes the limits of one, in force from the next decision of every process. What was counted stays. */
export function putNamespace(
  principal: Principal,
  name: string,
  { description, windows, concurrency, overrides }: NamespaceSettings,
): Promise<{ data: LimitNamespace }> {
  requireWholeReach(principal);
  const { organizationId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    await lockUntilCommit(tx, `limit namespaces ${organizationId}`);
    const before = await tx.limitNamespace.findFirst({ where: { organizationId, name } });
    if (!before) await requireRoom(tx, organizationId);
    const now = new Date(runtime().clock.now());
    const settings = { description, windows, concurrency, overrides, updatedAt: now };
    const row = before
      ? await tx.limitNamespace.update({ where: { id: before.id }, data: settings })
      : await tx.limitNamespace.create({
          data: { id: newId("lns"), organizationId, name, createdAt: now, ...settings },
        });
    await record(tx, principal, "limits.changed", row);
    return { result: { data: viewOf(row) }, subjects: [namespaceSubject(row.id)] };
  });
}

/** Deletes a namespace; one of the same name has counters of its own. 404 where there is none. */
export function deleteNamespace(principal: Principal, name: string): Promise<void> {
  requireWholeReach(principal);
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const row = await hold(tx, principal.organizationId, name);
    await tx.limitNamespace.delete({ where: { id: row.id } });
    await record(tx, principal, "limits.deleted", row);
    return { result: undefined, subjects: [namespaceSubject(row.id)] };
  });
}

/** Begins an identifier's counters anew: from here on they have another name. 404 where there is no such namespace. */
export function resetIdentifier(principal: Principal, name: string, { identifier }: Peek): Promise<void> {
  requireWholeReach(principal);
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const row = await hold(tx, principal.organizationId, name);
    await tx.limitReset.upsert({
      where: { namespaceId_identifier: { namespaceId: row.id, identifier } },
      create: { namespaceId: row.id, identifier, resets: 1 },
      update: { resets: { increment: 1 } },
    });
    await record(tx, principal, "limits.reset", row);
    return { result: undefined, subjects: [identifierSubject(row.id, identifier)] };
  });
}

/** 404 for a namespace. */
export function noSuchNamespace(): ApiError {
  return new ApiError("not_found", "There is no such limit namespace");
}

async function hold(tx: PrismaSession, organizationId: string, name: string): Promise<NamespaceRow> {
  await tx.$queryRaw`
    SELECT id FROM limit_namespaces WHERE organization_id = ${organizationId} AND name = ${name} FOR UPDATE`;
  const row = await tx.limitNamespace.findFirst({ where: { organizationId, name } });
  if (!row) throw noSuchNamespace();
  return row;
}

async function requireRoom(tx: PrismaSession, organizationId: string): Promise<void> {
  const count = await tx.limitNamespace.count({ where: { organizationId } });
  if (count >= maxNamespaces) {
    throw new ApiError("conflict", `An organization has at most ${maxNamespaces} limit namespaces`);
  }
}

function viewOf(row: NamespaceRow): LimitNamespace {
  return { ...listedOf(row), overrides: LimitOverrides.parse(row.overrides) };
}

function listedOf({
  id,
  name,
  description,
  windows,
  concurrency,
  createdAt,
  updatedAt,
}: Omit<NamespaceRow, "overrides">): ListedNamespace {
  return {
    id,
    namespace: name,
    description,
    windows: NamespaceWindows.parse(windows),
    concurrency,
    created_at: wholeSecond(createdAt),
    updated_at: updatedAt.toISOString(),
  };
}

/** An identifier may name a person, and is told by no event. */
async function record(tx: PrismaSession, principal: Principal, type: EventType, row: NamespaceRow): Promise<void> {
  const data = { name: row.name };
  await recordEvent(tx, { ...actedBy(principal), environment: "production", type, subjectId: row.id, data });
}
