import ipaddr from "ipaddr.js";
import { z } from "zod";

/** A range of addresses, or a single one, such as `203.0.113.0/24` or `2001:db8::/32`. */
export const AddressRange = z.string().max(50).refine(isRange, "is neither an IP address nor a CIDR range");

/** Plain notation only: octal and short IPv4 forms mean other addresses than they seem to, and IPv4 inside IPv6 never matches. */
function isRange(text: string): boolean {
  const base = text.split("/")[0] ?? "";
  if (text.includes("/") ? !ipaddr.isValidCIDR(text) : !ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(base);
  return address.kind() === "ipv4" ? address.toString() === base : !ipaddr.IPv6.parse(base).isIPv4MappedAddress();
}
