import "server-only";
import ipaddr from "ipaddr.js";

/** The network an address belongs to, as `203.0.113.0/24` or `2001:db8:1::/48`; null for what is no address. */
export function networkOf(text: string | null): string | null {
  if (text === null || !ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4") return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/24`)}/24`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/48`)}/48`;
}
