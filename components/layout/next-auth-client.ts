/**
 * Posts a form to next-auth, with the token that proves it came from our page. next-auth's own client cannot tell a
 * rate limit or an outage from a wrong password. So the answer is handed back as it is. Throws when no answer comes.
 */
export async function postToNextAuth(path: string, fields: Record<string, string> = {}): Promise<Response> {
  const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
  if (!csrf.ok) return csrf;
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  return fetch(`/api/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
}
