import "server-only";
import { type ProductId, productOf } from "@/lib/access/catalogue";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { sessionsCredential } from "@/lib/tenancy/credential-names";
import { noteCall } from "@/lib/watch/awaited-calls";
import { watches } from "@/lib/watch/watches";

/** An answered request as usage names it. */
export type AnsweredRequest = {
  product: ProductId;
  endpoint: string;
  status: number;
  /** From the gate's first look at the request until its answer was known, in milliseconds. */
  elapsedMs: number;
};

/** Counts an answered request for its organization and watches it; the dashboard's own requests are no usage, but watched. */
export function recordUsage(principal: Principal, { product, endpoint, status, elapsedMs }: AnsweredRequest): void {
  watches().activity.answered(principal, status);
  if (productOf(product).counts !== "organization") return;
  noteCall(principal.credentialId, { endpoint, status, elapsedMs });
  const { ledger, clock } = runtime();
  const { organizationId, credentialId, environment, kind } = principal;
  const credential = kind === "session-jwt" || kind === "external-jwt" ? sessionsCredential.id : credentialId;
  ledger.answered({
    organizationId,
    credentialId: credential,
    environment,
    product,
    endpoint,
    status,
    atMs: clock.now(),
    elapsedMicros: Math.round(elapsedMs * 1_000),
  });
}
