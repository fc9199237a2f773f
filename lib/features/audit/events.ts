import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Event as EventRow } from "@/lib/generated/prisma/client";
import { afterCursor, newestFirst, pageOf } from "@/lib/http/pagination";
import { csvLine } from "@/lib/platform/csv";
import { containing, nameHolding } from "@/lib/platform/text-search";
import { wholeSecond } from "@/lib/platform/whole-second";
import { readCredentialNames } from "@/lib/tenancy/credential-names";
import { eventTypes } from "@/lib/tenancy/event-catalogue";
import { actedBy, operator, recordEvent } from "@/lib/tenancy/events";
import {
  type Actor,
  type ActorQuery,
  type AuditEvent,
  type AuditExport,
  type AuditFilter,
  type AuditList,
  type AuditQuery,
  offeredActors,
} from "./contract";
import { conditionOf } from "./event-filter";

const exportedRows = 10_000;
const descriptions = new Map<string, string>(eventTypes.map(({ id, description }) => [id, description]));

/** A page of the organization's events, newest first. */
export async function listEvents(principal: Principal, { limit, cursor, ...filter }: AuditQuery): Promise<AuditList> {
  const found = await runtime().database.prisma.event.findMany({
    where: { AND: [conditionOf(principal, filter), afterCursor(cursor)] },
    orderBy: newestFirst,
    take: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { data: await describe(principal.organizationId, rows), next_cursor };
}

/** The filtered events as CSV, newest first, at most 10,000; that somebody took them is an event itself. */
export async function exportEvents(principal: Principal, filter: AuditFilter): Promise<AuditExport> {
  const { clock, database } = runtime();
  const found = await database.prisma.event.findMany({
    where: conditionOf(principal, filter),
    orderBy: newestFirst,
    take: exportedRows + 1,
  });
  const cut = found.length > exportedRows;
  const events = await describe(principal.organizationId, found.slice(0, exportedRows));
  await database.prisma.$transaction((tx) =>
    recordEvent(tx, {
      ...actedBy(principal),
      type: "audit.exported",
      data: { rows: events.length, filter: JSON.parse(JSON.stringify(filter)) },
    }),
  );
  const csv = [header, ...events.map(cellsOf)].map(csvLine).join("");
  return { name: `audit-log-${new Date(clock.now()).toISOString().slice(0, 10)}.csv`, csv, rows: events.length, cut };
}

const header = [
  "time_utc",
  "event",
  "type",
  "actor",
  "actor_email",
  "credential",
  "environment",
  "target",
  "data",
] as const;

function cellsOf(event: AuditEvent): (string | null)[] {
  const { created_at, id, type, actor, credential, environment, subject_id, data } = event;
  return [
    created_at,
    id,
    type,
    actor?.name ?? null,
    actor?.email ?? null,
    credential?.name ?? null,
    environment,
    subject_id,
    JSON.stringify(data),
  ];
}

async function describe(organizationId: string, rows: readonly EventRow[]): Promise<AuditEvent[]> {
  const [people, credentials] = await Promise.all([
    namePeople(organizationId, distinct(rows.map(({ actorId }) => actorId))),
    nameCredentials(organizationId, rows),
  ]);
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    description: descriptions.get(row.type) ?? row.type,
    environment: row.environment,
    actor: row.actorId === null ? null : (people.get(row.actorId) ?? absentActor(row.actorId)),
    credential:
      row.credentialId === null
        ? null
        : { id: row.credentialId, name: credentials.get(row.credentialId) ?? row.credentialId },
    subject_id: row.subjectId,
    outcome: row.outcome ?? "success",
    address: row.address,
    user_agent: row.userAgent,
    data: row.data as AuditEvent["data"],
    created_at: wholeSecond(row.createdAt),
    sequence: row.sequence === null ? null : Number(row.sequence),
    hash: row.hash,
  }));
}

function absentActor(id: string): Actor {
  return { id, name: id === operator ? "The operator of this deployment" : "A deleted user", email: null };
}

/** Members by part of their name or address; with an `id`, who that actor is. */
export async function findActors(principal: Principal, { search, id }: ActorQuery): Promise<{ data: Actor[] }> {
  const { organizationId } = principal;
  if (id !== undefined) return { data: [(await namePeople(organizationId, [id])).get(id) ?? absentActor(id)] };
  const { pool, prisma } = runtime().database;
  const isNamed = search ? { OR: [await nameHolding(pool, search), { email: containing(search) }] } : {};
  const data = await prisma.user.findMany({
    where: { memberships: { some: { organizationId } }, ...isNamed },
    select: { id: true, name: true, email: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: offeredActors,
  });
  return { data };
}

/** Names of who acted. Only members are named: administrators of the deployment act on organizations of others. */
async function namePeople(organizationId: string, ids: readonly string[]): Promise<Map<string, Actor>> {
  const users = await runtime().database.prisma.user.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      name: true,
      email: true,
      instanceAdmin: true,
      memberships: { where: { organizationId }, select: { role: true } },
    },
  });
  return new Map(
    users.map(({ id, name, email, instanceAdmin, memberships }) => {
      const stranger = instanceAdmin ? "An administrator of this deployment" : "A former member";
      return [id, memberships.length > 0 ? { id, name, email } : { id, name: stranger, email: null }];
    }),
  );
}

function nameCredentials(organizationId: string, rows: readonly EventRow[]): Promise<Map<string, string>> {
  const ids = distinct(rows.map(({ credentialId }) => credentialId));
  return readCredentialNames(runtime().database.pool, organizationId, ids);
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
