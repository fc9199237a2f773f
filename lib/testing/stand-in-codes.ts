import { createHash, randomBytes } from "node:crypto";
import type { StandInRequest } from "./stand-in-server";

/** What a client asked the authorize page for, and who answered there. */
export type Authorization<Persona> = {
  redirectUri: string;
  codeChallenge: string | null;
  nonce: string | null;
  persona: Persona;
  /** When they signed in there, in seconds since the epoch, where the client asked. */
  authTime?: number | null;
};

/** Authorization codes: each good once, for the redirect address and PKCE challenge that it was asked for with. */
export function createCodes<Persona>() {
  const codes = new Map<string, Authorization<Persona>>();
  return {
    issue(authorization: Authorization<Persona>): string {
      const code = randomBytes(12).toString("hex");
      codes.set(code, authorization);
      return code;
    },
    /** Takes the code out; null when it is unknown, used, or does not fit. */
    redeem({ form }: StandInRequest): Authorization<Persona> | null {
      const code = form.get("code") ?? "";
      const found = codes.get(code);
      codes.delete(code);
      if (!found || found.redirectUri !== form.get("redirect_uri")) return null;
      const verifier = form.get("code_verifier") ?? "";
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      return found.codeChallenge === null || found.codeChallenge === challenge ? found : null;
    },
  };
}

/** The client's id and secret of a token request, from HTTP Basic or from the form. */
export function clientOf({ headers, form }: StandInRequest): { id: string | null; secret: string | null } {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (!basic) return { id: form.get("client_id"), secret: form.get("client_secret") };
  const [id = "", secret = ""] = Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
  return { id, secret };
}

export function bearerOf({ headers }: StandInRequest): string {
  return /^(?:Bearer|token) (.+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
}
