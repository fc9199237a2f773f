import "server-only";

/** What is wrong with an address of a database, without any part of it: a password may stand anywhere. Null for a good one. */
export function databaseUrlProblem(text: string): string | null {
  if (!/^postgres(ql)?:\/\//i.test(text)) return "must begin with postgres://";
  if (!URL.canParse(text)) return "is no address: its host, port or brackets cannot be read";
  return loosePasswordProblem(text) ?? tlsModeProblem(new URL(text));
}

/** The modes that mean something to the driver; any other would be taken for one without a word. */
const tlsModes = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

function tlsModeProblem({ searchParams }: URL): string | null {
  const unknown = searchParams.getAll("sslmode").some((mode) => !tlsModes.includes(mode));
  return unknown ? `has an sslmode that is none of: ${tlsModes.join(", ")}` : null;
}

/**
 * What is wrong with an address of a server that is signed in to, whose user or password holds signs that end it. A
 * part of the password would be taken for the host, looked up, and named in errors. A bare % cannot be read back at
 * all.
 */
export function loosePasswordProblem(text: string): string | null {
  const { username, password, pathname, search, hash } = new URL(text);
  if (!isEncoded(username + password)) return "has a sign % in its user or password, which must be written as %25";
  if (!/@/.test(pathname + search + hash)) return null;
  return "has signs / ? # in its user or password, which must be percent-encoded (%2F %3F %23)";
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
