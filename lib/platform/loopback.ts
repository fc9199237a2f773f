import "server-only";
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether a host name or an address, in brackets or not, is this machine's own for itself (RFC 6761 section 6.3). */
export function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  const family = isIP(plain);
  if (family === 0) return /^(.+\.)?localhost\.?$/.test(plain);
  return loopback.check(plain, family === 6 ? "ipv6" : "ipv4");
}
