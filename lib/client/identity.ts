import { asLatchkeyError, errorOf } from "./error";

export type IdentityOptions = {
  /** The deployment, such as `https://access.example.com`; its keys are read there. */
  baseUrl: string;
  /** The product that this service runs; a token for another one is refused. */
  product: string;
  /** What tokens name as their issuer: the deployment's `PUBLIC_URL`. `baseUrl` where absent. */
  issuer?: string;
  /** How far the clocks may differ, in seconds; 5 where absent. */
  toleranceSeconds?: number;
  fetch?: typeof fetch;
  /** The time, in milliseconds since the epoch. */
  now?: () => number;
};

/** Who is calling, as the deployment signed it (docs/data-plane.md). */
export type Identity = {
  iss: string;
  aud: string;
  /** The customer, else the user, else the organization. */
  sub: string;
  iat: number;
  exp: number;
  jti: string;
  organization_id: string;
  key_id: string;
  kind: string;
  environment: "production" | "development";
  plan: string;
  /** Scopes of the product, separated by spaces. */
  scope: string;
  /** The roles that it holds whole; absent where there are none. */
  roles?: string[];
  user_id?: string;
  customer?: { id: string; external_id: string; name: string; metadata?: Record<string, unknown> };
};

export type IdentityVerifier = {
  /**
   * Whose token it is (`X-Latchkey-Identity`); null for one that does not hold, whatever is wrong with it. Throws LatchkeyError where the
   * deployment's keys cannot be read and those in memory are an hour old: then nothing is known.
   */
  verify(token: string | null | undefined): Promise<Identity | null>;
};

type KeySet = { keys: ReadonlyMap<string, CryptoKey>; readMs: number };

/** Keys are published long before they sign. */
const keptMs = 3_600_000;
/** A token with an unknown key makes the keys be read again, this often at most, whether they come or not. */
const unknownKeyPauseMs = 10_000;
const longestSeconds = 60;
const algorithm = { name: "ECDSA", namedCurve: "P-256" };

/** A verifier of the identity tokens that a proxy with `identity=true` passes on. It takes ES256 alone, whatever a token says. */
export function createIdentityVerifier(options: IdentityOptions): IdentityVerifier {
  const { product, toleranceSeconds = 5, now = Date.now } = options;
  const issuer = (options.issuer ?? options.baseUrl).replace(/\/$/, "");
  let known: KeySet | null = null;
  let triedMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<KeySet> | null = null;

  function read(): Promise<KeySet> {
    reading ??= readKeys(options)
      .then((keys) => {
        known = { keys, readMs: now() };
        return known;
      })
      .finally(() => {
        triedMs = now();
        reading = null;
      });
    return reading;
  }

  async function keyOf(kid: string): Promise<CryptoKey | null> {
    const set = known && now() - known.readMs < keptMs ? known : await read();
    const key = set.keys.get(kid);
    if (key || (!reading && now() - triedMs < unknownKeyPauseMs)) return key ?? null;
    // While the deployment is away, what it published within the hour decides: anybody can invent a `kid`.
    return (await read().catch(() => set)).keys.get(kid) ?? null;
  }

  function holds({ iss, aud, iat, exp }: Partial<Identity>): boolean {
    if (iss !== issuer || aud !== product || typeof iat !== "number" || typeof exp !== "number") return false;
    const seconds = now() / 1_000;
    const isCurrent = seconds < exp + toleranceSeconds && seconds > iat - toleranceSeconds;
    return isCurrent && exp - iat <= longestSeconds;
  }

  return {
    async verify(token) {
      const [head = "", payload = "", signature = "", ...rest] = (token ?? "").split(".");
      if (rest.length > 0) return null;
      const { alg, typ, kid, crit } = jsonIn(head);
      if (alg !== "ES256" || typ !== "latchkey-identity+jwt" || typeof kid !== "string" || crit !== undefined)
        return null;
      const bytes = bytesIn(signature);
      const key = bytes && (await keyOf(kid));
      if (!bytes || !key) return null;
      const signed = new TextEncoder().encode(`${head}.${payload}`);
      if (!(await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes, signed))) return null;
      const claims = jsonIn(payload) as Partial<Identity>;
      return holds(claims) ? (claims as Identity) : null;
    },
  };
}

async function readKeys({ baseUrl, fetch: send = fetch }: IdentityOptions): Promise<Map<string, CryptoKey>> {
  try {
    const response = await send(`${baseUrl.replace(/\/$/, "")}/.well-known/latchkey-identity.json`, {
      redirect: "error",
      signal: AbortSignal.timeout(5_000),
    });
    if (response.status !== 200) throw await errorOf(response);
    const { keys } = (await response.json()) as {
      keys: { kty: string; crv: string; x: string; y: string; kid: string }[];
    };
    const read = keys.map(async ({ kty, crv, x, y, kid }) => {
      const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm, false, ["verify"]);
      return [kid, key] as const;
    });
    return new Map(await Promise.all(read));
  } catch (thrown) {
    throw asLatchkeyError(thrown, "The keys of identity tokens could not be read");
  }
}

function bytesIn(text: string): Uint8Array<ArrayBuffer> | null {
  // One sign too many is no byte, and would be thrown for.
  if (!/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return null;
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

function jsonIn(text: string): Record<string, unknown> {
  try {
    const bytes = bytesIn(text);
    const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
