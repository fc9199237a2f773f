import "server-only";
import ipaddr from "ipaddr.js";
import { type AddressRange, parseRange } from "./address-range";

const globalUnicast: AddressRange = ipaddr.parseCIDR("2000::/3");
const nat64: AddressRange = ipaddr.parseCIDR("64:ff9b::/96");

/** Parses the operator's ranges (`10.1.0.0/16`, or one address); throws for anything else. */
export function parseRanges(texts: readonly string[]): AddressRange[] {
  return texts.map((text) => {
    const range = parseRange(text);
    if (!range) throw new Error(`${text} is neither an address nor a CIDR range`);
    return range;
  });
}

/** True when the operator allows the address explicitly. */
export function isAllowed(text: string, allow: readonly AddressRange[]): boolean {
  const address = effectiveAddress(text);
  return allow.some(([base, bits]) => base.kind() === address?.kind() && address.match(base, bits));
}

/**
 * True for an address of the public internet: not private, loopback, link-local, shared, multicast, reserved,
 * documentation, or a tunnel (6to4, Teredo) whose other end we cannot judge (IANA's special-purpose registries).
 */
export function isPublic(text: string): boolean {
  const address = effectiveAddress(text);
  if (address?.range() !== "unicast") return false;
  // Outside of it lie `::127.0.0.1` (RFC 4291's IPv4-compatible form) and what is not assigned.
  return address.kind() === "ipv4" || address.match(globalUnicast);
}

/** What a packet to the address reaches: the IPv4 address inside a mapped (RFC 4291) or NAT64 (RFC 6052) one, else itself. */
function effectiveAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4" || !address.match(nat64)) return address;
  return ipaddr.fromByteArray(address.toByteArray().slice(12));
}
