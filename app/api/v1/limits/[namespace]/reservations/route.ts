import { reserveContract } from "@/lib/features/limits/reservation-contract";
import { reserve } from "@/lib/features/limits/reservations";
import { route } from "@/lib/http/route";

export const POST = route(reserveContract, ({ principal, params, body }) => reserve(principal, params.namespace, body));
