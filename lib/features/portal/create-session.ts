import "server-only";
import { hash } from "node:crypto";
import { branding } from "@/lib/access/branding";
import { productOf, productOfScope } from "@/lib/access/catalogue";
import { portalTokenPrefix } from "@/lib/access/portal-record";
import { makerOf, managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import type { PrismaSession } from "@/lib/platform/database";
import { newId, randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";
import { holdCustomer } from "@/lib/tenancy/customers";
import { actedBy } from "@/lib/tenancy/events";
import { issueOneTimeToken } from "@/lib/tenancy/one-time-tokens";
import { type CreatedPortalSession, type NewPortalSession, portalLinkSeconds } from "./contract";
import { recordPortalEvent } from "./portal-events";

/**
 * Makes a link that opens a customer's portal once, within ten minutes. It hands on no more than its maker has: a management key for
 * some products shows keys of these alone. 404 for who is no customer, 409 for one who is suspended.
 */
export function createPortalSession(principal: Principal, wanted: NewPortalSession): Promise<CreatedPortalSession> {
  const { shows, scopes, max_keys: maxKeys, ttl, return_url: returnUrl = null } = wanted;
  if (returnUrl !== null && !isAllowedReturn(returnUrl)) {
    throw invalidField("return_url", "must be of an origin that the branding's links or REDIRECT_ORIGINS name");
  }
  // Browsers name no origin in a page's own GETs, so such a token would open nothing.
  if (wanted.origin === new URL(runtime().settings.publicUrl).origin) {
    throw invalidField("origin", "is this deployment's own; it must be that of a page of yours");
  }
  requireManaged(principal, scopes);
  const { organizationId, managedProducts = [] } = principal;
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const held = await holdCustomer(tx, organizationId, { externalId: wanted.external_id });
    const customer = held && (await tx.customer.findFirst({ where: { id: held.id, organizationId } }));
    if (!customer) throw new ApiError("not_found", "There is no such customer");
    if (customer.suspendedAt) throw new ApiError("conflict", "This customer is suspended");
    const id = newId("ps");
    const origin = wanted.origin ?? null;
    const way = origin === null ? await linkTo(tx, id) : tokenFor(ttl);
    await tx.portalSession.create({
      data: {
        id,
        organizationId,
        customerId: customer.id,
        shows: [...new Set(shows)],
        scopes: [...new Set(scopes)],
        products: [...managedProducts],
        maxKeys,
        returnUrl,
        origin,
        lifetimeSeconds: ttl,
        createdByKeyId: makerOf(principal).createdByKeyId,
        createdAt: new Date(runtime().clock.now()),
        ...way.stored,
      },
    });
    const told = { shows: [...new Set(shows)], scopes: [...new Set(scopes)] };
    await recordPortalEvent(tx, actedBy(principal), "portal.session_created", { id, customer, ...told });
    return {
      data: {
        id,
        url: way.url,
        token: way.token,
        origin,
        link_expires_at: way.stored.expiresAt.toISOString(),
        customer: { id: customer.id, external_id: customer.externalId, name: customer.name },
        return_url: returnUrl,
        ...told,
        max_keys: maxKeys,
        ttl,
      },
    };
  });
}

/** A way in: what opens it is told this once, and only its hash is stored. */
type WayIn = {
  url: string | null;
  token: string | null;
  stored: { expiresAt: Date; secretHash?: string; openedAt?: Date };
};

async function linkTo(tx: PrismaSession, id: string): Promise<WayIn> {
  const lifetimeMs = portalLinkSeconds * 1_000;
  const issued = await issueOneTimeToken(tx, { purpose: "portal", userId: null, lifetimeMs, data: { session: id } });
  const url = `${runtime().settings.publicUrl}/portal/open#token=${issued.token}`;
  return { url, token: null, stored: { expiresAt: issued.expiresAt } };
}

/** 238 bits. */
const tokenLength = 40;

function tokenFor(lifetimeSeconds: number): WayIn {
  const token = `${portalTokenPrefix}${randomBase62(tokenLength)}`;
  const openedAt = new Date(runtime().clock.now());
  const expiresAt = new Date(openedAt.getTime() + lifetimeSeconds * 1_000);
  return { url: null, token, stored: { secretHash: hash("sha256", token), openedAt, expiresAt } };
}

/** Whether an address is of an origin that the operator named: nobody is led elsewhere from here. */
function isAllowedReturn(address: string): boolean {
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") return false;
  const links = Object.values(branding().links ?? {}).flatMap((link) => (link && URL.canParse(link) ? [link] : []));
  const origins = links.map((link) => new URL(link)).filter(({ protocol }) => /^https?:$/.test(protocol));
  return [...origins.map(({ origin }) => origin), ...runtime().settings.redirectOrigins].includes(url.origin);
}

function requireManaged(principal: Principal, scopes: readonly string[]): void {
  if (principal.managedProducts === undefined) return;
  const foreign = scopes.map(productOfScope).find((product) => !managesProduct(principal, product));
  if (foreign === undefined) return;
  throw new ApiError("forbidden", `The calling key does not manage ${productOf(foreign).label}`);
}
