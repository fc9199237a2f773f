import "server-only";
import type { Principal } from "@/lib/access/principal";
import { actedBy } from "@/lib/tenancy/events";
import { watches } from "@/lib/watch/watches";
import type { ApiError } from "./api-error";
import { type Contract, endpointOf } from "./contract";
import { sourceOf } from "./dashboard-contract";
import { placeOf } from "./place";
import type { UnreadRequest } from "./unread-request";

/** Notes for the audit log a change that its caller may not make, by their role, their credential or a rule of the change. */
export function noteRefusedChange(
  contract: Contract,
  params: Readonly<Record<string, string>>,
  principal: Principal | null,
  request: UnreadRequest,
  { kind, message }: ApiError,
): void {
  if (!principal || (kind !== "forbidden" && kind !== "insufficient_scope")) return;
  if (contract.method === "GET" || contract.readsOnly || contract.audience === "library") return;
  watches().refusedChanges.note({
    ...actedBy(principal),
    subjectId: Object.values(params).at(-1)?.slice(0, longestSubject) ?? null,
    endpoint: endpointOf(sourceOf(contract) ?? contract),
    reason: message,
    place: placeOf(request),
  });
}

/** Longer than any identifier of ours. */
const longestSubject = 200;
