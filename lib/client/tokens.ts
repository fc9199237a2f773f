import { asLatchkeyError, errorOf, LatchkeyError } from "./error";

/** Where the client's credential comes from. */
export type TokenSource = {
  /** The token to send; asked before every request. */
  getToken(): Promise<string>;
  /** Called when the server did not accept a token: whether asking again may give another one. */
  renew?(refused: string): Promise<boolean>;
};

/** What a token endpoint gave (RFC 6749 section 5.1); `expiresAt` in milliseconds since the epoch. */
export type OAuthTokens = { accessToken: string; refreshToken: string | null; expiresAt: number };

export type OAuthOptions = {
  clientId: string;
  /** Absent for public clients. */
  clientSecret?: string;
  /** What the authorization gave; without it the client acts for itself (client credentials). */
  tokens?: OAuthTokens;
  scope?: string;
  /** Called with every new pair: refresh tokens rotate, so the last one must be kept. */
  onTokens?: (tokens: OAuthTokens) => void | Promise<void>;
  tokenUrl: string;
  fetch?: typeof fetch;
  now?: () => number;
};

/** Access tokens are renewed this long before they expire (document 003). */
const renewBeforeMs = 300_000;

/** A fixed credential: an API key, a personal access token or a session token. */
export function fixedToken(token: string): TokenSource {
  return { getToken: async () => token };
}

/**
 * Keeps an OAuth access token fresh. Five minutes before it expires it is exchanged by the refresh token, or asked for
 * anew by client credentials. However many requests wait, there is one exchange at a time, because a refresh token is
 * good once.
 */
export function oauthTokens(options: OAuthOptions): TokenSource & { current(): OAuthTokens | null } {
  const { now = Date.now } = options;
  let tokens = options.tokens ?? null;
  let exchanging: Promise<OAuthTokens> | null = null;

  function exchange(): Promise<OAuthTokens> {
    exchanging ??= requestTokens(options, tokens?.refreshToken ?? null, now)
      .then(async (fresh) => {
        tokens = fresh;
        await options.onTokens?.(fresh);
        return fresh;
      })
      .finally(() => {
        exchanging = null;
      });
    return exchanging;
  }

  return {
    current: () => tokens,
    async getToken() {
      const usable = tokens !== null && now() < tokens.expiresAt - renewBeforeMs;
      return (usable && tokens ? tokens : await exchange()).accessToken;
    },
    async renew(refused) {
      if (tokens !== null && tokens.accessToken !== refused) return true;
      await exchange();
      return true;
    },
  };
}

async function requestTokens(
  { clientId, clientSecret, scope, tokenUrl, fetch: send = fetch }: OAuthOptions,
  refreshToken: string | null,
  now: () => number,
): Promise<OAuthTokens> {
  const form = new URLSearchParams({
    client_id: clientId,
    ...(clientSecret ? { client_secret: clientSecret } : {}),
    ...(refreshToken
      ? { grant_type: "refresh_token", refresh_token: refreshToken }
      : { grant_type: "client_credentials", ...(scope ? { scope } : {}) }),
  });
  try {
    const response = await send(tokenUrl, { method: "POST", body: form });
    if (!response.ok) throw await errorOf(response);
    const body = (await response.json()) as { access_token?: unknown; refresh_token?: unknown; expires_in?: unknown };
    const { access_token, refresh_token, expires_in } = body;
    if (typeof access_token !== "string") {
      throw new LatchkeyError("The token endpoint answered without an access token", response.status, "UNKNOWN");
    }
    return {
      accessToken: access_token,
      // A server that does not rotate gives none: the old one goes on.
      refreshToken: typeof refresh_token === "string" ? refresh_token : refreshToken,
      expiresAt: now() + (typeof expires_in === "number" ? expires_in : 0) * 1000,
    };
  } catch (thrown) {
    throw asLatchkeyError(thrown, "The token endpoint gave no answer that can be read");
  }
}
