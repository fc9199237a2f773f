import { giveBackContract } from "@/lib/features/limits/reservation-contract";
import { giveBack } from "@/lib/features/limits/settle";
import { route } from "@/lib/http/route";

export const DELETE = route(giveBackContract, ({ principal, params }) =>
  giveBack(principal, params.namespace, params.id),
);
