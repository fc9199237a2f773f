import "server-only";
import { createHash } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { errorFields } from "@/lib/platform/log-error.mjs";
import { preparePassword } from "@/lib/platform/password-text";
import { readBounded } from "@/lib/platform/read-bounded";

const timeoutMs = 1_500;
/** The largest range of the best-known service has some 50 kB, its padding included. */
const maxBytes = 1024 * 1024;
const prefixLength = 5;

/**
 * Whether the configured service knows a password from breaches. It is told the first five of the forty digits of the
 * password's SHA-1 and answers with all that begin so (k-anonymity). So it learns neither the password nor its hash.
 * One that is away or too slow refuses nobody, and the log says so.
 */
export async function isBreached(password: string): Promise<boolean> {
  const { log, settings } = runtime();
  if (settings.pwnedPasswordsUrl === null) return false;
  const hash = createHash("sha1").update(preparePassword(password)).digest("hex").toUpperCase();
  try {
    const range = await fetchRange(`${settings.pwnedPasswordsUrl}/${hash.slice(0, prefixLength)}`);
    return holds(range, hash.slice(prefixLength));
  } catch (error) {
    log("warn", "breached_passwords_not_asked", { ...errorFields(error) });
    return false;
  }
}

/** Each line is the rest of a hash and how often it was seen; lines that only pad the answer were seen 0 times. */
function holds(range: string, rest: string): boolean {
  return range.split(/\r?\n/).some((line) => {
    const [suffix, count] = line.split(":");
    return suffix?.toUpperCase() === rest && Number(count) > 0;
  });
}

async function fetchRange(url: string): Promise<string> {
  const response = await fetch(url, {
    // So that the length of the answer tells nobody on the way which range it is.
    headers: { "add-padding": "true" },
    // The operator configured no address that a redirect leads to.
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the service for breached passwords answered ${response.status}`);
  }
  return readBounded(response, maxBytes);
}
