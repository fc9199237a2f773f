import "server-only";
import { runtime } from "@/lib/access/runtime";
import { LastSignIn } from "./sign-in-contract";

/** The cookie by which the sign-in page says "You used GitHub last time"; it tells a way, not who. */
export const lastSignInCookieName = "latchkey.last-sign-in";

const lifetimeSeconds = 365 * 86_400;

/** Remembers in this browser how somebody signed in. */
export function lastSignInCookie(way: LastSignIn): string {
  const secure = runtime().settings.publicUrl.startsWith("https://") ? "; Secure" : "";
  return `${lastSignInCookieName}=${way}; Path=/sign-in; HttpOnly; SameSite=Lax; Max-Age=${lifetimeSeconds}${secure}`;
}

/** What the cookie says, if it says something that we wrote. */
export function readLastSignIn(value: string | undefined): LastSignIn | null {
  return LastSignIn.safeParse(value).data ?? null;
}
