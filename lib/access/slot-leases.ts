import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { runtime } from "./runtime";
import { takeTurn } from "./slot-turns";

/** Whose slots are decided on, one after the other in all processes: an identifier's of a namespace, or of a plan's calls at once. */
export type SlotHolder = { identifier: string } & (
  | { namespaceId: string; organizationId?: undefined }
  | { organizationId: string; namespaceId?: undefined }
);

/** What is asked for: of calls at once also by whom, who alone renews and releases it. */
export type WantedSlots = { slots: number; ttlSeconds: number; askedBy: string | null };

/** Slots that are held until the database's clock has come to `expiresAt`. */
export type SlotLease = { id: string; identifier: string; slots: number; createdAt: Date; expiresAt: Date };

export type SlotVerdict = {
  /** One for each that was wanted, in their order; null where there was no room for all. */
  leases: SlotLease[] | null;
  /** How many slots are held after this decision. */
  held: number;
  /** Whole seconds after which there is room if nothing is renewed; null where there was, or never is. */
  retryAfter: number | null;
};

/**
 * Holds all the slots that are wanted where their holder then holds no more than `limit`, and none otherwise. Time is the database's,
 * which all processes share. `begin` may refuse once the transaction is open; `crowd` is the organization whose turn it takes.
 */
export async function acquireSlots(
  crowd: string,
  holder: SlotHolder,
  limit: number,
  wanted: readonly WantedSlots[],
  begin: (tx: PrismaSession) => Promise<void> = async () => undefined,
): Promise<SlotVerdict> {
  const slots = wanted.reduce((sum, one) => sum + one.slots, 0);
  const leave = await takeTurn(nameOf(holder), crowd);
  return inTransaction(runtime(), async (tx) => {
    await begin(tx);
    await inTurn(tx, holder);
    const held = await clearHeld(tx, holder);
    if (held + slots > limit) {
      const retryAfter = slots > limit ? null : await secondsUntilFree(tx, holder, held + slots - limit);
      return { leases: null, held, retryAfter };
    }
    const leases: SlotLease[] = [];
    for (const one of wanted) leases.push(await insertLease(tx, holder, one));
    return { leases, held: held + slots, retryAfter: null };
  }).finally(leave);
}

/** Holds slots of one of `mine` for longer, from now on; null where there is none of this id, or it is over. */
export function renewSlots(
  mine: Prisma.Sql,
  id: string,
  ttlSeconds: number,
  begin: (tx: PrismaSession) => Promise<void>,
): Promise<SlotLease | null> {
  return inTransaction(runtime(), async (tx) => {
    await begin(tx);
    const [row] = await tx.$queryRaw<
      { identifier: string; namespaceId: string | null; organizationId: string | null }[]
    >`
      SELECT identifier, namespace_id AS "namespaceId", organization_id AS "organizationId"
        FROM limit_leases WHERE id = ${id} AND ${mine}`;
    if (!row) return null;
    const { identifier, namespaceId, organizationId } = row;
    // A process that counts what is held sees it either as it was, before its end, or as it is now.
    await inTurn(
      tx,
      namespaceId === null ? { identifier, organizationId: organizationId ?? "" } : { identifier, namespaceId },
    );
    const [lease] = await tx.$queryRaw<SlotLease[]>`
      UPDATE limit_leases SET expires_at = clock_timestamp() + make_interval(secs => ${ttlSeconds})
       WHERE id = ${id} AND expires_at > clock_timestamp() RETURNING ${leaseColumns}`;
    return lease ?? null;
  });
}

/** Frees slots of one of `mine`; false where there is none of this id, or it was over. */
export function releaseSlots(
  mine: Prisma.Sql,
  id: string,
  begin: (tx: PrismaSession) => Promise<void>,
): Promise<boolean> {
  return inTransaction(runtime(), async (tx) => {
    await begin(tx);
    const [ended] = await tx.$queryRaw<{ isOver: boolean }[]>`
      DELETE FROM limit_leases WHERE id = ${id} AND ${mine}
      RETURNING expires_at <= clock_timestamp() AS "isOver"`;
    return ended !== undefined && !ended.isOver;
  });
}

/** How many slots each of an organization's holders of calls at once has now. */
export async function slotsHeld(
  organizationId: string,
  identifiers: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await runtime().database.prisma.$queryRaw<{ identifier: string; held: number }[]>`
    SELECT identifier, sum(slots)::int AS held FROM limit_leases
     WHERE organization_id = ${organizationId} AND identifier = ANY (${[...identifiers]}::text[])
       AND expires_at > clock_timestamp() GROUP BY identifier`;
  return new Map(rows.map(({ identifier, held }) => [identifier, held]));
}

/** What is read of a lease. */
export const leaseColumns = Prisma.sql`
  id, identifier, slots, created_at AS "createdAt", expires_at AS "expiresAt"`;

function nameOf({ namespaceId, organizationId, identifier }: SlotHolder): string {
  return namespaceId === undefined
    ? `calls at once ${organizationId} ${identifier}`
    : `limit leases ${namespaceId} ${identifier}`;
}

function inTurn(tx: PrismaSession, holder: SlotHolder): Promise<void> {
  return lockUntilCommit(tx, nameOf(holder));
}

function isOf({ namespaceId, organizationId, identifier }: SlotHolder): Prisma.Sql {
  return namespaceId === undefined
    ? Prisma.sql`organization_id = ${organizationId} AND identifier = ${identifier}`
    : Prisma.sql`namespace_id = ${namespaceId} AND identifier = ${identifier}`;
}

/** What is held now; what is over is cleared away. */
async function clearHeld(tx: PrismaSession, holder: SlotHolder): Promise<number> {
  await tx.$executeRaw`DELETE FROM limit_leases WHERE ${isOf(holder)} AND expires_at <= clock_timestamp()`;
  const [row] = await tx.$queryRaw<{ held: number }[]>`
    SELECT coalesce(sum(slots), 0)::int AS held FROM limit_leases WHERE ${isOf(holder)}`;
  return row?.held ?? 0;
}

async function insertLease(
  tx: PrismaSession,
  { namespaceId, organizationId, identifier }: SlotHolder,
  { slots, ttlSeconds, askedBy }: WantedSlots,
): Promise<SlotLease> {
  const [lease] = await tx.$queryRaw<SlotLease[]>`
    INSERT INTO limit_leases (id, namespace_id, organization_id, asked_by, identifier, slots, expires_at)
    VALUES (${newId(namespaceId === undefined ? "hld" : "lse")}, ${namespaceId ?? null}, ${organizationId ?? null}, ${askedBy},
            ${identifier}, ${slots}, clock_timestamp() + make_interval(secs => ${ttlSeconds}))
    RETURNING ${leaseColumns}`;
  return lease as SlotLease;
}

/** When the leases that expire first have freed as many slots as are missing; whole seconds, rounded up. */
async function secondsUntilFree(tx: PrismaSession, holder: SlotHolder, missing: number): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ seconds: number }[]>`
    SELECT greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp())))::int AS seconds
      FROM (SELECT expires_at, sum(slots) OVER (ORDER BY expires_at, id) AS freed FROM limit_leases
             WHERE ${isOf(holder)}) AS ending
     WHERE freed >= ${missing} ORDER BY expires_at LIMIT 1`;
  return row?.seconds ?? null;
}
