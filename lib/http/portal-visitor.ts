import "server-only";
import { headers } from "next/headers";
import type { PortalPrincipal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { portalSecret } from "./portal-cookie";

/** Whose portal a page's visitor has open; null where none is. A view is a use. */
export async function portalVisitor(): Promise<PortalPrincipal | null> {
  const { directory, settings, lastUse, clock } = runtime();
  const secret = portalSecret((await headers()).get("cookie"), settings);
  const check = secret === null ? null : await directory.checkPortalSession(secret);
  if (!check?.ok) return null;
  const { principal } = check.record;
  const { customer, portal } = principal;
  if (!customer || !portal) return null;
  lastUse.note(check.record, clock.now(), null);
  return { ...principal, customer, portal };
}
