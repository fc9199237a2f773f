import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { Prisma } from "@/lib/generated/prisma/client";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { newId } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { lockUntilCommit } from "@/lib/platform/transaction-lock";
import { wholeSecond } from "@/lib/platform/whole-second";
import { findLimit } from "./find-limit";
import { takeTurn } from "./identifier-turns";
import type { Acquire, Lease, LeaseVerdict, Renew } from "./lease-contract";
import { requireWholeReach } from "./limits-reach";
import { noSuchNamespace } from "./namespaces";

/** Whose slots are decided on, one after the other in all processes. */
type Holder = { namespaceId: string; identifier: string };

/**
 * Holds slots of an identifier where it then holds no more than it may, and nothing otherwise. Time is the database's, which
 * all processes share. 404 for a namespace that is not there, 409 for one without concurrency.
 */
export async function acquireLease(
  principal: Principal,
  name: string,
  wanted: Acquire,
): Promise<{ data: LeaseVerdict }> {
  const { identifier, slots, ttl_seconds: ttlSeconds } = wanted;
  const { namespace, found } = await findLimit(principal, name, identifier);
  const { concurrency: limit } = found;
  if (limit === null) throw new ApiError("conflict", "This limit namespace says no concurrency");
  const holder = { namespaceId: namespace.id, identifier };
  const leave = await takeTurn(nameOf(holder));
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    // It goes with all its leases, and none comes after.
    const there = await tx.$queryRaw<unknown[]>`SELECT FROM limit_namespaces WHERE id = ${namespace.id} FOR KEY SHARE`;
    if (there.length === 0) throw noSuchNamespace();
    await inTurn(tx, holder);
    const held = await heldSlots(tx, holder);
    const isAllowed = held + slots <= limit;
    const lease = isAllowed ? await insertLease(tx, holder, slots, ttlSeconds) : null;
    return {
      data: {
        allowed: isAllowed,
        identifier,
        lease,
        limit,
        held: isAllowed ? held + slots : held,
        retry_after: isAllowed || slots > limit ? null : await secondsUntilFree(tx, holder, held + slots - limit),
      },
    };
  }).finally(leave);
}

/** Holds a lease's slots for longer, from now on. 404 for one that is over or not of this namespace. */
export function renewLease(
  principal: Principal,
  name: string,
  id: string,
  { ttl_seconds: ttlSeconds }: Renew,
): Promise<{ data: Lease }> {
  requireWholeReach(principal);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const [holder] = await tx.$queryRaw<Holder[]>`
      SELECT namespace_id AS "namespaceId", identifier FROM limit_leases WHERE ${isLease(principal, name, id)}`;
    if (!holder) throw noSuchLease();
    // Whoever counts what is held sees it either as it was, before its end, or as it is now.
    await inTurn(tx, holder);
    const [lease] = await tx.$queryRaw<LeaseRow[]>`
      UPDATE limit_leases SET expires_at = clock_timestamp() + make_interval(secs => ${ttlSeconds})
       WHERE id = ${id} AND expires_at > clock_timestamp() RETURNING ${columns}`;
    if (!lease) throw noSuchLease();
    return { data: viewOf(lease) };
  });
}

/** Frees a lease's slots. 404 for one that is over or not of this namespace. */
export function releaseLease(principal: Principal, name: string, id: string): Promise<void> {
  requireWholeReach(principal);
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const [ended] = await tx.$queryRaw<{ isOver: boolean }[]>`
      DELETE FROM limit_leases WHERE ${isLease(principal, name, id)}
      RETURNING expires_at <= clock_timestamp() AS "isOver"`;
    if (!ended || ended.isOver) throw noSuchLease();
  });
}

type LeaseRow = { id: string; identifier: string; slots: number; expiresAt: Date };
const columns = Prisma.sql`id, identifier, slots, expires_at AS "expiresAt"`;

function isLease({ organizationId }: Principal, name: string, id: string): Prisma.Sql {
  return Prisma.sql`id = ${id} AND namespace_id =
    (SELECT n.id FROM limit_namespaces n WHERE n.organization_id = ${organizationId} AND n.name = ${name})`;
}

function nameOf({ namespaceId, identifier }: Holder): string {
  return `limit leases ${namespaceId} ${identifier}`;
}

function inTurn(tx: PrismaSession, holder: Holder): Promise<void> {
  return lockUntilCommit(tx, nameOf(holder));
}

/** What is held now; what is over is cleared away. */
async function heldSlots(tx: PrismaSession, { namespaceId, identifier }: Holder): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM limit_leases
     WHERE namespace_id = ${namespaceId} AND identifier = ${identifier} AND expires_at <= clock_timestamp()`;
  const [row] = await tx.$queryRaw<{ held: number }[]>`
    SELECT coalesce(sum(slots), 0)::int AS held FROM limit_leases
     WHERE namespace_id = ${namespaceId} AND identifier = ${identifier}`;
  return row?.held ?? 0;
}

async function insertLease(
  tx: PrismaSession,
  { namespaceId, identifier }: Holder,
  slots: number,
  ttlSeconds: number,
): Promise<Lease | null> {
  const [lease] = await tx.$queryRaw<LeaseRow[]>`
    INSERT INTO limit_leases (id, namespace_id, identifier, slots, expires_at)
    VALUES (${newId("lse")}, ${namespaceId}, ${identifier}, ${slots}, clock_timestamp() + make_interval(secs => ${ttlSeconds}))
    RETURNING ${columns}`;
  return lease ? viewOf(lease) : null;
}

/** When the leases that expire first have freed as many slots as are missing; whole seconds, rounded up. */
async function secondsUntilFree(
  tx: PrismaSession,
  { namespaceId, identifier }: Holder,
  missing: number,
): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ seconds: number }[]>`
    SELECT greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp())))::int AS seconds
      FROM (SELECT expires_at, sum(slots) OVER (ORDER BY expires_at, id) AS freed FROM limit_leases
             WHERE namespace_id = ${namespaceId} AND identifier = ${identifier}) AS ending
     WHERE freed >= ${missing} ORDER BY expires_at LIMIT 1`;
  return row?.seconds ?? null;
}

function viewOf({ id, identifier, slots, expiresAt }: LeaseRow): Lease {
  return { id, identifier, slots, expires_at: wholeSecond(expiresAt) };
}

function noSuchLease(): ApiError {
  return new ApiError("not_found", "There is no such lease, or it has expired");
}
