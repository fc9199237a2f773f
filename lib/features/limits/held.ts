import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { leaseColumns, type SlotLease } from "@/lib/access/slot-leases";
import { Prisma } from "@/lib/generated/prisma/client";
import { decodeCursor, pageOf } from "@/lib/http/pagination";
import type { OfIdentifier } from "./contract";
import type { Lease } from "./lease-contract";
import { viewOf as leaseView } from "./leases";
import { isOfNamespace, requireWholeReach } from "./limits-reach";
import { noSuchNamespace } from "./namespaces";
import type { Reservation } from "./reservation-contract";
import { type ReservationRow, reservationColumns, viewOf as reservationView } from "./reservation-row";

/** A page of the leases of a namespace that are held now, newest first; 404 where there is no such namespace. */
export async function listLeases(
  principal: Principal,
  name: string,
  asked: OfIdentifier,
): Promise<{ data: Lease[]; next_cursor: string | null }> {
  await requireNamespace(principal, name);
  const found = await runtime().database.prisma.$queryRaw<SlotLease[]>`
    SELECT ${leaseColumns} FROM limit_leases WHERE ${isOfNamespace(principal, name)} AND ${isAsked(asked)}`;
  const { rows, next_cursor } = pageOf(found, asked.limit);
  return { data: rows.map(leaseView), next_cursor };
}

/** A page of the reservations of a namespace that count until they are settled, newest first; 404 where there is no such namespace. */
export async function listReservations(
  principal: Principal,
  name: string,
  asked: OfIdentifier,
): Promise<{ data: Reservation[]; next_cursor: string | null }> {
  await requireNamespace(principal, name);
  const found = await runtime().database.prisma.$queryRaw<ReservationRow[]>`
    SELECT ${reservationColumns} FROM limit_reservations
     WHERE ${isOfNamespace(principal, name)} AND state = 'held' AND ${isAsked(asked)}`;
  const { rows, next_cursor } = pageOf(found, asked.limit);
  return { data: rows.map(reservationView), next_cursor };
}

/** An empty list would say that nothing is held, also of a name that was mistyped. */
async function requireNamespace(principal: Principal, name: string): Promise<void> {
  requireWholeReach(principal);
  const { organizationId } = principal;
  const count = await runtime().database.prisma.limitNamespace.count({ where: { organizationId, name } });
  if (count === 0) throw noSuchNamespace();
}

/** What is held now by the database's clock, which alone says so; in the order of a list, and one row more than its page. */
function isAsked({ identifier, cursor, limit }: OfIdentifier): Prisma.Sql {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  const ofOne = identifier === undefined ? Prisma.empty : Prisma.sql`AND identifier = ${identifier}`;
  const further = after ? Prisma.sql`AND (created_at, id) < (${after.createdAt}, ${after.id})` : Prisma.empty;
  return Prisma.sql`expires_at > clock_timestamp() ${ofOne} ${further}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
}
