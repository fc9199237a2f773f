import { randomUUID } from "node:crypto";
import type { UnreadRequest } from "@/lib/http/unread-request";

/** A request of somebody else for each index: from a /64 of its own, with what stands in its headers. */
export function stranger(index: number, method: string, path: string, headers: Record<string, string>): UnreadRequest {
  return {
    address: `2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1`,
    requestId: randomUUID(),
    method,
    path,
    search: "",
    headers: { get: (name) => headers[name] ?? null, has: (name) => name in headers },
    readBody: async () => new Uint8Array(),
    hungUp: () => new AbortController().signal,
  };
}
