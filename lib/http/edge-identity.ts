import "server-only";
import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { HeaderReader } from "./header-reader";

/** Headers between our own server and the code inside Next; every inbound header with the prefix is removed at the edge. */
export const internalHeaderPrefix = "x-latchkey-";
export const edgeHeader = `${internalHeaderPrefix}edge`;
export const clientHeader = `${internalHeaderPrefix}client`;
export const requestIdHeader = `${internalHeaderPrefix}request-id`;
export const ticketHeader = `${internalHeaderPrefix}ticket`;

/** Set where a page is made for everybody who is signed in, and for no one in particular. */
export const readerHeader = `${internalHeaderPrefix}reader`;

const slot = Symbol.for("latchkey.edge");
const holder = globalThis as typeof globalThis & { [slot]?: string };

/**
 * A secret of this process. It proves that our server set an internal header, not a client that reached Next without
 * it.
 */
export function edgeSecret(): string {
  holder[slot] ??= randomBytes(32).toString("base64url");
  return holder[slot];
}

/** The client's address and the request's identifier as our server set them; without its proof the address is unknown. */
export function readEdge(headers: HeaderReader): { address: string | null; requestId: string } {
  if (!isProven(headers)) return { address: null, requestId: randomUUID() };
  return { address: headers.get(clientHeader), requestId: headers.get(requestIdHeader) ?? randomUUID() };
}

/** The headers by which our server asks for a page that all who are signed in get. */
export function anySignedInReader(): Record<string, string> {
  return { [readerHeader]: "signed-in", [edgeHeader]: edgeSecret() };
}

/** Whether a page is made for all who are signed in; it must then hold nothing of any of them. */
export function isForAnySignedIn(headers: HeaderReader): boolean {
  return isProven(headers) && headers.get(readerHeader) === "signed-in";
}

function isProven(headers: HeaderReader): boolean {
  const proof = Buffer.from(headers.get(edgeHeader) ?? "");
  const expected = Buffer.from(edgeSecret());
  return proof.length === expected.length && timingSafeEqual(proof, expected);
}
