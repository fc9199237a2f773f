import "server-only";
import ipaddr from "ipaddr.js";

/** A parsed CIDR range. */
export type AddressRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Parses a CIDR range, or an address as the range of it alone; null for what is neither. */
export function parseRange(text: string): AddressRange | null {
  try {
    if (text.includes("/")) return ipaddr.parseCIDR(text);
    const address = ipaddr.process(text);
    return [address, address.kind() === "ipv4" ? 32 : 128];
  } catch {
    return null;
  }
}
