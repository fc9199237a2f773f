import "server-only";
import { isIP } from "node:net";
import { productName } from "@/lib/access/branding";
import { runtime } from "@/lib/access/runtime";
import { ApiError } from "@/lib/http/api-error";

/** The names by which browsers bind a passkey to this site: they come from PUBLIC_URL, never from a request. */
export function relyingParty(): { name: string; id: string; origin: string } {
  const { hostname, origin } = new URL(runtime().settings.publicUrl);
  return { name: productName(), id: hostname, origin };
}

/** Whether browsers make passkeys for this site: they do for names, not for bare addresses (WebAuthn section 5.1.3). */
export function passkeysPossible(): boolean {
  return isIP(relyingParty().id.replaceAll(/[[\]]/g, "")) === 0;
}

/** Throws 409 where browsers would refuse. */
export function requirePasskeysPossible(): void {
  if (passkeysPossible()) return;
  throw new ApiError("conflict", "Passkeys need a host name in PUBLIC_URL; this deployment's is an IP address");
}

/** What a person may take to touch a key or to find their phone. */
export const ceremonyMs = 5 * 60_000;
