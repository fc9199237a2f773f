import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Event as EventRow } from "@/lib/generated/prisma/client";
import { wholeSecond } from "@/lib/platform/whole-second";
import { readCredentialNames } from "@/lib/tenancy/credential-names";
import { eventTypes } from "@/lib/tenancy/event-catalogue";
import { operator } from "@/lib/tenancy/events";
import type { Actor, AuditEvent } from "./contract";
import { eventSentence } from "./event-sentence";

const descriptions = new Map<string, string>(eventTypes.map(({ id, description }) => [id, description]));

/** Events as they are shown, with the names of who acted, of what they used and of what it was about. */
export async function describeEvents(organizationId: string, rows: readonly EventRow[]): Promise<AuditEvent[]> {
  const [people, credentials] = await Promise.all([
    namePeople(organizationId, distinct(rows.flatMap(({ actorId, subjectId }) => [actorId, subjectId]))),
    nameCredentials(organizationId, rows),
  ]);
  return rows.map((row) => {
    const told = {
      type: row.type,
      description: descriptions.get(row.type) ?? row.type,
      actor: row.actorId === null ? null : (people.get(row.actorId) ?? absentActor(row.actorId)),
      credential:
        row.credentialId === null
          ? null
          : { id: row.credentialId, name: credentials.get(row.credentialId) ?? noted(row) ?? row.credentialId },
      data: row.data as AuditEvent["data"],
    };
    return {
      id: row.id,
      summary: eventSentence(told),
      ...told,
      environment: row.environment,
      subject_id: row.subjectId,
      subject_name: nameIn(told.data) ?? (row.subjectId === null ? null : people.get(row.subjectId)?.name || null),
      outcome: row.outcome ?? "success",
      address: row.address,
      user_agent: row.userAgent,
      created_at: wholeSecond(row.createdAt),
      sequence: row.sequence === null ? null : Number(row.sequence),
      hash: row.hash,
    };
  });
}

/** What an event itself calls what it is about. */
function nameIn({ name, email }: AuditEvent["data"]): string | null {
  return textIn(name) ?? textIn(email);
}

function textIn(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** What an event itself calls the credential that it is about: sessions have no name elsewhere, and others may be gone. */
function noted({ credentialId, data }: EventRow): string | null {
  const { credential_id: id, credential_name: name } = data as AuditEvent["data"];
  return id === credentialId && typeof name === "string" && name !== "" ? name : null;
}

/** Who is no user any more, or never was one. */
export function absentActor(id: string): Actor {
  return { id, name: id === operator ? "The operator of this deployment" : "A deleted user", email: null };
}

/** Names of users among identifiers. Only members are named: administrators of the deployment act on organizations of others. */
export async function namePeople(organizationId: string, ids: readonly string[]): Promise<Map<string, Actor>> {
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
