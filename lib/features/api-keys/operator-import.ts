import "server-only";
import { importedKeysSubject } from "@/lib/access/imported-keys";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { policyBounds } from "@/lib/http/hold-policy";
import { operator } from "@/lib/tenancy/events";
import type { ImportedKey, ImportedRow } from "./import-contract";
import { importInto } from "./import-keys";

/** Imports a batch into an organization for the operator's command, by the rules of `importApiKeys`, with no bound on their number. */
export function importByOperator(organizationId: string, keys: readonly ImportedKey[]): Promise<ImportedRow[]> {
  const { changes, clock } = runtime();
  const principal = actingFor(organizationId);
  return changes.commit(async (tx) => {
    // The operator has the machine itself: who may make keys is no question to them, how long keys may live is.
    const policy = { ...(await policyBounds(tx, organizationId, "key")), requireMaker: () => undefined };
    const actor = { organizationId, environment: "production" as const, actorId: operator, credentialId: null };
    const maker = { createdByKeyId: null, createdByTokenId: null };
    const making = { tx, principal, holder: principal, policy, nowMs: clock.now(), actor, maker };
    return { result: await importInto(tx, making, keys, null), subjects: [importedKeysSubject] };
  });
}

/** The reach of a management key for all products, which is no credential that anybody holds. */
function actingFor(organizationId: string): Principal {
  return {
    kind: "management-key",
    credentialId: operator,
    organizationId,
    plan: "free",
    limitOverrides: null,
    environment: "production",
    userId: null,
    role: null,
    instanceAdmin: false,
    scopes: "all",
  };
}
