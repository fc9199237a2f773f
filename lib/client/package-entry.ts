/** What the package @latchkey/client offers. */
export { createClient } from "./client";
export { LatchkeyError } from "./error";
export { createIdentityVerifier } from "./identity";
export { iterate } from "./iterate";
export { oauthTokens } from "./tokens";
export { verdictOf } from "./verified-requests";
export { createVerifier } from "./verifier";
