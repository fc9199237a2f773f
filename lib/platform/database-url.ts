import "server-only";

/** What is wrong with an address of a database, without any part of it: a password may stand anywhere. Null for a good one. */
export function databaseUrlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) return "must begin with postgres://";
  return loosePasswordProblem(text);
}

/**
 * What is wrong with an address of a server that is signed in to, whose user or password holds signs that end it: a part
 * of the password would be taken for the host, looked up, and named in errors.
 */
export function loosePasswordProblem(text: string): string | null {
  const { pathname, search, hash } = new URL(text);
  if (!/@/.test(pathname + search + hash)) return null;
  return "has signs / ? # in its user or password, which must be percent-encoded (%2F %3F %23)";
}
