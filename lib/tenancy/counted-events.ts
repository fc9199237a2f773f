import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { contentDigest, type Erasable, writtenText } from "./event-digest";
import { markedEvent, type NewEvent } from "./events";

/** What is tried again within this time is counted in one event. */
const windowMs = 10 * 60_000;
/** Most events of a type and an outcome in an organization within the window; what else comes is counted in the latest. */
const mostInWindow = 5;

type Who = { actorId: string | null; credentialId: string | null; subjectId: string | null };
type Repeatable = Omit<NewEvent, "subjectId" | "customerId"> & Pick<Who, "actorId" | "subjectId">;

/**
 * Records what a stranger can repeat: a count grows in `data.attempts`, not the log. The same means what `isSame` says of
 * the events of the type within ten minutes; `data.others` says how many of the attempts were not the same. Such an event
 * takes its place in the chain once its window is over.
 */
export async function recordCounted(
  tx: PrismaSession,
  event: Repeatable,
  isSame: (data: Readonly<Record<string, unknown>>, event: Who) => boolean,
  attempts = 1,
): Promise<void> {
  const { clock, auditMarks } = runtime();
  const { organizationId, type } = event;
  await lockUntilCommit(tx, `counted ${type} ${organizationId}`);
  const now = clock.now();
  const open = { organizationId, type, sequence: null, countingUntil: { gt: new Date(now) } };
  const recent = await tx.event.findMany({
    where: { ...open, AND: alike(event.data) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: mostInWindow,
  });
  const same = recent.find((one) => isSame(dataOf(one.data), one));
  const counting = same ?? (recent.length >= mostInWindow ? recent[0] : undefined);
  if (counting) {
    const before = dataOf(counting.data);
    // The event says nothing else of them: neither who they were nor from where.
    const others = Number(before.others ?? 0) + (same ? 0 : attempts);
    const data = { ...before, attempts: Number(before.attempts) + attempts, ...(others > 0 ? { others } : {}) };
    const erasable = counting.erasable as Erasable | null;
    const mark = auditMarks.mark(writtenText(contentDigest({ ...counting, data, erasable })));
    // Sealed meanwhile by a process whose clock is ahead.
    const { count } = await tx.event.updateMany({ where: { ...open, id: counting.id }, data: { data, mark } });
    if (count > 0) return;
  }
  const { credentialId = null } = event;
  const countingUntil = new Date(now + windowMs);
  await tx.event.create({
    data: markedEvent({ ...event, credentialId, data: { ...event.data, attempts }, countingUntil }),
  });
}

/**
 * Wrong passwords, of which anybody makes many, must not take in a right proof that was refused, nor the wrong second
 * factor of somebody who knows the password. What ended in another way or was tried by another method counts apart.
 */
function alike(data: Readonly<Record<string, unknown>>): Prisma.EventWhereInput[] {
  return ["outcome", "method"].flatMap((name) => {
    const value = data[name];
    return typeof value === "string" ? [{ data: { path: [name], equals: value } }] : [];
  });
}

function dataOf(data: Prisma.JsonValue): Prisma.JsonObject {
  return Object(data);
}
