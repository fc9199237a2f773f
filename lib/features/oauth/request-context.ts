import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { ScopeId } from "@/lib/access/catalogue";
import type { Maker } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

/** Who is signed in to the dashboard in the browser that asks. */
export type BrowserSession = { id: string; userId: string; startedAtSeconds: number };

/**
 * Whose an app that registers itself will be, and the scopes that it may have. It also says who let it: a user, a key, or
 * a user with a personal access token, which is then the app's maker.
 */
export type RegistrationRight = Maker & {
  organizationId: string;
  userId: string | null;
  scopes: readonly ScopeId[];
};

/** The library's models that an introspection or a revocation may name. */
export type TokenModel = "AccessToken" | "ClientCredentials" | "RefreshToken";

/** The grant of a code or token that was shown again, and what it was. */
export type ReplayedGrant = { organizationId: string; userId: string; appId: string; shown: string };

/** What our own code tells the library's callbacks about the request they run for, and what they tell us back. */
export type OAuthRequestContext = {
  /** When the request came, in milliseconds since the epoch. */
  startedAtMs: number;
  /** Null where no user is signed in, and at every endpoint that is not for browsers. */
  session: BrowserSession | null;
  /** Who begins an authorization, where that is bounded: `user:…`, or `address:…` for strangers. */
  beginner: string | null;
  /** The request's own address, for a stranger who signs in and comes back with it: nothing of it is kept until then. */
  comesBack: string | null;
  /** Set when a refresh token was presented again within its window. */
  repeatedRefresh: boolean;
  /** Whose a used code or refresh token is that was shown again, beyond its window: all that came of it ends. */
  replayed: ReplayedGrant | null;
  /** What an introspection or revocation names, where that is known: the library would look for it as each kind in turn. */
  namedToken: TokenModel | "none" | null;
  /** The client's secret, once it was found to be right: what is issued for it ends with what made it. */
  secretId: string | null;
  /** Whether what is begun or redeemed is a user's consent, for which an app may name scopes beyond its own. */
  asksUser: boolean;
  /** What the initial access token lets its holder register; null at every other endpoint. */
  registration: RegistrationRight | null;
};

/** The context of a request, with what is known of it beforehand. */
export function newRequestContext(known: Partial<OAuthRequestContext> = {}): OAuthRequestContext {
  return {
    startedAtMs: runtime().clock.now(),
    session: null,
    beginner: null,
    comesBack: null,
    repeatedRefresh: false,
    replayed: null,
    namedToken: null,
    secretId: null,
    asksUser: false,
    registration: null,
    ...known,
  };
}

const slot = Symbol.for("latchkey.oauth-request");
const holder = globalThis as typeof globalThis & { [slot]?: AsyncLocalStorage<OAuthRequestContext> };

/** One for the process: the provider is built by one bundle and called by all. */
export function oauthRequests(): AsyncLocalStorage<OAuthRequestContext> {
  holder[slot] ??= new AsyncLocalStorage();
  return holder[slot];
}
