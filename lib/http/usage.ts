import "server-only";
import { type ProductId, productOf } from "@/lib/access/catalogue";
import { type CredentialKind, isCustomersToken, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { boundedTags } from "@/lib/access/tag-budget";
import { sessionsCredential } from "@/lib/tenancy/credential-names";
import { noteCall } from "@/lib/watch/awaited-calls";
import { watches } from "@/lib/watch/watches";
import type { RefusalReason } from "./refusal-guide";
import type { UnreadRequest } from "./unread-request";

/** An answered request as usage names it. */
export type AnsweredRequest = {
  product: ProductId;
  endpoint: string;
  status: number;
  /** From the gate's first look at the request until its answer was known, in milliseconds. */
  elapsedMs: number;
  /** Why it was refused; absent where it was not, or its handler made the answer in its own words. */
  reason?: RefusalReason | null;
  /** Where the request came from, and the `User-Agent` that it named; null where that is not known. */
  address: string | null;
  agent: string | null;
  /** What the service that was called tells its requests apart by besides. */
  tags?: readonly string[] | undefined;
};

/** Kinds of credentials whose latest requests are kept. What people do in sessions is not. */
const keptKinds: ReadonlySet<CredentialKind> = new Set(["api-key", "user-key", "management-key", "pat"]);

/** Counts an answered request for its organization and watches it; the dashboard's own requests are no usage, but watched. */
export function recordUsage(principal: Principal, answered: AnsweredRequest): void {
  const { product, endpoint, status, elapsedMs, reason, address, agent, tags } = answered;
  watches().activity.answered(principal, status);
  if (productOf(product).counts !== "organization") return;
  noteCall(principal.credentialId, { endpoint, status, elapsedMs });
  const { ledger, clock, recentRequests } = runtime();
  const atMs = clock.now();
  const { organizationId, credentialId, environment, kind } = principal;
  const isSession = kind === "session-jwt" || (kind === "external-jwt" && !isCustomersToken(principal));
  const credential = isSession ? sessionsCredential.id : credentialId;
  ledger.answered({
    organizationId,
    credentialId: credential,
    environment,
    product,
    endpoint,
    status,
    atMs,
    elapsedMicros: Math.round(elapsedMs * 1_000),
    ...(tags && tags.length > 0 ? { tags: boundedTags(organizationId, tags, atMs, mayAddTags(status)) } : {}),
  });
  if (!keptKinds.has(kind)) return;
  recentRequests.note({
    organizationId,
    credentialId,
    environment,
    product,
    endpoint,
    status,
    reason: reason ?? "",
    elapsedMs,
    address,
    agent,
    atMs,
  });
}

/** What may not pass at all must not use up the tags of those that may: a revoked key is in strangers' hands. */
function mayAddTags(status: number): boolean {
  return status !== 401 && status !== 403;
}

/** Where a request came from, as usage keeps it. */
export function senderOf({ address, headers }: UnreadRequest): Pick<AnsweredRequest, "address" | "agent"> {
  return { address, agent: headers.get("user-agent") };
}
