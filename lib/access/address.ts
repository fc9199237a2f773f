import "server-only";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";
import type { AddressRange } from "@/lib/platform/address-range";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Proxies and clients come again, and reading an address costs as much as deciding on its limits. */
const addresses = new LRUCache<string, Address>({ max: 10_000 });

/** An address in the usual notation, IPv4-mapped IPv6 as the IPv4 that it is; null for what is none. */
function readAddress(text: string): Address | null {
  const known = addresses.get(text);
  if (known) return known;
  if (isIP(text) === 0) return null;
  const address = ipaddr.process(text);
  // A copy: what was cut from a header would keep the whole header in memory.
  addresses.set(Buffer.from(text, "latin1").toString("latin1"), address);
  return address;
}

/** An address in its one plain form, without the zone of its sender; null for what is none. */
export function plainAddress(text: string): string | null {
  return readAddress(text.replace(/%.*$/, ""))?.toString() ?? null;
}

/** True when the address lies in one of the ranges; an address that cannot be parsed lies in none. */
export function isInRanges(text: string | null, ranges: readonly AddressRange[]): boolean {
  const address = text === null ? null : readAddress(text);
  return address !== null && ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
}

/** Whether each of the lists holds the address; no lists: any address. */
export function isInEveryList(text: string | null, lists: readonly (readonly AddressRange[])[]): boolean {
  return lists.every((ranges) => isInRanges(text, ranges));
}

/**
 * The blocks of addresses that one party is likely to hold all of, the wider first. They are a /24 and the address
 * itself for IPv4, a /48 and a /64 for IPv6.
 */
export function addressBlocks(text: string | null): readonly [wide: string, narrow: string] {
  const address = text === null ? null : readAddress(text);
  const narrow = countingAddress(text);
  if (!address) return [narrow, narrow];
  const bits = address.kind() === "ipv4" ? 24 : 48;
  const wide = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return [`${wide.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString()}/${bits}`, narrow];
}

/** What an address is counted under: itself, or its /64 for IPv6, since one subscriber holds at least that many. */
export function countingAddress(text: string | null): string {
  const address = text === null ? null : readAddress(text);
  if (!address) return "unknown";
  if (address.kind() === "ipv4") return address.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`;
}
