import "server-only";
import type { Adapter, AdapterPayload } from "oidc-provider";
import { runtime } from "@/lib/access/runtime";
import { cookieValue, dashboardCookieName, readDashboardCookie } from "@/lib/http/dashboard-cookie";
import type { HeaderReader } from "@/lib/http/header-reader";
import { type BrowserSession, oauthRequests } from "./request-context";

/** Who is signed in to the dashboard in the browser that sent these headers. */
export async function browserSessionOf(headers: HeaderReader): Promise<BrowserSession | null> {
  const { settings, directory, database } = runtime();
  const cookie = cookieValue(headers.get("cookie"), dashboardCookieName(settings));
  const id = await readDashboardCookie(cookie, settings);
  if (id === null) return null;
  const check = await directory.checkDashboardSession(id);
  const userId = check.ok ? check.record.principal.userId : null;
  if (userId === null) return null;
  const row = await database.prisma.session.findUnique({ where: { id } });
  return row && { id, userId, startedAtSeconds: Math.floor(row.createdAt.getTime() / 1000) };
}

/**
 * The library's sessions are the dashboard's: it keeps none of its own. An account that was switched or signed out is
 * so here too, and no code can go to the user before.
 */
export const sessionAdapter: Adapter = {
  async find(id): Promise<AdapterPayload | undefined> {
    const session = oauthRequests().getStore()?.session;
    if (!session || session.id !== id) return undefined;
    const nowSeconds = Math.floor(Date.now() / 1000);
    return {
      jti: id,
      uid: id,
      kind: "Session",
      accountId: session.userId,
      loginTs: session.startedAtSeconds,
      authorizations: {},
      iat: nowSeconds,
      exp: nowSeconds + 3600,
    };
  },
  async findByUid(uid) {
    return sessionAdapter.find(uid);
  },
  findByUserCode: async () => undefined,
  upsert: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};
