import { operatorEmails } from "./operator-email";
import { standInSettings } from "./stand-in-settings";

/** The environment of the server under test, which the accounts that are made beside it go by as well. */
export function serverSettings(): Record<string, string> {
  return {
    PORT: process.env.E2E_PORT ?? "",
    LATCHKEY_DATA_DIR: process.env.E2E_DATA_DIR ?? "",
    ADMIN_EMAILS: operatorEmails.join(", "),
    // Every test comes from an address of its own; see fixtures.ts.
    TRUSTED_PROXIES: "127.0.0.1/32,::1/128",
    // A customer's server in a test is on this machine; those of organizations are refused there.
    PORTAL_OUTBOUND_ALLOW: "127.0.0.0/8",
    ...standInSettings(),
  };
}
