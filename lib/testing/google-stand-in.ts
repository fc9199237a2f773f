import { type OidcFaults, type OidcPersona, startOidcProvider } from "./oidc-provider";
import type { StandInServer } from "./stand-in-server";

export const googleClient = { clientId: "stand-in-google", clientSecret: "stand-in-google-secret" };

export type GooglePersona = OidcPersona;
export type GoogleFaults = OidcFaults;

/** Google's OpenID Connect. */
export async function startGoogleStandIn(port = 0, faults: GoogleFaults = {}): Promise<StandInServer> {
  return startOidcProvider({ client: googleClient, callback: "google", title: "Google", port, faults });
}
