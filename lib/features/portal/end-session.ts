import "server-only";
import type { PortalPrincipal, Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import type { Prisma } from "@/lib/generated/prisma/client";
import { Answer } from "@/lib/http/answer";
import { ApiError } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { forgottenPortalCookie } from "@/lib/http/portal-cookie";
import type { PrismaSession } from "@/lib/platform/database";
import { endPortals } from "@/lib/tenancy/end-portals";
import { actedBy } from "@/lib/tenancy/events";
import { recordPortalEvent } from "./portal-events";

/**
 * Closes a portal from the next request on, in every process, or withdraws a link that was not opened. A management key for some
 * products closes those that its line made. 404 for one that is not there; a second time changes nothing.
 */
export function endPortalSession(principal: Principal, id: string): Promise<void> {
  const { organizationId, managedProducts, credentialId } = principal;
  return runtime().changes.commit(async (tx) => {
    await holdCaller(tx, principal);
    const own = managedProducts === undefined ? {} : { createdByKeyId: { in: await lineOf(tx, credentialId) } };
    return { result: undefined, subjects: await end(tx, principal, { id, organizationId, ...own }) };
  });
}

/** A key, and those whose place it took or that took its. */
async function lineOf(tx: PrismaSession, keyId: string): Promise<string[]> {
  const { lineId, organizationId } = await tx.apiKey.findUniqueOrThrow({ where: { id: keyId } });
  const line = await tx.apiKey.findMany({ where: { lineId, organizationId }, select: { id: true } });
  return line.map(({ id }) => id);
}

/** Closes the portal that asks for it. */
export async function leavePortal(principal: PortalPrincipal): Promise<Answer> {
  const { credentialId: id, organizationId } = principal;
  await runtime().changes.commit(async (tx) => ({
    result: undefined,
    subjects: await end(tx, principal, { id, organizationId }),
  }));
  return new Answer(204, { "cache-control": "no-store" }, "", [forgottenPortalCookie(runtime().settings)]);
}

async function end(tx: PrismaSession, principal: Principal, where: Prisma.PortalSessionWhereInput): Promise<string[]> {
  const session = await tx.portalSession.findFirst({ where, include: { customer: true } });
  if (!session) throw new ApiError("not_found", "There is no such portal session");
  const { id, customer } = session;
  const subjects = await endPortals(tx, { id }, new Date(runtime().clock.now()));
  if (subjects.length > 0) await recordPortalEvent(tx, actedBy(principal), "portal.session_ended", { id, customer });
  return subjects;
}
