import { releaseContract } from "@/lib/features/limits/lease-contract";
import { releaseLease } from "@/lib/features/limits/leases";
import { route } from "@/lib/http/route";

export const DELETE = route(releaseContract, ({ principal, params }) =>
  releaseLease(principal, params.namespace, params.id),
);
