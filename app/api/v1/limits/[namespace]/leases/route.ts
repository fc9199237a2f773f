import { acquireContract } from "@/lib/features/limits/lease-contract";
import { acquireLease } from "@/lib/features/limits/leases";
import { route } from "@/lib/http/route";

export const POST = route(acquireContract, ({ principal, params, body }) =>
  acquireLease(principal, params.namespace, body),
);
