import "server-only";
import { branding } from "@/lib/access/branding";
import { productOf, productOfScope } from "@/lib/access/catalogue";
import { makerOf, managesProduct, type Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { ApiError, invalidField } from "@/lib/http/api-error";
import { holdCaller } from "@/lib/http/hold-rights";
import { newId } from "@/lib/platform/random";
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
  requireManaged(principal, scopes);
  const { organizationId, managedProducts = [] } = principal;
  return inTransaction(runtime(), async (tx) => {
    await holdCaller(tx, principal);
    const held = await holdCustomer(tx, organizationId, { externalId: wanted.external_id });
    const customer = held && (await tx.customer.findFirst({ where: { id: held.id, organizationId } }));
    if (!customer) throw new ApiError("not_found", "There is no such customer");
    if (customer.suspendedAt) throw new ApiError("conflict", "This customer is suspended");
    const id = newId("ps");
    const { token, expiresAt } = await issueOneTimeToken(tx, {
      purpose: "portal",
      userId: null,
      lifetimeMs: portalLinkSeconds * 1_000,
      data: { session: id },
    });
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
        lifetimeSeconds: ttl,
        createdByKeyId: makerOf(principal).createdByKeyId,
        createdAt: new Date(runtime().clock.now()),
        expiresAt,
      },
    });
    const told = { shows: [...new Set(shows)], scopes: [...new Set(scopes)] };
    await recordPortalEvent(tx, actedBy(principal), "portal.session_created", { id, customer, ...told });
    return {
      data: {
        id,
        url: `${runtime().settings.publicUrl}/portal/open#token=${token}`,
        link_expires_at: expiresAt.toISOString(),
        customer: { id: customer.id, external_id: customer.externalId, name: customer.name },
        return_url: returnUrl,
        ...told,
        max_keys: maxKeys,
        ttl,
      },
    };
  });
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
