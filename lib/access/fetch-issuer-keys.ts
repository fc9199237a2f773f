import "server-only";
import { readBounded } from "@/lib/platform/read-bounded";
import type { TrustedIssuer } from "@/lib/platform/settings";
import { type IssuerKey, readJwk } from "./jwk-key";
import { maxAgeOf } from "./kept-keys";

const timeoutMs = 5_000;
const maxBytes = 256 * 1024;
/** Of a longer list only the first are read: each costs time. */
const maxKeys = 50;

/** Fetches an issuer's keys from its configured JWKS, or from the one its discovery document names (OpenID Connect Discovery 1.0 section 4). */
export async function fetchIssuerKeys(
  issuer: TrustedIssuer,
): Promise<{ keys: readonly IssuerKey[]; maxAgeMs: number }> {
  const { body, cacheControl } = await fetchJson(issuer.jwksUri ?? (await discoverJwks(issuer.issuer)));
  const listed = body.keys;
  if (!Array.isArray(listed)) throw new Error("the JWKS has no list of keys");
  const keys = listed.slice(0, maxKeys).map(readJwk);
  return { keys: keys.filter((key) => key !== null), maxAgeMs: maxAgeOf(cacheControl) };
}

async function discoverJwks(issuer: string): Promise<string> {
  const { body } = await fetchJson(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  // Section 4.3: a document that speaks for somebody else is not believed.
  if (body.issuer !== issuer) throw new Error("the discovery document names another issuer");
  const { jwks_uri: jwksUri } = body;
  if (typeof jwksUri !== "string" || !URL.canParse(jwksUri)) throw new Error("the discovery document names no JWKS");
  // An issuer on this machine may speak plain HTTP, and no other may lead us to it.
  if (!jwksUri.startsWith("https://") && new URL(jwksUri).origin !== new URL(issuer).origin) {
    throw new Error("the discovery document names a JWKS without HTTPS");
  }
  return jwksUri;
}

type Fetched = { body: Record<string, unknown>; cacheControl: string | null };

async function fetchJson(url: string): Promise<Fetched> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    // The operator configured no address that a redirect leads to.
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const body: unknown = JSON.parse(await readBounded(response, maxBytes));
  if (typeof body !== "object" || body === null) throw new Error(`${url} answered no JSON object`);
  return { body: { ...body }, cacheControl: response.headers.get("cache-control") };
}
