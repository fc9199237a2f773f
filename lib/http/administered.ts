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
