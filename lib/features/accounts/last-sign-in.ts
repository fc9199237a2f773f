import "server-only";
import { runtime } from "@/lib/access/runtime";
import { withAttributes } from "@/lib/http/own-cookie";
import { LastSignIn } from "./sign-in-contract";

/** The cookie by which the sign-in page says "You used GitHub last time"; it tells a way, not who. */
export const lastSignInCookieName = "latchkey.last-sign-in";

const lifetimeSeconds = 365 * 86_400;

/** Remembers in this browser how somebody signed in. */
export function lastSignInCookie(way: LastSignIn): string {
  const where = { path: "/sign-in", sameSite: "Lax" } as const;
  return withAttributes(lastSignInCookieName, where, way, lifetimeSeconds, runtime().settings);
}

/** What the cookie says, if it says something that we wrote. */
export function readLastSignIn(value: string | undefined): LastSignIn | null {
  return LastSignIn.safeParse(value).data ?? null;
}
