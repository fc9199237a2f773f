import "server-only";
import { type KeyPlaces, type ProductId, productOf } from "@/lib/access/catalogue";
import { type Authorization, readAuthorization } from "@/lib/http/bearer";

/** A caller's request, as far as the asking side tells it. */
export type SentRequest = {
  header(name: string): string | null;
  /** Path and query as they were sent; null where they were not told. */
  uri: string | null;
};

const bearerAlone: KeyPlaces = {};

/**
 * The key that a request carries in one of the places that its product names; without a product, as a bearer token. Different ones in
 * two places are no key: whoever reads another place than we do would take the other one.
 */
export function keyIn(request: SentRequest, product: ProductId | undefined): Authorization {
  const places = (product === undefined ? undefined : productOf(product).keysIn) ?? bearerAlone;
  const found = tokensIn(request, places);
  const [first] = found;
  if (first === undefined) return { sent: false };
  return { sent: true, token: found.every((token) => token === first) ? first : null };
}

function tokensIn(
  request: SentRequest,
  { bearer = true, header, basic, query }: KeyPlaces,
): readonly (string | null)[] {
  const found: (string | null)[] = [];
  const authorization = request.header("authorization");
  if (bearer) {
    const read = readAuthorization(authorization);
    if (read.sent) found.push(read.token);
  }
  if (header) {
    const text = request.header(header.toLowerCase())?.trim();
    if (text) found.push(text);
  }
  if (basic && authorization !== null) {
    const text = partOfBasic(authorization, basic);
    if (text) found.push(text);
  }
  if (query && request.uri !== null) found.push(...parametersOf(request.uri, query));
  return found;
}

/** RFC 7617: everything after the first colon is the password. */
function partOfBasic(authorization: string, part: "username" | "password"): string {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization.trim())?.[1];
  if (!encoded) return "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1) return "";
  return part === "username" ? text.slice(0, colon) : text.slice(colon + 1);
}

function parametersOf(uri: string, name: string): string[] {
  // Reading all of them costs more than the rest of this; a name is written otherwise only with percent signs.
  if (!uri.includes(name) && !uri.includes("%")) return [];
  const at = uri.indexOf("?");
  const text = at === -1 ? "" : (uri.slice(at + 1).split("#", 1)[0] ?? "");
  return new URLSearchParams(text).getAll(name).filter(Boolean);
}
