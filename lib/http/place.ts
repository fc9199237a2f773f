import "server-only";
import type { Place } from "@/lib/platform/whose-work";
import type { UnreadRequest } from "./unread-request";

/** A client's own word for itself is cut to a length worth keeping. */
const longestAgent = 400;

/** Where a request came from, as sessions and events remember it. */
export function placeOf({ address, headers }: Pick<UnreadRequest, "address" | "headers">): Place {
  return { address, userAgent: headers.get("user-agent")?.slice(0, longestAgent) ?? null };
}
