import "server-only";
import { z } from "zod";
import { onlyGiven } from "@/lib/platform/only-given";

const GitHubUser = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const GitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Who a GitHub access token belongs to, with their primary address if GitHub has verified it. The address on the public
 * profile may be anybody's. Throws when GitHub does not answer as documented.
 */
export async function readGitHubUser(apiUrl: string, accessToken: string | undefined) {
  // GitHub answers a bad code with 200 and an error instead of a token.
  if (!accessToken) throw new Error("GitHub gave no access token");
  const user = GitHubUser.parse(await get(`${apiUrl}/user`, accessToken));
  const emails = GitHubEmails.parse(await get(`${apiUrl}/user/emails?per_page=100`, accessToken));
  const email = emails.find(({ primary, verified }) => primary && verified)?.email;
  return { id: user.id, name: user.name || user.login, ...onlyGiven({ email }) };
}

async function get(url: string, accessToken: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: "application/vnd.github+json",
      "user-agent": "Latchkey",
    },
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} for ${new URL(url).pathname}`);
  return response.json();
}
