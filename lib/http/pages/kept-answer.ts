import "server-only";
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from "node:zlib";

type Encoding = "br" | "gzip" | "identity";

/** An answer that is the same for everybody, held in memory. */
export type KeptAnswer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  isCompressible: boolean;
  /** The hash in its strong ETags; each encoding is a representation of its own (RFC 9110 section 8.8.3.3). */
  hash: string;
  /** Its body: compressed when somebody first asks for it, and as it is only until then. */
  encoded: Map<Encoding, Promise<Buffer>>;
};

/** Holds a body and the headers that go with it. */
export function keepAnswer(status: number, headers: Readonly<Record<string, string>>, body: Buffer): KeptAnswer {
  const isText = /^(text\/|application\/(json|javascript)|image\/svg)/.test(headers["content-type"] ?? "");
  return {
    status,
    headers,
    isCompressible: isText && body.length > 1_000,
    hash: createHash("sha256").update(body).digest("base64url"),
    encoded: new Map([["identity", Promise.resolve(body)]]),
  };
}

/** Compresses an answer in every way that we know; resolves with how many bytes of memory its body takes from then on. */
export async function compressKept(kept: KeptAnswer): Promise<number> {
  if (kept.isCompressible) await Promise.all([encodedBody(kept, "br"), encodedBody(kept, "gzip")]);
  const held = await Promise.all(kept.encoded.values());
  return held.reduce((sum, { length }) => sum + length, 0);
}

/** Answers GET and HEAD: 304 to a client that holds this very representation, otherwise the best encoding that it takes. */
export async function sendKept(kept: KeptAnswer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const encoding = kept.isCompressible
    ? preferredEncoding(String(request.headers["accept-encoding"] ?? ""))
    : "identity";
  const etag = `"${kept.hash}${encoding === "identity" ? "" : `-${encoding}`}"`;
  const vary = [kept.headers.vary, "Accept-Encoding"].filter(Boolean).join(", ");
  const headers = { ...kept.headers, vary, etag };
  if (kept.status === 200 && holds(request.headers["if-none-match"], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = await encodedBody(kept, encoding);
  response.writeHead(kept.status, {
    ...headers,
    "content-length": body.length,
    ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** RFC 9110 section 13.1.2 compares weakly. */
function holds(header: string | undefined, etag: string): boolean {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function preferredEncoding(accepted: string): Encoding {
  const takes = (name: string) =>
    new RegExp(`(^|[\\s,])${name}(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\\s*(;|,|$)`, "i").test(accepted);
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "identity";
}

async function encodedBody({ encoded }: KeptAnswer, encoding: Encoding): Promise<Buffer> {
  const known = encoded.get(encoding);
  if (known) return known;
  const plain = plainBody(encoded);
  if (encoding === "identity") return plain;
  const made = plain.then(encoding === "br" ? withBrotli : withGzip);
  encoded.set(encoding, made);
  const body = await made;
  // Ten times as large as what browsers ask for, and a millisecond's work to make again.
  encoded.delete("identity");
  return body;
}

async function plainBody(encoded: KeptAnswer["encoded"]): Promise<Buffer> {
  const held =
    encoded.get("identity") ??
    encoded.get("br")?.then(promisify(brotliDecompress)) ??
    encoded.get("gzip")?.then(promisify(gunzip));
  if (!held) throw new Error("an answer holds its body in one form at least");
  return held;
}

/** Zlib works on threads of its own; a level further up takes ten times as long for a hundredth less. */
function withBrotli(body: Buffer): Promise<Buffer> {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  return promisify(brotliCompress)(body, {
    params: { [BROTLI_PARAM_QUALITY]: 8, [BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}

function withGzip(body: Buffer): Promise<Buffer> {
  return promisify(gzip)(body, { level: 9 });
}
