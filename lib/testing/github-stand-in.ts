import { createHash, randomBytes } from "node:crypto";
import { bearerOf, clientOf, createCodes } from "./stand-in-codes";
import { formPage, json, redirect, type StandInServer, serveStandIn } from "./stand-in-server";

export const gitHubClient = { clientId: "stand-in-github", clientSecret: "stand-in-github-secret" };

/** Somebody with an account there; the login decides their id. */
export type GitHubPersona = { login: string; name: string; email: string; verified: boolean };

/** The scopes and answers of GitHub's OAuth web flow and of `GET /user` and `/user/emails`, as GitHub documents them. */
export async function startGitHubStandIn(port = 0): Promise<StandInServer> {
  const codes = createCodes<GitHubPersona>();
  const tokens = new Map<string, GitHubPersona>();
  const authorize = "/login/oauth/authorize";

  return serveStandIn(port, {
    [`GET ${authorize}`]({ url }) {
      const asked = Object.fromEntries(url.searchParams);
      if (asked.client_id !== gitHubClient.clientId) return { status: 404, body: "no such application" };
      if (!asked.redirect_uri?.endsWith("/api/auth/callback/github")) {
        return redirect("http://localhost/", { error: "redirect_uri_mismatch" });
      }
      const fields = [
        ["login", "Username", ""],
        ["name", "Name", ""],
        ["email", "Primary email", ""],
        ["verified", "Email is verified", true],
      ] as const;
      const buttons = [
        ["approve", "Authorize"],
        ["cancel", "Cancel"],
        ["fail", "Fail"],
      ] as const;
      return formPage("Sign in to GitHub", authorize, asked, fields, buttons);
    },
    [`POST ${authorize}`]({ form }) {
      const to = form.get("redirect_uri") ?? "";
      const state = form.get("state") ?? "";
      const decision = form.get("decision");
      if (decision === "cancel") {
        const error_description = "The user has denied your application access.";
        return redirect(to, { error: "access_denied", error_description, state });
      }
      if (decision === "fail") return redirect(to, { error: "application_suspended", state });
      const code = codes.issue({
        redirectUri: to,
        codeChallenge: form.get("code_challenge"),
        nonce: null,
        persona: {
          login: form.get("login") ?? "",
          name: form.get("name") ?? "",
          email: form.get("email") ?? "",
          verified: form.has("verified"),
        },
      });
      return redirect(to, { code, state });
    },
    "POST /login/oauth/access_token"(request) {
      const client = clientOf(request);
      // GitHub answers 200 for errors too.
      if (client.id !== gitHubClient.clientId || client.secret !== gitHubClient.clientSecret) {
        return json({ error: "incorrect_client_credentials", error_description: "The client_id is incorrect." });
      }
      const redeemed = codes.redeem(request);
      if (!redeemed)
        return json({ error: "bad_verification_code", error_description: "The code is incorrect or expired." });
      const token = `gho_${randomBytes(18).toString("hex")}`;
      tokens.set(token, redeemed.persona);
      return json({ access_token: token, scope: "read:user,user:email", token_type: "bearer" });
    },
    "GET /user"(request) {
      const persona = tokens.get(bearerOf(request));
      if (!persona) return json({ message: "Bad credentials" }, 401);
      const { login, name } = persona;
      // The public profile may show an unverified address.
      return json({ id: idOf(login), login, name: name || null, email: "public-profile@example.test" });
    },
    "GET /user/emails"(request) {
      const persona = tokens.get(bearerOf(request));
      if (!persona) return json({ message: "Bad credentials" }, 401);
      const { login, email, verified } = persona;
      return json([
        { email: `${login}@users.noreply.github.com`, primary: false, verified: true, visibility: null },
        { email, primary: true, verified, visibility: "private" },
      ]);
    },
  });
}

function idOf(login: string): number {
  return createHash("sha256").update(login).digest().readUInt32BE();
}
