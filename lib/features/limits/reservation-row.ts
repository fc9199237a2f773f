import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { ReservationState } from "@/lib/generated/prisma/enums";
import { wholeSecond } from "@/lib/platform/whole-second";
import type { Reservation } from "./reservation-contract";

/** A reservation as it is read. */
export type ReservationRow = {
  id: string;
  identifier: string;
  state: ReservationState;
  subject: string;
  /** As `Counted` reads it. */
  counted: unknown;
  reserved: number;
  cost: bigint | null;
  createdAt: Date;
  expiresAt: Date;
  isOver: boolean;
};

export const reservationColumns = Prisma.sql`
  id, identifier, state, subject, counted, reserved, cost, created_at AS "createdAt", expires_at AS "expiresAt",
  expires_at <= clock_timestamp() AS "isOver"`;

/** A reservation as it is told. */
export function viewOf({ id, identifier, state, reserved, cost, createdAt, expiresAt }: ReservationRow): Reservation {
  return {
    id,
    identifier,
    status: state,
    reserved,
    cost: cost === null ? null : Number(cost),
    created_at: wholeSecond(createdAt),
    expires_at: wholeSecond(expiresAt),
  };
}
