import "server-only";
import { Resolver } from "node:dns/promises";
import { inTime } from "./in-time";

/** For each try; a server that does not answer is asked twice. */
const timeoutMs = 1_500;
const limitMs = 5_000;

/**
 * The TXT records of a name, each as one text (RFC 1035 section 3.3.14); none where the name has none. Asks the servers
 * named as `address:port`, or else the system's, and rejects when none of them answers within five seconds.
 */
export async function txtRecords(name: string, servers: readonly string[]): Promise<string[]> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  try {
    const records = await inTime(resolver.resolveTxt(name), limitMs, "the name servers are silent");
    return records.map((pieces) => pieces.join(""));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  } finally {
    resolver.cancel();
  }
}

/** The name is not there, or has no such record. */
function isMissing(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return code === "ENOTFOUND" || code === "ENODATA";
}
