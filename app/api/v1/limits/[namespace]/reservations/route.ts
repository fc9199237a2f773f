import { listReservations } from "@/lib/features/limits/held";
import { listReservationsContract, reserveContract } from "@/lib/features/limits/reservation-contract";
import { reserve } from "@/lib/features/limits/reservations";
import { route } from "@/lib/http/route";

export const GET = route(listReservationsContract, ({ principal, params, query }) =>
  listReservations(principal, params.namespace, query),
);

export const POST = route(reserveContract, ({ principal, params, body }) => reserve(principal, params.namespace, body));
