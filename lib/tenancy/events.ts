import "server-only";
import type { Environment } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { currentWork } from "@/lib/platform/whose-work";
import type { EventType } from "./event-catalogue";
import { contentDigest, erasableOf, writtenText } from "./event-digest";
import { listenersOf } from "./event-listeners";

/** The kind of job that hands an event to the webhook endpoints that asked for it; its payload is `{ eventId }`. */
export const fanOutJob = "webhooks.fan-out";

/** Something that happened; `data` is shown to the organization and sent by webhook, so it holds no secret. */
export type NewEvent = {
  type: EventType;
  organizationId: string;
  environment: Environment;
  actorId?: string | null;
  credentialId?: string | null;
  /** What it is about, such as a key's id. */
  subjectId?: string;
  /** The customer of the organization whom it concerns, and who may be told by a webhook of theirs. */
  customerId?: string | null;
  data: Readonly<Record<string, EventValue>>;
};

/** The actor of what the operator does with a command or by configuration, who is no user. */
export const operator = "operator";

type About = Pick<NewEvent, "subjectId" | "customerId" | "data">;

type EventValue = string | number | boolean | null | readonly EventValue[] | { readonly [name: string]: EventValue };

/** What an event says about who acted. */
export function actedBy({ organizationId, environment, userId, credentialId, kind }: Principal) {
  // A session's identifier means nothing to anybody later.
  const isSession = kind === "session-jwt" || kind === "dashboard-session";
  return { organizationId, environment, actorId: userId, credentialId: isSession ? null : credentialId };
}

/**
 * Records an event in the transaction of the change that it tells of: it exists exactly when the change does. So does
 * the work of sending it, where an endpoint asked for it. Returns the event's id.
 */
export async function recordEvent(tx: PrismaSession, event: NewEvent): Promise<string> {
  const { subjectId, customerId = null, data, ...shared } = event;
  const about = { ...(subjectId === undefined ? {} : { subjectId }), customerId, data };
  const [id] = await recordEvents(tx, shared, [about]);
  if (id === undefined) throw new Error("an event has an id");
  return id;
}

/** Records one event for each of several subjects that the same happened to, in the same way. Returns their ids. */
export async function recordEvents(
  tx: PrismaSession,
  { type, organizationId, environment, actorId = null, credentialId = null }: Omit<NewEvent, keyof About>,
  about: readonly About[],
): Promise<string[]> {
  const { jobs } = runtime();
  const shared = { type, organizationId, environment, actorId, credentialId };
  const events = about.map(({ subjectId = null, customerId = null, data }) => ({
    ...markedEvent({ ...shared, subjectId, data }),
    customerId,
  }));
  await tx.event.createMany({ data: events });
  const customerIds = [...new Set(events.flatMap(({ customerId }) => customerId ?? []))];
  const listening = await tx.webhookEndpoint.count({
    where: await listenersOf(tx, { type, organizationId, environment, customerIds }),
    take: 1,
  });
  const ids = events.map(({ id }) => id);
  if (listening > 0) {
    await jobs.enqueueAll(
      tx,
      fanOutJob,
      ids.map((eventId) => ({ eventId })),
    );
  }
  return ids;
}

type Unmarked = Omit<NewEvent, "subjectId" | "customerId"> & {
  actorId: string | null;
  credentialId: string | null;
  subjectId: string | null;
  countingUntil?: Date;
};

/** A new row of `events`, with where its request came from and the mark of its writer. */
export function markedEvent({ countingUntil, ...event }: Unmarked) {
  const { clock, auditMarks } = runtime();
  // As the database will give it back, without members that are undefined.
  const data: EventData = JSON.parse(JSON.stringify({ ...placeIn(event), ...event.data }));
  const row = { ...event, id: newId("evt"), data, createdAt: new Date(clock.now()) };
  const content = { ...row, countingUntil: countingUntil ?? null, erasable: erasableOf(data) };
  const mark = auditMarks.mark(writtenText(contentDigest(content)));
  return { ...content, erasable: content.erasable ?? Prisma.DbNull, mark };
}

type EventData = { [name: string]: Prisma.InputJsonValue | null };

/**
 * Where the request under way came from, in the log of the organization that it acts for and of the user who sends it.
 * Also in that of an account that nobody is signed in to yet. What an administrator does to others does not tell those
 * where they are.
 */
function placeIn({ organizationId, actorId }: Pick<Unmarked, "organizationId" | "actorId">): EventData {
  const work = currentWork();
  if (!work || work.isBackground || !work.place) return {};
  const isTheirs = work.subject === `org:${organizationId}` || actorId === organizationId;
  if (!isTheirs && !work.subject.startsWith("ip:")) return {};
  const { address, userAgent } = work.place();
  return { address, user_agent: userAgent };
}
