import type { WatchedCredential } from "@/lib/generated/prisma/enums";

/** What usage names by its identifier: the prefix says the kind, also when nothing else is left of the credential. */
export function credentialKindSql(column: string): string {
  const of: Record<Exclude<WatchedCredential, "api_key">, string> = {
    // A customer's name stands for the tokens that a trusted issuer gives them.
    session: `(${column} = 'session' OR ${column} LIKE 'cus\\_%')`,
    token: `${column} LIKE 'tok\\_%'`,
    oauth_app: `${column} LIKE 'client\\_%'`,
  };
  const cases = Object.entries(of).map(([kind, condition]) => `WHEN ${condition} THEN '${kind}'`);
  return `(CASE ${cases.join(" ")} ELSE 'api_key' END)::watched_credential`;
}
