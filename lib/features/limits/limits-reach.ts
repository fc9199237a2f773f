import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";

/** Namespaces belong to no product: a management key for some products reaches none of them, which is a 403. */
export function requireWholeReach({ managedProducts }: Principal): void {
  if (managedProducts === undefined) return;
  throw new ApiError(
    "forbidden",
    "Limit namespaces belong to no product; a management key for some products may not use them",
  );
}
