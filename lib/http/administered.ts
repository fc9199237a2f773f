import type { ManagementScope, ServiceScope } from "./contract";

/** What every endpoint of the deployment's administrators has in common. */
export const administered = { product: "account", allow: ["session-jwt", "pat"], instanceAdmin: true } as const;

/**
 * What decides over people and their ways in. A personal access token, which lies in a script, is not enough for it, nor a
 * session that was left open.
 */
export const decidedInPerson = {
  ...administered,
  allow: ["session-jwt"],
  reauthenticated: true,
  recentSignIn: true,
} as const;

/** What administrators see, and a management key with this scope. */
export function seenBy<const S extends ManagementScope>(managementScope: S) {
  return { ...administered, allow: [...administered.allow, "management-key"], managementScope } as const;
}

/** The same, and a trusted service of the organization with a key of this scope: what each of its requests asks. */
export function servedBy<const M extends ManagementScope, const S extends ServiceScope>(
  managementScope: M,
  serviceScope: S,
) {
  const seen = seenBy(managementScope);
  return { ...seen, allow: [...seen.allow, "api-key"], serviceScope } as const;
}

/** What administrators decide in person, or a management key with this scope that one of them made in person. */
export function decidedBy<const S extends ManagementScope>(managementScope: S) {
  return { ...decidedInPerson, allow: [...decidedInPerson.allow, "management-key"], managementScope } as const;
}
