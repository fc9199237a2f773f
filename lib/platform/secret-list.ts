import "server-only";
import * as z from "zod";

const fewestCharacters = 32;

/**
 * One secret, or several in the order of their age, newest first: separated by blanks or commas, or as a JSON list, in which
 * a secret may hold either sign. The first one signs and seals; what others signed and sealed is accepted too.
 */
export const SecretList = z.string().transform((text, context) => {
  const secrets = secretsIn(text);
  const problem =
    secrets === null
      ? "begins like a JSON list of texts and is none"
      : secrets.length === 0 || secrets.some((secret) => secret.length < fewestCharacters)
        ? tooShort(secrets)
        : new Set(secrets).size < secrets.length
          ? "names a secret twice"
          : null;
  if (problem !== null) context.addIssue(problem);
  return problem === null && secrets !== null ? secrets : z.NEVER;
});

/** What a text lists; null where it is no list. */
function secretsIn(text: string): string[] | null {
  if (!text.trimStart().startsWith("[")) return text.split(/[\s,]+/).filter(Boolean);
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function tooShort(secrets: readonly string[]): string {
  if (secrets.length <= 1) return `must be at least ${fewestCharacters} characters`;
  return `lists ${secrets.length} secrets, for blanks and commas separate them, and each must be at least ${fewestCharacters} characters; write one that holds such a sign as ["…"]`;
}
