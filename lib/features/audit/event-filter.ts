import "server-only";
import { plainAddress } from "@/lib/access/address";
import type { Principal } from "@/lib/access/principal";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { AuditFilter } from "./contract";

/** Events of the caller's organization that match every filter; of a key with scopes, those of its environment. */
export function conditionOf(
  { organizationId, environment, scopes }: Principal,
  { type, actor, credential, target, address, agent, outcome, from, to }: AuditFilter,
): Prisma.EventWhereInput {
  return {
    organizationId,
    ...(scopes === "all" ? {} : { environment }),
    ...(type ? { type } : {}),
    ...(actor ? { actorId: actor } : {}),
    ...(credential ? { credentialId: credential } : {}),
    ...(target ? { subjectId: target } : {}),
    ...(address ? { address: plainAddress(address) ?? address } : {}),
    ...(agent ? { userAgent: agent } : {}),
    ...(outcome ? { outcome } : {}),
    ...(from || to
      ? { createdAt: { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lt: new Date(to) } : {}) } }
      : {}),
  };
}
