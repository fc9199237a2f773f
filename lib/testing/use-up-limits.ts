import type { ProductId } from "@/lib/access/catalogue";
import type { CredentialCheck } from "@/lib/access/credential-directory";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { runtime } from "@/lib/access/runtime";
import { cookieValue, dashboardCookieName, readDashboardCookie } from "@/lib/http/dashboard-cookie";
import { portalSecret } from "@/lib/http/portal-cookie";
import { bucketsOf } from "@/lib/http/request-buckets";

/** Who a request with these headers comes from: the credential of a bearer, a dashboard's session or a portal's; null for nobody. */
export async function recordOf(headers: Readonly<Record<string, string>>): Promise<CredentialRecord | null> {
  const { directory, settings } = runtime();
  const { authorization, cookie = "" } = headers;
  const session = await readDashboardCookie(cookieValue(cookie, dashboardCookieName(settings)), settings);
  const portal = portalSecret(cookie, settings);
  if (portal !== null) return recordIn(await directory.checkPortalSession(portal));
  const check =
    authorization !== undefined
      ? await directory.checkBearer(authorization.replace("Bearer ", ""))
      : session === null
        ? null
        : await directory.checkDashboardSession(session);
  return check && recordIn(check);
}

const recordIn = (check: CredentialCheck) => (check.ok ? check.record : null);

/** Counts requests of a caller until `left` more would pass; an address counts where there is no credential. */
export async function useUpLimits(
  product: ProductId,
  record: CredentialRecord | null,
  { address = "127.0.0.1", left = 0 } = {},
): Promise<void> {
  const { limiter } = runtime();
  const buckets = bucketsOf(product, record, address);
  for (;;) {
    const { allowed, windows } = await limiter.peek(buckets);
    // A window tells of its documented limit alone, also where more may come back to back.
    const room = allowed ? Math.min(...windows.map(({ remaining }) => remaining)) : 0;
    if (room <= left) return;
    await limiter.decide(buckets, room - left);
  }
}
