import { reconcileMeter } from "@/lib/features/metering/reconcile-meter";
import { reconcileMeterContract } from "@/lib/features/metering/reconciliation-contract";
import { route } from "@/lib/http/route";

export const GET = route(reconcileMeterContract, ({ principal, params, query }) =>
  reconcileMeter(principal, params.key, query),
);
