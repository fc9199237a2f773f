import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { requireWholeReach } from "./limits-reach";
import { noSuchNamespace } from "./namespaces";

/** A namespace of the caller's organization, with what it says of an identifier; 404 where there is none. */
export async function findLimit(principal: Principal, name: string, identifier: string) {
  requireWholeReach(principal);
  const namespace = await runtime().limitNamespaces.find(principal.organizationId, name);
  if (!namespace) throw noSuchNamespace();
  return { namespace, found: namespace.limitOf(identifier) };
}
