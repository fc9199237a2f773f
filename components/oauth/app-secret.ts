import { envFile, envFileName } from "@/components/ui/request-snippets";
import type { RevealedSecret } from "@/components/ui/secret-reveal";
import { exactTexts } from "@/components/ui/time-texts";
import type { OAuthAppView } from "@/lib/features/oauth/app-contract";
import { secretVariable, tokenSnippets } from "./app-snippets";

/** An app's new secret as the reveal step shows it. */
export function revealedAppSecret(app: OAuthAppView, secret: string, issuer: string): RevealedSecret {
  const remark = `${app.name}: client id ${app.client_id}`;
  return {
    secret,
    label: "Client secret",
    envFile: {
      name: envFileName(app.name),
      text: `${envFile("LATCHKEY_CLIENT_ID", app.client_id, [remark])}${envFile(secretVariable, secret)}`,
    },
    snippets: tokenSnippets(issuer, app, secret),
  };
}

/** An initial access token as the reveal step shows it (RFC 7591). */
export function revealedRegistrationToken(
  { token, expires_at }: { token: string; expires_at: string },
  issuer: string,
): RevealedSecret {
  const expires = exactTexts.utc(expires_at);
  const body = JSON.stringify({ client_name: "My agent", redirect_uris: ["http://localhost:4000/callback"] });
  return {
    secret: token,
    label: "Registration token",
    note: `This is the only time it is shown. Apps can register themselves with it until ${expires}.`,
    envFile: { name: "registration.env", text: envFile("LATCHKEY_REGISTRATION_TOKEN", token) },
    snippets: {
      curl: [
        `curl -X POST ${issuer}/oauth/register`,
        `-H 'Authorization: Bearer ${token}'`,
        "-H 'Content-Type: application/json'",
        `-d '${body}'`,
      ].join(" \\\n  "),
    },
  };
}
