import "server-only";
import type { Principal } from "@/lib/access/principal";
import { ApiError } from "@/lib/http/api-error";

/** Budgets of all products are listed together; a management key for some products sees none of them: 403. */
export function requireReach({ managedProducts }: Principal): void {
  if (managedProducts === undefined) return;
  throw new ApiError("forbidden", "Budgets are of all products; a management key for some may not use them");
}
