import { ApiError } from "./api-error";
import type { Contract } from "./contract";
import type { HeaderReader } from "./header-reader";

/** 1 MiB. */
export const maxBodyBytes = 1_048_576;

/** Refuses by the headers alone what could not be read anyway: 413 for a declared length over 1 MiB, 415 for a body that is not JSON. */
export function requireAcceptableBody(contract: Contract, headers: HeaderReader): void {
  const length = Number(headers.get("content-length") ?? 0);
  if (length > maxBodyBytes) throw new ApiError("payload_too_large");
  const hasBody = length > 0 || headers.has("transfer-encoding");
  if (!contract.body || !hasBody) return;
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" && !type?.endsWith("+json")) throw new ApiError("unsupported_media_type");
}

/** Reads a JSON body of at most 1 MiB; an empty one counts as `{}`, so that missing fields are named one by one. */
export async function readJson(request: Request): Promise<unknown> {
  return parseJson(await readBytes(request));
}

/** Parses a body's bytes; throws a validation error for what is not UTF-8, not JSON, or holds a null character. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError("validation", "The body is not valid JSON");
  }
  // PostgreSQL's text cannot hold it.
  if (text.includes("\\u0000") && holdsNull(value)) throw new ApiError("validation", "The body holds a null character");
  return value;
}

/** Reads a body of at most 1 MiB as UTF-8. */
export async function readText(request: Request): Promise<string> {
  return textOf(await readBytes(request));
}

async function readBytes(request: Request): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new ApiError("payload_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ApiError("validation", "The body is not valid UTF-8");
  }
}

/** Looks with a list of its own instead of calling itself: nesting may be deeper than the call stack. */
function holdsNull(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === "string" && next.includes("\0")) return true;
    if (typeof next === "object" && next !== null) {
      for (const [key, inner] of Object.entries(next)) waiting.push(key, inner);
    }
  }
  return false;
}
