import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";

/** Events belong to no product: a management key for some products neither reports nor sees any, which is a 403. */
export function requireWholeReach({ managedProducts }: Principal): void {
  if (managedProducts === undefined) return;
  throw new ApiError(
    "forbidden",
    "Usage events belong to no product; a management key for some products may not use meters",
  );
}
