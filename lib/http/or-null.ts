import "server-only";
import { ApiError } from "./api-error";

/** What a page looks up: null where an endpoint would answer 404, also for an address that no id can have. */
export async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not_found") return null;
    throw error;
  }
}
