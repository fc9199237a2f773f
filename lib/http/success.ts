import "server-only";
import { hash } from "node:crypto";
import { runtime } from "@/lib/access/runtime";
import { Answer } from "./answer";
import { ApiError } from "./api-error";
import { type Contract, givesTag } from "./contract";
import { metadataOf } from "./envelope";
import type { HeaderReader } from "./header-reader";

/** What a handler returned, as it goes over the wire: `body` is empty where the contract names none. */
export type Success = { status: number; body: string; etag?: string };

/** A handler's result in the frame that its contract asks for; what is read carries a tag. */
export function successOf(contract: Contract, result: unknown, requestId: string): Success {
  const { status, body, framed } = contract.success;
  if (!body) return { status, body: "" };
  const tagged = givesTag(contract);
  // A framed answer without a tag is written once, in its frame.
  const text = framed && !tagged ? "" : JSON.stringify(result);
  const etag = tagged ? { etag: strongTag(text) } : {};
  if (!framed) return { status, body: text, ...etag };
  const metadata = metadataOf(requestId, runtime().clock.now());
  return { status, body: JSON.stringify({ success: true, ...(result as object), metadata }), ...etag };
}

/** Strong, so that a change can rest on it (`If-Match`). It is about the resource's bytes, not the frame's metadata. */
function strongTag(text: string): string {
  return `"${hash("sha256", text, "base64url").slice(0, 22)}"`;
}

/** The answer: 304 without a body where the client has the same already. Throws 412 where it wants to read nothing else. */
export function successAnswer(
  headers: HeaderReader,
  { status, body, etag }: Success,
  more: Record<string, string> = {},
): Answer {
  // A read may be kept by its own client, who must ask each time whether it still holds. Nothing else is kept at all.
  const caching: Record<string, string> = etag
    ? { etag, "cache-control": "private, no-cache", vary: "authorization, cookie" }
    : { "cache-control": "no-store" };
  const wanted = headers.get("if-match");
  if (etag && wanted !== null && !matches(wanted, etag)) throw new ApiError("precondition_failed");
  if (etag && namesTag(headers.get("if-none-match"), etag)) return new Answer(304, caching, "");
  if (body !== "") caching["content-type"] = "application/json";
  return new Answer(status, { ...caching, ...more }, body);
}

/** Whether `If-Match` names a tag (RFC 9110 section 13.1.1); compared strongly, because a weak one says too little to rest on. */
export function matches(ifMatch: string, etag: string | undefined): boolean {
  return ifMatch.split(",").some((tag) => tag.trim() === "*" || tag.trim() === etag);
}

/** `If-None-Match`, compared weakly (RFC 9110 section 13.1.2). */
function namesTag(header: string | null, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return header?.split(",").some((tag) => tag.trim() === "*" || opaque(tag) === opaque(etag)) ?? false;
}
