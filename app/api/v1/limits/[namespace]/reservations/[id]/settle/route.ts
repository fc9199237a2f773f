import { settleContract } from "@/lib/features/limits/reservation-contract";
import { settle } from "@/lib/features/limits/settle";
import { route } from "@/lib/http/route";

export const POST = route(settleContract, ({ principal, params, body }) =>
  settle(principal, params.namespace, params.id, body),
);
