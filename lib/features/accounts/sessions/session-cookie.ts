import "server-only";
import { encode } from "next-auth/jwt";
import { runtime } from "@/lib/access/runtime";
import { dashboardCookieName } from "@/lib/http/dashboard-cookie";
import { withAttributes } from "@/lib/http/own-cookie";

type Of = { id: string; email: string; name: string };

/** The `Set-Cookie` by which a browser goes on in another session of its user, as next-auth writes its own. */
export async function dashboardSessionCookie(
  { id, email, name }: Of,
  session: { id: string; expiresAt: Date },
): Promise<string> {
  const { clock, settings } = runtime();
  const maxAge = Math.max(1, Math.floor((session.expiresAt.getTime() - clock.now()) / 1000));
  const token = { sub: id, email, name, sid: session.id };
  const value = await encode({ token, secret: settings.nextAuthSecret, maxAge });
  return withAttributes(dashboardCookieName(settings), { path: "/", sameSite: "Lax" }, value, maxAge, settings);
}
