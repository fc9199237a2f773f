import "server-only";
import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { HeaderReader } from "./header-reader";

/** Headers between our own server and the code inside Next; every inbound header with the prefix is removed at the edge. */
export const internalHeaderPrefix = "x-latchkey-";
export const edgeHeader = `${internalHeaderPrefix}edge`;
export const clientHeader = `${internalHeaderPrefix}client`;
export const requestIdHeader = `${internalHeaderPrefix}request-id`;
export const ticketHeader = `${internalHeaderPrefix}ticket`;

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
  const proof = Buffer.from(headers.get(edgeHeader) ?? "");
  const expected = Buffer.from(edgeSecret());
  if (proof.length !== expected.length || !timingSafeEqual(proof, expected)) {
    return { address: null, requestId: randomUUID() };
  }
  return { address: headers.get(clientHeader), requestId: headers.get(requestIdHeader) ?? randomUUID() };
}
