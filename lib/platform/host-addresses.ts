import "server-only";
import { lookup, Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createFairQueue } from "./fair-queue";

/** An address of a host, and its family as Node names it. */
export type ResolvedAddress = { address: string; family: number };

export type HostOptions = {
  /** Gives up; what is under way then rejects. */
  signal: AbortSignal;
  /** Whether names that only this machine knows (search domains, mDNS) are looked up as well. */
  systemNames?: boolean;
  /** Name servers as `address:port`, and the file of names that this machine gives itself; the system's where absent. */
  servers?: readonly string[];
  hostsFile?: string;
};

/** For each try; a server that does not answer is asked twice. */
const timeoutMs = 2_000;
/** How long the other family is waited for once one has answered. */
const otherFamilyMs = 500;
const usualHostsFile = process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts";

/**
 * The addresses of a host name: from the hosts file, else by DNS. The system's own call (`dns.lookup`) would hold one of
 * the process's four threads for as long as a name server is silent, and with it files and hashes of everybody. Rejects
 * when there are none.
 */
export async function hostAddresses(
  hostname: string,
  { signal, systemNames = false, servers, hostsFile = usualHostsFile }: HostOptions,
): Promise<ResolvedAddress[]> {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  // RFC 6761 section 6.3.
  if (/(^|\.)localhost$/.test(name)) return [...loopback];
  const own = namedIn(await readFile(hostsFile, "utf8").catch(() => ""), name);
  if (own.length > 0) return own;
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  if (servers) resolver.setServers(servers);
  const giveUp = () => resolver.cancel();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    signal.throwIfAborted();
    return await byDns(resolver, name);
  } catch (error) {
    if (!systemNames || !isUnknownName(error)) throw error;
    return await bySystem(name, signal);
  } finally {
    signal.removeEventListener("abort", giveUp);
    resolver.cancel();
  }
}

const loopback: readonly ResolvedAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/** What a hosts file says of a name (hosts(5)). */
function namedIn(hosts: string, name: string): ResolvedAddress[] {
  return hosts.split("\n").flatMap((line) => {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const family = isIP(address);
    return family !== 0 && names.some((one) => one.toLowerCase() === name) ? [{ address, family }] : [];
  });
}

/** Both families at once; one that is silent while the other has answered is not waited for. */
async function byDns(resolver: Resolver, name: string): Promise<ResolvedAddress[]> {
  const families = [
    resolver.resolve4(name).then((all) => all.map((address) => ({ address, family: 4 }))),
    resolver.resolve6(name).then((all) => all.map((address) => ({ address, family: 6 }))),
  ];
  const found: ResolvedAddress[][] = [];
  const collected = families.map((family) => family.then((addresses) => found.push(addresses)));
  const all = Promise.allSettled(collected);
  const first = await Promise.any(collected).catch(() => null);
  if (first === null) {
    const failures = (await all).flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as unknown] : [],
    );
    // A family that was not answered says more than one that is not there.
    throw failures.find((failure) => !isUnknownName(failure)) ?? failures[0];
  }
  await Promise.race([all, pause(otherFamilyMs, undefined, { ref: false })]);
  return found.flat();
}

/** One at a time: each holds a thread of the process until the system answers. */
const systemLookups = createFairQueue({ atOnce: 1, waiting: 16, waitingPerGroup: 16 });

async function bySystem(name: string, signal: AbortSignal): Promise<ResolvedAddress[]> {
  const found = await systemLookups.run([name], () => lookup(name, { all: true }), signal);
  if (!found) throw new Error("too many names wait for the system's resolver");
  return found.result;
}

/** The name is not there, or has no address of a family. */
function isUnknownName(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  return code === "ENOTFOUND" || code === "ENODATA";
}
