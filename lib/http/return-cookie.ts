import "server-only";
import { z } from "zod";
import { runtime } from "@/lib/access/runtime";
import { cookieValue } from "./dashboard-cookie";
import { cookieName, type OwnCookie, setCookie } from "./own-cookie";

/** `state` is the return's own; `refusedTo`, with the kind of a refusal at its end, is where a return that is refused leads. */
const Remembered = z.looseObject({ state: z.string().min(20), refusedTo: z.string() });
type Remembered = z.output<typeof Remembered>;

const purpose = "sign-in intent";
/** The provider leads back by a link of its own. */
const ownCookie: OwnCookie = { name: "latchkey.sign-in", path: "/api/auth", sameSite: "Lax" };

/** The `Set-Cookie` of what to remember for as many seconds: encrypted and authenticated, so that nobody else says where it leads. */
export function returnCookie(remembered: Remembered, lifetimeSeconds: number): string {
  const { seals, settings } = runtime();
  return setCookie(ownCookie, seals.seal(JSON.stringify(remembered), purpose), lifetimeSeconds, settings);
}

/** Makes the browser forget it. */
export function clearedReturnCookie(): string {
  return setCookie(ownCookie, "", 0, runtime().settings);
}

/** What a request's cookies remember of a return with that `state`; null where there is nothing, or something that was altered. */
export function readReturn(cookies: string | null, state: string | null): Remembered | null {
  const { seals, settings } = runtime();
  const value = cookieValue(cookies, cookieName(ownCookie, settings));
  if (!value) return null;
  try {
    const remembered = Remembered.parse(JSON.parse(seals.open(value, purpose)));
    return remembered.state === state ? remembered : null;
  } catch {
    return null;
  }
}
