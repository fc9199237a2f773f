import "server-only";
import { dayMs } from "@/lib/access/limit-windows";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import { client, type DemoPlace, type PlacedKey } from "./demo-place";
import type { DemoRandom } from "./demo-random";

const keptDays = 88;

type Told = {
  type: EventType;
  atMs: number;
  subjectId: string | null;
  actorId: string | null;
  data: Prisma.InputJsonObject;
};

/** Writes what happened in an organization in the last 88 days: its keys' lives, prompts, sign-ins, and who joined. */
export async function writeEvents(
  tx: PrismaSession,
  place: DemoPlace,
  keys: readonly PlacedKey[],
  random: DemoRandom,
): Promise<void> {
  const told = [
    ...keys.flatMap((key) => lifeOf(key)),
    ...(await promptEvents(tx, place)),
    ...(await memberEvents(tx, place)),
  ];
  if (place.id === place.ownerId) told.push(...signIns(place, random));
  const sinceMs = place.nowMs - keptDays * dayMs;
  await tx.event.createMany({
    data: told
      .filter(({ atMs }) => atMs > sinceMs && atMs < place.nowMs)
      .sort((one, other) => one.atMs - other.atMs)
      .map(({ atMs, ...event }) => ({
        ...event,
        id: newId("evt"),
        organizationId: place.id,
        environment: "production" as const,
        createdAt: new Date(atMs),
      })),
  });
}

function lifeOf(key: PlacedKey): Told[] {
  const { id, name, product, createdById, createdAt, revokedAt, replacedById } = key;
  const about = { subjectId: id, actorId: createdById, data: { key_id: id, name, product } };
  const events: Told[] = [{ ...about, type: "key.created", atMs: createdAt.getTime() }];
  if (revokedAt) events.push({ ...about, type: "key.revoked", atMs: revokedAt.getTime() });
  if (replacedById) {
    const atMs = createdAt.getTime() + dayMs;
    events.push({ ...about, type: "key.updated", atMs, data: { ...about.data, changed: ["name"] } });
  }
  return events;
}

async function promptEvents(tx: PrismaSession, { id }: DemoPlace): Promise<Told[]> {
  const versions = await tx.promptVersion.findMany({
    where: { prompt: { organizationId: id } },
    include: { prompt: { select: { name: true } } },
    orderBy: [{ promptId: "asc" }, { version: "asc" }],
  });
  return versions.map(({ promptId, version, createdAt, createdById, prompt: { name } }) => ({
    type: version === 1 ? "prompt.created" : "prompt.version.created",
    atMs: createdAt.getTime(),
    subjectId: promptId,
    actorId: createdById,
    data: { prompt_id: promptId, name, ...(version === 1 ? {} : { version }) },
  }));
}

async function memberEvents(tx: PrismaSession, { id, ownerId }: DemoPlace): Promise<Told[]> {
  const members = await tx.membership.findMany({ where: { organizationId: id, userId: { not: ownerId } } });
  const invitations = await tx.invitation.findMany({ where: { organizationId: id } });
  return [
    ...members.map(({ userId, role, createdAt }) => ({
      type: "member.added" as const,
      atMs: createdAt.getTime(),
      subjectId: userId,
      actorId: userId,
      data: { user_id: userId, role },
    })),
    ...invitations.map(({ id: invitationId, email, role, createdAt }) => ({
      type: "invitation.created" as const,
      atMs: createdAt.getTime(),
      subjectId: invitationId,
      actorId: ownerId,
      data: { invitation_id: invitationId, email, role },
    })),
  ];
}

/** On most working days somebody signs in; now and then a password is wrong. */
function signIns({ ownerId, nowMs, ageDays }: DemoPlace, random: DemoRandom): Told[] {
  const about = { subjectId: ownerId, actorId: ownerId };
  const data = { user_id: ownerId, outcome: "success", ...client };
  const events: Told[] = [];
  for (let daysAgo = Math.min(ageDays - 1, keptDays - 1); daysAgo >= 0; daysAgo -= 1) {
    if (random.next() > 0.35) continue;
    const atMs = nowMs - (daysAgo + 0.1 + 0.3 * random.next()) * dayMs;
    if (random.next() < 0.2) {
      const failure = { ...data, outcome: "failure", reason: "wrong_password", method: "password", attempts: 1 };
      events.push({ ...about, type: "user.sign_in_failed", atMs: atMs - 40_000, actorId: null, data: failure });
    }
    events.push({ ...about, type: "user.signed_in", atMs, data: { ...data, method: "password" } });
  }
  const confirmedMs = nowMs - 2.2 * dayMs;
  events.push({ ...about, type: "session.confirmed", atMs: confirmedMs, data: { ...data, method: "password" } });
  events.push({ ...about, type: "audit.exported", atMs: confirmedMs + 60_000, data: { rows: events.length } });
  return events;
}
