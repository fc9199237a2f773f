import { listLeases } from "@/lib/features/limits/held";
import { acquireContract, listLeasesContract } from "@/lib/features/limits/lease-contract";
import { acquireLease } from "@/lib/features/limits/leases";
import { route } from "@/lib/http/route";

export const GET = route(listLeasesContract, ({ principal, params, query }) =>
  listLeases(principal, params.namespace, query),
);

export const POST = route(acquireContract, ({ principal, params, body }) =>
  acquireLease(principal, params.namespace, body),
);
