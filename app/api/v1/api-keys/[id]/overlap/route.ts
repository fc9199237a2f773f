import { GET } from "@/app/api/v1/api-keys/[id]/route";
import { extendOverlapContract } from "@/lib/features/api-keys/contract";
import { extendOverlap } from "@/lib/features/api-keys/extend-overlap";
import { route } from "@/lib/http/route";

export const POST = route(
  extendOverlapContract,
  ({ principal, params, body }) => extendOverlap(principal, params.id, body.grace_period_seconds),
  { state: GET },
);
