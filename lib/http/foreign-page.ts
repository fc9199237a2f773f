import "server-only";
import { isLoopback } from "@/lib/platform/loopback";
import type { HeaderReader } from "./header-reader";

/**
 * Whether a page that is none of ours sent a request: a browser names the page's origin with every change (Fetch standard,
 * section 3.2), and programs name none. A `Host` that is neither ours nor this machine's is a name that a stranger's page
 * has bound to this machine (DNS rebinding).
 */
export function isForeignPage(headers: HeaderReader, publicUrl: string): boolean {
  const own = new URL(publicUrl);
  const host = headers.get("host");
  const isOurs = (named: string) => named === own.host || isLoopback(withoutPort(named));
  if (host !== null && !isOurs(host)) return true;
  const origin = headers.get("origin");
  if (origin === null || origin === own.origin) return false;
  // On this machine the product has several names, and other ports are other programs.
  const named = URL.canParse(origin) ? new URL(origin).host : "";
  return named !== host || !isOurs(named);
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}
