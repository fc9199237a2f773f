import { z } from "zod";
import { ReservationState } from "@/lib/generated/prisma/enums";
import { seenBy, servedBy } from "@/lib/http/administered";
import { type Contract, defineContract } from "@/lib/http/contract";
import { listOf } from "@/lib/http/page";
import { Timestamp } from "@/lib/http/timestamp";
import { DecidedWindow, LimitVerdict, NamespaceParams, OfIdentifier, onePath, Take } from "./contract";

/** What it came to may be more than was thought, and more than may be taken at once. */
const settledCost = z.number().int().min(0).max(1_000_000_000);

/** A cost that counts until it is known. */
export const Reservation = z.object({
  id: z.string(),
  identifier: z.string(),
  /** `held` counts; `settled` counts what it came to; `released` and `expired` count nothing. */
  status: z.enum(ReservationState),
  reserved: z.number().int(),
  /** What it came to; null until it is settled. */
  cost: z.number().int().nullable(),
  created_at: Timestamp,
  /** When it is given back unless it is settled before; by the database's clock. */
  expires_at: Timestamp,
});
export type Reservation = z.output<typeof Reservation>;

export const Reserve = Take.extend({
  /** How long it counts where it is neither settled nor released. */
  ttl_seconds: z.number().int().min(1).max(86_400).default(600),
});
export type Reserve = z.output<typeof Reserve>;

export const Settle = z.strictObject({
  /** What it came to: less than was reserved, or more. */
  cost: settledCost,
});
export type Settle = z.output<typeof Settle>;

/** What asking for a reservation came to; it is null where it was refused. */
export const ReserveVerdict = LimitVerdict.extend({ reservation: Reservation.nullable() });
export type ReserveVerdict = z.output<typeof ReserveVerdict>;

/** What settling came to, and how the windows stand now. */
export const Settlement = Reservation.extend({
  windows: z.array(
    DecidedWindow.extend({
      /** By how much more than its limit is used; until that is gone nothing is let in. */
      excess: z.number().int(),
    }),
  ),
});
export type Settlement = z.output<typeof Settlement>;

const seen = { ...seenBy("manage:limits:read"), dashboard: true } as const;
const taken = { ...servedBy("manage:limits:take", "service:limits:take"), dashboard: true, product: "tunnel" } as const;
const path = `${onePath}/reservations`;
const params = NamespaceParams.extend({ id: z.string() });

export const reserveContract = defineContract({
  ...taken,
  leavesResource: true,
  method: "POST",
  creates: true,
  path,
  refuses: [409],
  summary: "Take a cost that is known only afterwards; from every window or from none, until it is settled",
  params: NamespaceParams,
  body: Reserve,
  success: { status: 200, body: z.object({ data: ReserveVerdict }), framed: true },
});

export const settleContract = defineContract({
  ...taken,
  method: "POST",
  path: `${path}/{id}/settle`,
  refuses: [409],
  summary: "Say what a reservation came to; the rest is given back, and what is more counts beyond the limit",
  params,
  body: Settle,
  success: { status: 200, body: z.object({ data: Settlement }), framed: true },
});

export const giveBackContract = defineContract({
  ...taken,
  method: "DELETE",
  path: `${path}/{id}`,
  refuses: [409],
  summary: "Give back all of a reservation",
  params,
  success: { status: 204 },
});

export const listReservationsContract = defineContract({
  ...seen,
  method: "GET",
  path,
  summary: "Reservations that are held now, newest first; of all identifiers or of one",
  params: NamespaceParams,
  query: OfIdentifier,
  success: { status: 200, body: listOf(Reservation), framed: true },
});

/** What is served of them: every row of reservations in the contract table. */
export const contracts: readonly Contract[] = [
  reserveContract,
  settleContract,
  giveBackContract,
  listReservationsContract,
];
