import { z } from "zod";

/** A range of addresses, or a single one, such as `203.0.113.0/24` or `2001:db8::/32`. */
export const AddressRange = z.string().max(50).refine(isRange, "is neither an IP address nor a CIDR range");

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
/** How a URL writes IPv4 inside IPv6. */
const mapped = /^\[::ffff:[\da-f]+:[\da-f]+\]$/;

/**
 * Plain notation only: octal and short IPv4 forms mean other addresses than they seem to, and IPv4 inside IPv6 never matches. Pages
 * load this, so it does without a library; `lib/platform/address-range.ts` reads with one what passed here.
 */
function isRange(text: string): boolean {
  const [base = "", bits, ...rest] = text.split("/");
  const isV4 = ipv4.test(base);
  if (rest.length > 0 || !(isV4 || isPlainV6(base))) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128));
}

/** An IPv6 address as the URL standard reads it, which browsers and Node have. */
function isPlainV6(text: string): boolean {
  if (!/^[\da-f:.]+$/i.test(text) || !text.includes(":")) return false;
  try {
    return !mapped.test(new URL(`http://[${text}]`).hostname);
  } catch {
    return false;
  }
}
