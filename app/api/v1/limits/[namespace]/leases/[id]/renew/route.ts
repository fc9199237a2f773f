import { renewContract } from "@/lib/features/limits/lease-contract";
import { renewLease } from "@/lib/features/limits/leases";
import { route } from "@/lib/http/route";

export const POST = route(renewContract, ({ principal, params, body }) =>
  renewLease(principal, params.namespace, params.id, body),
);
