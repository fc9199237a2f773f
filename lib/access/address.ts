import "server-only";
import ipaddr from "ipaddr.js";

/** A parsed CIDR range. */
export type AddressRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Parses `203.0.113.0/24`, `2001:db8::/32` or a single address; null when it is neither. */
export function parseRange(text: string): AddressRange | null {
  try {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch {
    return null;
  }
}

/** True when the address lies in one of the ranges; an address that cannot be parsed lies in none. */
export function isInRanges(text: string | null, ranges: readonly AddressRange[]): boolean {
  if (text === null || !ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
}

/** Whether each of the lists holds the address; no lists: any address. */
export function isInEveryList(text: string | null, lists: readonly (readonly AddressRange[])[]): boolean {
  return lists.every((ranges) => isInRanges(text, ranges));
}

/** What an address is counted under: itself, or its /64 for IPv6, since one subscriber holds at least that many. */
export function countingAddress(text: string | null): string {
  if (text === null || !ipaddr.isValid(text)) return "unknown";
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4") return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`;
}
